// SPDX-License-Identifier: BSD-3-Clause
// Every way of naming how an operation runs, from a statement to a solution.
#include <mattis/mattis.hpp>
#include <support/arrays.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace mattis;
using mattis::test::Exec;

namespace {

std::vector<std::string> names() {
  std::vector<std::string> all = {"best", "reference", "portable", "simd"};
  for (auto const* set : lanes::available_instruction_sets()) all.emplace_back(set->name);
  return all;
}

template <class View>
double largest(View const& a, View const& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    most = std::max(most,
                    std::abs(static_cast<double>(a.data()[i]) - static_cast<double>(b.data()[i])));
  return most;
}

/// phi = tanh of an expression, m = its overlaps, and their sum of squares.
struct Outcome {
  Array<double*, Exec> phi{"phi", 601}, m{"m", 77}, square{"square", 1};
};

Outcome statement(How const& how) {
  Exec const exec;
  auto const xi = random_patterns(exec, 77, 601, 5, 1, 0, how);
  Array<double*, Exec> const x("x", 601);
  for (int i = 0; i < 601; ++i) x(i) = std::sin(1.0 + i);
  Outcome outcome;
  (lazy(outcome.phi) = tanh(3 * lazy(x))).run(exec, how);
  auto const m = overlap(xi, outcome.phi);
  together(lazy(outcome.m) = m, total(outcome.square) = sum(pow<2>(m))).run(exec, how);
  exec.fence();
  return outcome;
}

}  // namespace

TEST_CASE("how: names of targets and of the sets that are here, others are refused",
          "[how][errors]") {
  for (auto const* set : lanes::available_instruction_sets())
    CHECK(&How::named("backend", set->name).set() == set);
  CHECK(How::named("backend", "portable").target() == Target::portable);
  CHECK(How::named("backend", "best").target() == Target::best);
  CHECK(&How().set() == &lanes::default_instruction_set());
  for (std::string const wrong : {"", "avx9", "SSE2", "portable "}) {
    CHECK_THROWS_MATCHES(How::named("backend", wrong), Error,
                         Catch::Matchers::MessageMatches(Catch::Matchers::StartsWith(
                             "backend: expected one of best, reference, portable, simd, ")));
  }
}

TEST_CASE("how: says what runs", "[how]") {
  constexpr bool host = true, device = false;
  for (auto const* set : lanes::available_instruction_sets())
    CHECK(implementation(*set, host) == set->name);
  CHECK(implementation({}, host) == lanes::default_instruction_set().name);
  CHECK(implementation({}, device) == "portable");
  CHECK(implementation(Target::simd, device) == "portable");
  CHECK(implementation(Target::portable, host) == "portable");
  CHECK(implementation(Target::reference, device) == "reference");
}

TEST_CASE("how: a statement has the same results however it runs", "[how]") {
  auto const right = statement({});
  for (auto const& name : names()) {
    INFO(name);
    auto const result = statement(How::named("backend", name));
    CHECK(largest(result.phi, right.phi) < 1e-15 * 8);
    CHECK(largest(result.m, right.m) < 1e-14);
    CHECK(std::abs(result.square(0) - right.square(0)) < 1e-13);
  }
}

TEST_CASE("how: simulations and solutions have the same results however they run", "[how]") {
  Exec const exec;
  Hopfield const model{.alpha = 0.1, .g = 1.2, .a = {1.08}};
  SimulateOptions simulation{.T = 8, .dt = 0.1, .N = 150, .trials = 2, .seed = 3};
  // With a jitter that keeps roundings small: without, the noise has a condition of 5e16.
  SolveOptions theory{
      .T = 12, .dt = 0.1, .M = 700, .seed = 3, .jitter = 1e-6, .standard_errors = false};
  auto const networks = simulate<double>(exec, model, simulation);
  auto const solution = solve<double>(exec, model, theory);
  for (auto const& name : names()) {
    INFO(name);
    simulation.how = theory.how = How::named("backend", name);
    auto const other = simulate<double>(exec, model, simulation);
    CHECK(largest(other.m, networks.m) < 1e-13);
    CHECK(largest(other.E, networks.E) < 1e-12);
    auto const answer = solve<double>(exec, model, theory);
    CHECK(largest(answer.m, solution.m) < 1e-11);
    CHECK(largest(answer.C_phi, solution.C_phi) < 1e-11);
    CHECK(largest(answer.S_phi, solution.S_phi) < 1e-11);
  }
}
