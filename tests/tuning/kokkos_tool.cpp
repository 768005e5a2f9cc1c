// SPDX-License-Identifier: BSD-3-Clause
// A tool of Kokkos' tuning interface is told of a kernel's variants and sizes, and what it chooses
// runs, with the same bits. Where Kokkos was built without the interface, it hears nothing.
#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/detail/tool_choice.hpp>
#include <support/arrays.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

using namespace mattis;
using namespace mattis::test;

namespace {

namespace Tools = Kokkos::Tools::Experimental;

/// What the tool heard, and what it answers.
struct Heard {
  std::vector<std::string> inputs, outputs, candidates, requests;
  std::vector<std::int64_t> sizes;
  int begun = 0, ended = 0;
  std::string answer;
} heard;

class Tool {
 public:
  Tool() : before_(Tools::get_callbacks()) {
    heard = {};
    Tools::set_declare_input_type_callback([](char const* name, std::size_t, Tools::VariableInfo*) {
      heard.inputs.emplace_back(name);
    });
    Tools::set_declare_output_type_callback(
        [](char const* name, std::size_t, Tools::VariableInfo* info) {
      heard.outputs.emplace_back(name);
      for (std::size_t i = 0; i < info->candidates.set.size; ++i)
        heard.candidates.emplace_back(info->candidates.set.values.string_value[i]);
    });
    Tools::set_begin_context_callback([](std::size_t) { ++heard.begun; });
    Tools::set_end_context_callback([](std::size_t, Tools::VariableValue) { ++heard.ended; });
    Tools::set_request_output_values_callback(
        [](std::size_t, std::size_t inputs, Tools::VariableValue const* values, std::size_t,
           Tools::VariableValue* chosen) {
      for (std::size_t i = 0; i < inputs; ++i) heard.sizes.push_back(values[i].value.int_value);
      heard.requests.emplace_back(chosen->value.string_value);
      if (!heard.answer.empty())
        std::snprintf(chosen->value.string_value, sizeof chosen->value.string_value, "%s",
                      heard.answer.c_str());
    });
  }
  ~Tool() { Tools::set_callbacks(before_); }
  Tool(Tool const&) = delete;
  Tool& operator=(Tool const&) = delete;

 private:
  Tools::EventSet before_;
};

}  // namespace

TEST_CASE("tuning: a tool of Kokkos chooses run by run", "[tuning]") {
  Exec const exec;
  int const T = 70, M = 3000;
  HostMatrix<float> const phi("phi", T, M);
  auto const values = random_values(phi.size(), 1, 5);
  for (std::size_t i = 0; i < phi.size(); ++i) phi.data()[i] = static_cast<float>(values[i]);
  Array<double**, Exec> const C("C", T, T), expected("expected", T, T);
  covariance(exec, phi, expected);
  exec.fence();
  Tool const tool;
  CovariancePlan<Exec, float> const plan(exec, T, M);
  auto const run = [&](std::string const& answer) {
    heard.answer = answer;
    plan.run(exec, phi.data(), C);
    exec.fence();
    bool same = true;
    for (int t = 0; t < T; ++t)
      for (int s = 0; s < T; ++s) same = same && C(t, s) == expected(t, s);
    return same;
  };
  CHECK(run(""));
  if (!detail::tool_tunes()) {
    CHECK(heard.begun == 0);
    return;
  }
  CHECK(heard.begun == 1);
  CHECK(heard.ended == 1);
  CHECK(heard.outputs ==
        std::vector<std::string>{"mattis.covariance float " + target_text<Exec>({})});
  CHECK(heard.inputs ==
        std::vector<std::string>{"mattis.covariance.size0", "mattis.covariance.size1"});
  std::sort(heard.sizes.begin(), heard.sizes.end());
  CHECK(heard.sizes == std::vector<std::int64_t>{T, M});
  REQUIRE(heard.candidates.size() > 1);
  CHECK(heard.candidates.front() == "estimate");
  CHECK(heard.requests == std::vector<std::string>{"estimate"});
  for (auto const& variant : heard.candidates) CHECK(run(variant));
  CHECK(run("none of them"));
  CHECK(heard.begun == heard.ended);
  CHECK(heard.outputs.size() == 1);
}
