// SPDX-License-Identifier: BSD-3-Clause
// Other libraries' functions, and a user's Python: what they compute, and what is said where they
// are not there.
#include <mattis/bench/peers.hpp>
#include <mattis/bench/python_peers.hpp>
#include <mattis/core/error.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace mattis;
using Catch::Matchers::StartsWith;

TEMPLATE_TEST_CASE("peers: functions of arrays are those they are called", "[bench][peers]", float,
                   double) {
  std::vector<TestType> x(256), out(x.size());
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = TestType(-8 + 16.0 * static_cast<double>(i) / 255);
  using Known = double (*)(double);
  for (auto const& [function, known] : std::vector<std::pair<detail::Function, Known>>{
           {detail::Function::tanh, [](double v) { return std::tanh(v); }},
           {detail::Function::exp, [](double v) { return std::exp(v); }},
           {detail::Function::log_cosh, [](double v) { return std::log(std::cosh(v)); }}}) {
    auto const list = detail::array_functions<TestType>(function);
    std::set<std::string> names;
    for (auto const& one : list) {
      INFO(one.name << " " << one.implementation << " " << static_cast<int>(function));
      CHECK(x.size() % one.multiple == 0);
      one.apply(x.data(), out.data(), x.size());
      double worst = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        double const right = known(static_cast<double>(x[i]));
        worst = std::max(
            worst, std::abs(static_cast<double>(out[i]) - right) / std::max(1.0, std::abs(right)));
      }
      CHECK(worst < 8 * std::numeric_limits<TestType>::epsilon());
      names.insert(one.implementation);
    }
#if defined(__x86_64__)
    for (auto const* set : lanes::available_instruction_sets())
      if (std::string const name = set->name; name == "avx2" || name == "avx512")
        CHECK(names.contains(name));
#endif
  }
}

namespace {

/// A Python with NumPy: the one that draws the demo's figure, or the system's.
std::optional<std::string> python_with_numpy() {
  for (std::string const python : {MATTIS_VENV_PYTHON, "python3"})
    if (std::system((python + " -c 'import numpy' >/dev/null 2>&1").c_str()) == 0) return python;
  return {};
}

}  // namespace

TEST_CASE("peers: NumPy in a process of its own", "[bench][peers][python]") {
  auto const python = python_with_numpy();
  if (!python) SKIP("no Python here has NumPy (scripts/setup --figure makes one)");
  PythonPeers peers(*python);
  REQUIRE(!peers.libraries().empty());
  CHECK_THAT(peers.libraries()[0], StartsWith("NumPy "));
  struct Operation {
    std::string name;
    std::vector<std::int64_t> sizes;
  };
  for (auto const& operation : std::vector<Operation>{{"products", {20, 200}},
                                                      {"network_step", {20, 200, 4, 1}},
                                                      {"network_step", {20, 200, 4, 2}},
                                                      {"covariance", {20, 100}},
                                                      {"tanh", {1000}},
                                                      {"exp", {1000}},
                                                      {"log_cosh", {1000}}})
    for (std::string const precision : {"float", "double"}) {
      INFO(operation.name << " " << precision);
      auto const calls = peers.make(operation.name, precision, operation.sizes);
      REQUIRE(calls.size() == peers.libraries().size());
      for (auto const& call : calls) {
        CHECK(call.own_threads);
        double const once = call.seconds(1), often = call.seconds(200);
        CHECK(once > 0);
        CHECK(often > once / 100);  // of so many calls
        CHECK(often < 60);
      }
    }
  CHECK_THROWS_WITH(peers.make("none", "float", {}),
                    StartsWith("peer-python: expected a Python that goes on"));
}

TEST_CASE("peers: a Python that is none says so in a line", "[bench][peers][python]") {
  CHECK_THROWS_WITH(
      PythonPeers("/no/such/python"),
      "peer-python: expected a Python that can be run, got '/no/such/python' (No such file or "
      "directory)");
  CHECK_THROWS_WITH(PythonPeers("true"),
                    "peer-python: expected a Python that imports numpy, got 'true'");
}
