// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/energy.hpp>
#include <mattis/binary/random_couplings.hpp>
#include <mattis/binary/sampling.hpp>
#include <support/arrays.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

using namespace mattis;
using namespace mattis::binary;

TEST_CASE("sampling: means are those of exp(-H / T) / Z", "[binary][statistics]") {
  constexpr int N = 9;
  auto const system = random_couplings(N, 0, 3);
  SamplingOptions options{.N = N, .T = 0.8, .sweeps = 400, .discarded = 50, .replicas = 256};
  options.couplings = RealMatrix{.N = N, .J = system.J, .field = std::vector<double>(N, 0.15)};
  options.rule = GENERATE(SpinRule::glauber, SpinRule::metropolis);
  auto const result = sample(options);

  SpinSystem const with_field{.N = N, .J = system.J, .h = std::vector<double>(N, 0.15)};
  auto const law = boltzmann_law(with_field, options.T);
  double H = 0, magnitude = 0, q = 0;
  std::vector<std::int8_t> sigma(N);
  std::vector<double> means(N);
  for (std::uint32_t state = 0; state < law.size(); ++state) {
    state_of(state, sigma);
    double sum = 0;
    for (std::size_t i = 0; i < N; ++i) {
      sum += sigma[i];
      means[i] += law[state] * sigma[i];
    }
    H += law[state] * energy(with_field, sigma) / N;
    magnitude += law[state] * std::abs(sum) / N;
  }
  for (double const one : means) q += one * one / N;  // of independent replicas
  auto const within = [](Estimate const& one, double expected) {
    CAPTURE(one.mean, one.se, expected);
    CHECK(std::abs(one.mean - expected) < 5 * one.se);
    CHECK(one.se > 0);
  };
  within(result.mean_energy, H);
  within(result.mean_magnetisation, magnitude);
  CHECK(std::abs(result.q.mean - q) < 0.03);
  double least = 0;
  for (std::uint32_t state = 0; state < law.size(); ++state) {
    state_of(state, sigma);
    least = std::min(least, energy(with_field, sigma) / N);
  }
  CHECK(result.least_energy(0, 0) == Catch::Approx(least));
  CHECK(result.drift < 1e-13);
}

TEST_CASE("sampling: Sherrington and Kirkpatrick's paramagnet", "[binary][statistics]") {
  // T > 1: H / N = -1 / (2T) and N q^2 = 1 / (1 - 1 / T^2), to order 1 / N.
  SamplingOptions options{.N = 300, .T = 2, .sweeps = 150, .discarded = 30, .replicas = 16};
  options.networks = 12;
  auto const result = sample(options);
  CAPTURE(result.mean_energy.mean, result.mean_energy.se, result.q_squared.mean,
          result.q_squared.se);
  CHECK(std::abs(result.mean_energy.mean + 0.25) < 5 * result.mean_energy.se + 0.002);
  CHECK(std::abs(result.q_squared.mean * 300 - 4.0 / 3) < 5 * 300 * result.q_squared.se + 0.03);
  CHECK(std::abs(result.q.mean) < 5 * result.q.se);
  CHECK(result.energy_series.tau > 0.4);
  CHECK(result.energy_series.tau < 5);
}

TEST_CASE("sampling: at T = 0 energies fall, and antisymmetric couplings never settle",
          "[binary]") {
  SamplingOptions options{.N = 100, .T = 0, .sweeps = 30, .discarded = 0, .replicas = 8};
  options.rule = SpinRule::zero;
  auto const settled = sample(options);
  for (std::size_t i = 1; i < settled.energy_course.size(); ++i)
    CHECK(settled.energy_course[i] <= settled.energy_course[i - 1] + 1e-12);
  options.asymmetry = 1;
  options.order = SpinOrder::parallel;
  auto const moving = sample(options);
  REQUIRE(moving.endings.size() == 8);
  for (std::size_t r = 0; r < 8; ++r) CHECK(moving.endings(0, r) != Ending::fixed);
}

TEST_CASE("sampling: what is wrong is named", "[binary][errors]") {
  auto const refused = [](SamplingOptions const& options, std::string const& text) {
    CHECK_THROWS_WITH(sample(options), Catch::Matchers::ContainsSubstring(text));
  };
  refused({.N = 0}, "N: expected from 1 to 46340 neurons, got 0");
  refused({.N = 5, .T = -1}, "T: expected at least 0, got -1");
  refused({.N = 5, .asymmetry = 2}, "asymmetry: expected a share from 0 to 1, got 2");
  refused({.N = 5, .sweeps = 0}, "sweeps: expected at least 1, got 0");
  RealMatrix const two{.N = 2, .J = std::vector<double>(4)};
  refused({.N = 5, .couplings = two}, "N: expected the 2 neurons");
  refused({.N = 2, .couplings = two, .networks = 3}, "networks: expected 1 with given couplings");
  refused({.N = 2, .couplings = RealMatrix{.N = 2, .J = {0, NAN, 0, 0}}}, "J(0, 1)");
}
