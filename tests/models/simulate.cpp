// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/models/simulate.hpp>
#include <support/arrays.hpp>
#include <support/matchers.hpp>
#include <support/reference_data.hpp>
#include <support/trials.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include <cmath>
#include <limits>
#include <span>

using namespace mattis;
using namespace mattis::test;

TEMPLATE_TEST_CASE("simulate: reference trajectories", "[models][data]", float, double) {
  auto const name =
      GENERATE("hopfield", "hopfield_two_condensed", "dense_n2", "dense_n3", "dense_n4");
  auto const file = reference_data(std::string("trajectories/") + name);
  auto const signs = signs_in(file, "xi");
  Dense const model{.n = static_cast<int>(file.template attribute<std::int64_t>("n")),
                    .alpha = file.template attribute<double>("alpha"),
                    .g = file.template attribute<double>("g")};
  SimulateOptions const options{.T = static_cast<int>(file.template attribute<std::int64_t>("T")),
                                .dt = file.template attribute<double>("dt"),
                                .save_states = true};
  auto const run = simulate_from<TestType>(Exec{}, model, options, pack(signs),
                                           view_of<double>(file.template read<double>("x0")));
  double const bound = std::is_same_v<TestType, float> ? 1e-5 : 1e-12;
  CHECK_THAT(entries(run.x), Within(file.template read<double>("x"), bound));
  CHECK_THAT(entries(run.phi), Within(file.template read<double>("phi"), bound));
  CHECK_THAT(entries(run.m), Within(file.template read<double>("m"), bound));
  CHECK_THAT(entries(run.E), Within(file.template read<double>("E"), bound));
}

TEST_CASE("simulate: the published setting agrees with the original's trials",
          "[models][data][statistics]") {
  auto const file = reference_data("simulation/hopfield_readme");
  Hopfield const model{.alpha = 0.1, .g = 1.2, .a = {1.08}};
  auto const run =
      simulate(Exec{}, model, {.T = 100, .dt = 0.02, .N = 200, .trials = 1000, .seed = 5});
  TrialMean const m(run.m), E(run.E);
  CHECK(largest_z(m.mean, m.se, file.read<double>("m"), file.read<double>("m_se")) < 4.5);
  CHECK(largest_z(E.mean, E.se, file.read<double>("E"), file.read<double>("E_se")) < 4.5);
}

TEMPLATE_TEST_CASE("simulate: a drawn network follows the reference backend", "[models]", float,
                   double) {
  auto const distinct = GENERATE(false, true);
  std::int64_t const N = 37, P = 9;
  Hopfield const model{.alpha = 9.0 / 37, .g = 1.3, .a = {0.7, -0.4}};
  auto const run = simulate<TestType>(Exec{}, model,
                                      {.T = 30,
                                       .dt = 0.1,
                                       .N = N,
                                       .trials = 3,
                                       .seed = 12,
                                       .distinct_indices = distinct,
                                       .save_states = true});
  REQUIRE(run.P == P);
  for (std::int64_t trial = 0; trial < 3; ++trial) {
    auto const unpacked = unpack_patterns(Exec{}, random_patterns(Exec{}, P, N, 12, 1, trial));
    reference::Signs const signs{9, 37, {unpacked.data(), unpacked.data() + 9 * 37}};
    auto const at = static_cast<std::size_t>(trial);
    std::vector<double> const x0(&run.x(at, 0, 0), &run.x(at, 0, 0) + N);
    auto const path = reference::simulate({1, model.alpha, model.g, 0.1, distinct}, signs, x0, 30);
    double const bound = std::is_same_v<TestType, float> ? 2e-5 : 1e-12;
    for (std::size_t t = 0; t < 30; ++t) {
      CHECK_THAT(std::span(&run.x(at, t, 0), 37), Within(path.x[t], bound));
      CHECK_THAT(std::span(&run.m(at, t, 0), 2), Within({path.m[t][0], path.m[t][1]}, bound));
      CHECK_THAT(std::span(&run.E(at, t, 0), 2), Within({path.E0[t], path.E1[t]}, bound));
    }
  }
}

TEST_CASE("simulate: distinct indices are the sum over pairs of different neurons", "[models]") {
  auto const signs = random_signs(4, 7, 31);
  auto const x0 = random_values(7, 1.5, 32);
  Hopfield const model{.alpha = 4.0 / 7, .g = 1.1};
  auto const run = simulate_from<double>(
      Exec{}, model, {.T = 2, .dt = 0.25, .distinct_indices = true, .save_states = true},
      pack(signs), view_of<double>(x0));
  double const coupling = model.g / std::sqrt(model.alpha);
  double E0 = 0;
  for (std::size_t i = 0; i < 7; ++i) {
    double h = 0;
    for (std::size_t j = 0; j < 7; ++j) {
      for (std::size_t mu = 0; mu < 4 && j != i; ++mu)
        h += coupling / 7 * signs(mu, i) * signs(mu, j) * std::tanh(x0[j]);
    }
    E0 -= h * std::tanh(x0[i]) / 2 / 7;
    CHECK(std::abs(run.x(0, 1, i) - (0.75 * x0[i] + 0.25 * h)) < 1e-14);
  }
  CHECK(std::abs(run.E(0, 0, 0) - E0) < 1e-14);
}

TEST_CASE("simulate: the energy never rises when dt is small", "[models][property]") {
  auto const seed = GENERATE(range(1u, 9u));
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  Hopfield const model{.alpha = 0.05 + 0.4 * uniform(engine),
                       .g = 0.5 + 1.5 * uniform(engine),
                       .a = {uniform(engine)}};
  auto const run =
      simulate<double>(Exec{}, model, {.T = 200, .dt = 0.01, .N = 150, .trials = 4, .seed = seed});
  for (std::size_t trial = 0; trial < 4; ++trial) {
    for (std::size_t t = 1; t < 200; ++t) {
      double const before = run.E(trial, t - 1, 0) + run.E(trial, t - 1, 1);
      REQUIRE(run.E(trial, t, 0) + run.E(trial, t, 1) <= before + 1e-14);
    }
  }
}

TEST_CASE("simulate: flipping neurons with their patterns changes nothing but their sign",
          "[models][property]") {
  auto const seed = GENERATE(range(1u, 5u));
  auto const signs = random_signs(11, 90, seed);
  auto const x0 = random_values(90, 1, seed + 100);
  auto const gauge = random_signs(1, 90, seed + 200);
  auto flipped = signs;
  auto x0_flipped = x0;
  for (std::size_t i = 0; i < 90; ++i) {
    for (std::size_t mu = 0; mu < 11; ++mu)
      flipped.xi[mu * 90 + i] = static_cast<std::int8_t>(flipped.xi[mu * 90 + i] * gauge.xi[i]);
    x0_flipped[i] *= gauge.xi[i];
  }
  Hopfield const model{.alpha = 11.0 / 90, .g = 1.4};
  SimulateOptions const options{.T = 40, .dt = 0.1, .save_states = true};
  auto const run = simulate_from<double>(Exec{}, model, options, pack(signs), view_of<double>(x0));
  auto const mirrored =
      simulate_from<double>(Exec{}, model, options, pack(flipped), view_of<double>(x0_flipped));
  for (std::size_t t = 0; t < 40; ++t) {
    for (std::size_t i = 0; i < 90; ++i)
      REQUIRE(std::abs(run.x(0, t, i) - gauge.xi[i] * mirrored.x(0, t, i)) < 1e-12);
    for (std::size_t mu = 0; mu < 11; ++mu)
      REQUIRE(std::abs(run.m(0, t, mu) - mirrored.m(0, t, mu)) < 1e-12);
  }
}

TEST_CASE("simulate: trials do not depend on how many there are", "[models]") {
  Hopfield const model{.alpha = 0.2, .g = 1.2, .a = {0.9}};
  auto const many =
      simulate(Exec{}, model, {.T = 10, .dt = 0.1, .N = 60, .trials = 300, .seed = 3});
  auto const few = simulate(Exec{}, model, {.T = 10, .dt = 0.1, .N = 60, .trials = 7, .seed = 3});
  for (std::size_t i = 0; i < few.m.size(); ++i) REQUIRE(few.m.data()[i] == many.m.data()[i]);
  for (std::size_t i = 0; i < few.E.size(); ++i) REQUIRE(few.E.data()[i] == many.E.data()[i]);
}

TEST_CASE("simulate: no condensed pattern is legal", "[models]") {
  auto const run = simulate(Exec{}, Hopfield{.alpha = 0.3, .g = 1.6},
                            {.T = 5, .dt = 0.1, .N = 100, .trials = 2});
  CHECK(run.m.extent(2) == 0);
  CHECK(std::isfinite(run.E(1, 4, 0)));
}

TEST_CASE("simulate: a bad option is named before any work", "[models][errors]") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  Hopfield const good{.alpha = 0.1, .g = 1.2};
  auto const run = [](Hopfield const& model, SimulateOptions const& options) {
    return simulate(Exec{}, model, options);
  };
  CHECK_THROWS_WITH(run({.alpha = 0, .g = 1}, {}), "alpha: expected a load above 0, got 0");
  CHECK_THROWS_WITH(run({.alpha = nan, .g = 1}, {}), "alpha: expected a load above 0, got nan");
  CHECK_THROWS_WITH(run({.alpha = 0.1, .g = -1}, {}), "g: expected a gain above 0, got -1");
  CHECK_THROWS_WITH(run({.alpha = 0.1, .g = 1, .a = {0.5, nan}}, {}),
                    "a[1]: expected a finite amplitude, got nan");
  CHECK_THROWS_WITH(run(good, {.T = 1}), "T: expected at least 2 steps, got 1");
  CHECK_THROWS_WITH(run(good, {.dt = 1.5}), "dt: expected a step in (0, 1], got 1.5");
  CHECK_THROWS_WITH(run(good, {.dt = nan}), "dt: expected a step in (0, 1], got nan");
  CHECK_THROWS_WITH(run(good, {.N = 0}), "N: expected at least 1 neuron, got 0");
  CHECK_THROWS_WITH(run(good, {.trials = 0}), "trials: expected at least 1 trial, got 0");
  CHECK_THROWS_WITH(run(good, {.N = 9}),
                    "alpha: expected at least one pattern, alpha N^n >= 1, got 0.9");
  CHECK_THROWS_WITH(run({.alpha = 0.1, .g = 1, .a = {1, 1, 1}}, {.N = 20}),
                    "a: expected at most P = 2 condensed patterns, got 3");
  CHECK_THROWS_AS(run(good, {.N = 100'000'000}), Error);
}

TEST_CASE("pattern_count: a product within rounding of an integer is that integer", "[models]") {
  CHECK(pattern_count(Hopfield{.alpha = 0.29, .g = 1}, 100) == 29);
  CHECK(pattern_count(Hopfield{.alpha = 0.1, .g = 1}, 200) == 20);
  CHECK(pattern_count(Hopfield{.alpha = 0.1, .g = 1}, 19) == 1);
}
