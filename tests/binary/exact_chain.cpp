// SPDX-License-Identifier: BSD-3-Clause
// The laws that MODELS 2 (docs/models.md) says the dynamics keep, to rounding, and where they do
// not.
#include <mattis/binary/exact_chain.hpp>
#include <mattis/binary/random_couplings.hpp>
#include <mattis/binary/stationary_law.hpp>
#include <mattis/core/error.hpp>
#include <support/refuses.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

using mattis::testing::Refuses;
using namespace mattis::binary;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

SpinSystem random_system(int N, double asymmetry, std::uint64_t seed) {
  auto system = random_couplings(N, asymmetry, seed);
  for (int i = 0; i < N; ++i)
    system.h.push_back(0.3 * std::sin(1.7 * i + static_cast<double>(seed)));
  return system;
}

/// exp(-E/T)/Z as it stands, in long double.
std::vector<double> naive_law(SpinSystem const& system, double T, bool parallel) {
  std::vector<long double> weights;
  std::vector<std::int8_t> sigma(static_cast<std::size_t>(system.N));
  for (std::uint32_t state = 0; state < std::uint32_t{1} << system.N; ++state) {
    state_of(state, sigma);
    long double exponent = 0, factor = 1;
    for (int i = 0; i < system.N; ++i) {
      long double phi = system.field(i);
      for (int j = 0; j < system.N; ++j)
        phi += static_cast<long double>(system.coupling(i, j)) * sigma[static_cast<std::size_t>(j)];
      long double const spin = sigma[static_cast<std::size_t>(i)];
      exponent += spin * system.field(i);
      if (parallel) {
        factor *= 2 * std::cosh(phi / T);
      } else {
        exponent += 0.5L * spin * (phi - system.field(i));
      }
    }
    weights.push_back(std::exp(exponent / T) * factor);
  }
  auto const total = std::accumulate(weights.begin(), weights.end(), 0.0L);
  std::vector<double> law;
  for (auto const weight : weights) law.push_back(static_cast<double>(weight / total));
  return law;
}

std::vector<ChainDynamics> const all{ChainDynamics::glauber, ChainDynamics::metropolis,
                                     ChainDynamics::little};

}  // namespace

TEST_CASE("chain: rows are probabilities, and each form of the matrix is the same", "[chain]") {
  auto const dynamics = GENERATE(from_range(all));
  int const N = GENERATE(1, 2, 5);
  double const T = GENERATE(0.0, 0.3, 2.0, infinity);
  CAPTURE(static_cast<int>(dynamics), N, T);
  ExactChain const chain(random_system(N, 0.4, 3), dynamics, T);
  auto const matrix = chain.matrix();
  std::size_t const size = chain.states();
  std::vector<double> law(size), observable(size), next(size), mean(size);
  for (std::size_t state = 0; state < size; ++state) {
    law[state] = 0.1 + std::fmod(0.37 * static_cast<double>(state), 1);
    observable[state] = std::sin(static_cast<double>(state));
  }
  chain.step_law(law, next);
  chain.step_observable(observable, mean);
  for (std::uint32_t from = 0; from < size; ++from) {
    double row = 0, column = 0, of_observable = 0;
    for (std::uint32_t to = 0; to < size; ++to) {
      REQUIRE(std::abs(matrix[from * size + to] - chain.transition(from, to)) <= 1e-15);
      REQUIRE(matrix[from * size + to] >= 0);
      row += matrix[from * size + to];
      column += law[to] * matrix[to * size + from];
      of_observable += matrix[from * size + to] * observable[to];
    }
    CHECK(std::abs(row - 1) < 1e-14);
    CHECK(std::abs(next[from] - column) < 1e-14);
    CHECK(std::abs(mean[from] - of_observable) < 1e-14);
  }
}

TEST_CASE("chain: probabilities are those of the rules", "[chain]") {
  SpinSystem const system{.N = 2, .J = {0, 0.7, 0.7, 0}, .h = {0.2, -0.1}};
  double const T = 0.5;
  // state 3 is (+, +): phi = (0.9, 0.6); to state 2, spin 0 flips
  CHECK(std::abs(ExactChain(system, ChainDynamics::glauber, T).transition(3, 2) -
                 0.5 * 0.5 * (1 - std::tanh(0.9 / T))) < 1e-16);
  CHECK(std::abs(ExactChain(system, ChainDynamics::metropolis, T).transition(3, 2) -
                 0.5 * std::exp(-1.8 / T)) < 1e-16);
  // from (-, +), phi_0 = 0.9: the flip lowers the energy
  CHECK(ExactChain(system, ChainDynamics::metropolis, T).transition(2, 3) == 0.5);
  CHECK(std::abs(ExactChain(system, ChainDynamics::little, T).transition(3, 0) -
                 0.25 * (1 - std::tanh(0.9 / T)) * (1 - std::tanh(0.6 / T))) < 1e-16);
}

TEST_CASE("chain: symmetric couplings keep Boltzmann's law and Little's", "[chain]") {
  auto const dynamics = GENERATE(from_range(all));
  auto const [N, T] = GENERATE(table<int, double>(
      {{1, 1.0}, {3, 0.4}, {6, 0.15}, {6, 1.0}, {8, 0.5}, {8, 3.0}, {10, 0.7}, {10, 0.2}}));
  CAPTURE(static_cast<int>(dynamics), N, T);
  ExactChain const chain(random_system(N, 0, 11), dynamics, T);
  auto const expected = naive_law(chain.system(), T, dynamics == ChainDynamics::little);
  auto const result = stationary_law(chain);
  CHECK(result.closed_classes == 1);
  CHECK(result.residual < 1e-13);
  CHECK(law_distance(result.law, expected) < 1e-12);
  CHECK(law_distance(chain.reversible_law(), expected) < 1e-13);
  CHECK(balance_residual(chain, result.law) < 1e-13);
  for (std::size_t state = 0; state < expected.size(); ++state)  // the rare ones, too
    REQUIRE(std::abs(result.law[state] / expected[state] - 1) < 1e-9);
}

TEST_CASE("chain: couplings of one side alone break detailed balance", "[chain]") {
  auto const dynamics = GENERATE(from_range(all));
  ExactChain const chain(random_system(7, 0.5, 5), dynamics, 0.6);
  auto const result = stationary_law(chain);
  CHECK(result.residual < 1e-13);
  CHECK(result.closed_classes == 1);
  CHECK(balance_residual(chain, result.law) > 1e-3);
  CHECK(law_distance(result.law, chain.reversible_law()) > 1e-2);
  // a little of it, and the flow goes with it
  ExactChain const nearly(random_system(7, 1e-10, 5), dynamics, 0.6);
  double const flow = balance_residual(nearly, stationary_law(nearly).law);
  CHECK(flow > 1e-7);
  CHECK(flow < 1e-4);
}

TEST_CASE("chain: self-coupling is parallel dynamics' alone to balance", "[chain]") {
  auto system = random_system(5, 0, 2);
  for (std::size_t i = 0; i < 5; ++i) system.J[i * 5 + i] = 0.4;
  ExactChain const little(system, ChainDynamics::little, 0.8),
      glauber(system, ChainDynamics::glauber, 0.8);
  CHECK(balance_residual(little, stationary_law(little).law) < 1e-13);
  CHECK(law_distance(stationary_law(little).law, naive_law(system, 0.8, true)) < 1e-12);
  CHECK(balance_residual(glauber, stationary_law(glauber).law) > 1e-4);
}

TEST_CASE("chain: more than ten spins converge to the same laws", "[chain]") {
  auto const dynamics = GENERATE(from_range(all));
  ExactChain const chain(random_system(11, 0, 4), dynamics, 0.9);
  auto const result = stationary_law(chain);
  CHECK(result.residual <= 1e-13);
  CHECK(law_distance(result.law,
                     naive_law(chain.system(), 0.9, dynamics == ChainDynamics::little)) < 1e-12);
  CHECK(balance_residual(chain, result.law) < 1e-12);
}

TEST_CASE("chain: the iteration agrees with the direct solution where nothing is known",
          "[chain]") {
  // An eleventh spin without couplings: the others' law is that of ten.
  auto const dynamics = GENERATE(from_range(all));
  auto const ten = random_system(10, 0.5, 9);
  SpinSystem eleven{.N = 11, .J = std::vector<double>(121, 0.0), .h = ten.h};
  eleven.h.push_back(0);
  for (std::size_t i = 0; i < 10; ++i)
    for (std::size_t j = 0; j < 10; ++j) eleven.J[i * 11 + j] = ten.J[i * 10 + j];
  auto const direct = stationary_law(ExactChain(ten, dynamics, 0.8));
  auto const iterated = stationary_law(ExactChain(eleven, dynamics, 0.8));
  CHECK(iterated.steps > 10);
  CHECK(iterated.closed_classes == 0);
  std::vector<double> sum(1024);
  for (std::size_t state = 0; state < 2048; ++state) sum[state % 1024] += iterated.law[state];
  CHECK(law_distance(sum, direct.law) < 1e-11);
}

TEST_CASE("chain: an iteration that does not converge says how far it came", "[chain][errors]") {
  ExactChain const chain(random_system(11, 0.5, 9), ChainDynamics::glauber, 0.8);
  CHECK_THROWS_MATCHES(stationary_law(chain, {.max_steps = 3}), mattis::Error,
                       Refuses("stationary law: expected a residual of at most 1e-13 after 3", ""));
}

TEST_CASE("chain: limits of the temperature are the right ones", "[chain]") {
  auto const dynamics = GENERATE(from_range(all));
  auto const system = random_system(6, 0, 8);
  std::size_t const size = 64;
  // infinite: each state is as likely
  ExactChain const hot(system, dynamics, infinity);
  std::vector<double> const uniform(size, 1.0 / 64);
  CHECK(law_distance(hot.reversible_law(), uniform) < 1e-15);
  CHECK(law_distance(stationary_law(hot).law, uniform) < 1e-14);
  // 1e-300 is 0: the law sits in the lowest states, the chain in what it cannot leave
  ExactChain const frozen(system, dynamics, 0), nearly(system, dynamics, 1e-300);
  CHECK(frozen.matrix() == nearly.matrix());
  auto const law = frozen.reversible_law();
  CHECK(law == nearly.reversible_law());
  CHECK(std::abs(std::accumulate(law.begin(), law.end(), 0.0) - 1) < 1e-15);
  std::vector<double> energies(size);
  std::vector<std::int8_t> sigma(6);
  for (std::uint32_t state = 0; state < size; ++state) {
    state_of(state, sigma);
    energies[state] = dynamics == ChainDynamics::little ? parallel_energy(system, sigma, 0)
                                                        : energy(system, sigma);
  }
  auto const lowest = static_cast<std::size_t>(std::min_element(energies.begin(), energies.end()) -
                                               energies.begin());
  CHECK(law[lowest] > 0.4);  // a 2-cycle of Little's has two
  auto const result = stationary_law(frozen);
  CHECK(result.residual < 1e-14);
  CHECK(result.closed_classes >= 1);
  for (auto const probability : result.law) CHECK(std::isfinite(probability));
}

TEST_CASE("chain: ferromagnet at T = 0 has two ends, each half the time", "[chain]") {
  SpinSystem system{.N = 4, .J = std::vector<double>(16, 0.25)};
  for (std::size_t i = 0; i < 4; ++i) system.J[i * 5] = 0;
  for (auto const dynamics : {ChainDynamics::glauber, ChainDynamics::metropolis}) {
    auto const result = stationary_law(ExactChain(system, dynamics, 0));
    CHECK(result.closed_classes == 2);
    CHECK(std::abs(result.law[0] - 0.5) < 1e-15);
    CHECK(std::abs(result.law[15] - 0.5) < 1e-15);
    CHECK(boltzmann_law(system, 0)[0] == 0.5);
    CHECK(boltzmann_law(system, 0)[15] == 0.5);
  }
}

TEST_CASE("chain: fields of 1e30 leave what they do not decide as it is", "[chain]") {
  auto const dynamics = GENERATE(from_range(all));
  auto system = random_system(6, 0, 21);
  auto rest = system;  // five spins, with the sixth held up
  rest.N = 5;
  rest.J.clear();
  rest.h.clear();
  for (int i = 0; i < 5; ++i) {
    for (int j = 0; j < 5; ++j) rest.J.push_back(system.coupling(i, j));
    rest.h.push_back(system.field(i) + system.coupling(i, 5));
  }
  system.h[5] = 1e30;
  ExactChain const chain(system, dynamics, 0.7), of_rest(rest, dynamics, 0.7);
  auto const expected = naive_law(rest, 0.7, dynamics == ChainDynamics::little);
  auto const check = [&](std::vector<double> const& law) {
    for (std::size_t state = 0; state < 32; ++state) {
      CHECK(law[state] == 0);  // the sixth down
      CHECK(std::abs(law[32 + state] - expected[state]) < 1e-13);
    }
  };
  check(chain.reversible_law());
  check(stationary_law(chain).law);
  CHECK(law_distance(chain.reversible_law(), stationary_law(chain).law) < 1e-12);
}

TEST_CASE("chain: energies have no overflow and no cancellation", "[chain]") {
  SpinSystem const system{.N = 3, .J = {0, 1e30, 1, 1e30, 0, 1, 1, 1, 0}, .h = {-1e30, 0.5, 0}};
  std::vector<std::int8_t> const up{1, 1, 1};
  CHECK(local_field(system, up, 0) == 1);
  CHECK(energy(system, up) == -2.5);            // -1e30 - 1 - 1 + 1e30 - 0.5
  CHECK(parallel_energy(system, up, 0) == -5);  // 1e30 - 0.5 - 1 - (1e30 + 1.5) - 2
  CHECK(parallel_energy({.N = 1, .J = {0}}, std::vector<std::int8_t>{1}, 2) == -2 * std::log(2));
  CHECK(parallel_energy({.N = 1, .J = {0}}, std::vector<std::int8_t>{1}, infinity) == -infinity);
}

TEST_CASE("chain: the gap of one spin, of free spins, and of a matrix", "[chain]") {
  // One spin in a field: W has the eigenvalues 1 and 1 - change up - change down = 0 (Glauber).
  ExactChain const one({.N = 1, .J = {0}, .h = {0.4}}, ChainDynamics::glauber, 1);
  CHECK(std::abs(spectral_gap(one, stationary_law(one).law).gap - 1) < 1e-14);
  // N free spins, one a step: 1 - k/N, k of them updated
  ExactChain const free({.N = 6, .J = std::vector<double>(36, 0.0)}, ChainDynamics::glauber, 1);
  auto const gap = spectral_gap(free, stationary_law(free).law);
  CHECK(std::abs(gap.gap - 1.0 / 6) <= gap.error);
  CHECK(gap.error < 1e-10);
  CHECK(std::abs(gap.relaxation_steps() - 6) < 1e-8);
  // Any: powers of W forget at that rate
  auto const dynamics = GENERATE(from_range(all));
  ExactChain const chain(random_system(6, 0, 14), dynamics, 0.8);
  auto const law = stationary_law(chain).law;
  auto const found = spectral_gap(chain, law);
  std::vector<double> deviation(64), next(64);
  deviation[5] = 1;
  deviation[40] = -1;
  double ratio = 0;
  for (int step = 0; step < 4000; ++step) {
    double const rounding = std::accumulate(deviation.begin(), deviation.end(), 0.0);
    for (std::size_t state = 0; state < 64; ++state) deviation[state] -= rounding * law[state];
    chain.step_law(deviation, next);
    double const before =
        std::sqrt(std::inner_product(deviation.begin(), deviation.end(), deviation.begin(), 0.0));
    double const after = std::sqrt(std::inner_product(next.begin(), next.end(), next.begin(), 0.0));
    ratio = after / before;
    for (std::size_t state = 0; state < 64; ++state) deviation[state] = next[state] / after;
  }
  CHECK(std::abs(1 - ratio - found.gap) < 1e-6 * found.gap + 1e-9);
}

TEST_CASE("chain: the gap closes with the temperature", "[chain]") {
  auto const system = random_system(6, 0, 14);
  double before = 1;
  for (double const T : {2.0, 1.0, 0.5, 0.25, 0.12}) {
    ExactChain const chain(system, ChainDynamics::glauber, T);
    auto const gap = spectral_gap(chain, stationary_law(chain).law);
    CHECK(gap.gap > 0);
    CHECK(gap.gap < before);
    before = gap.gap;
  }
}

TEST_CASE("chain: what cannot be is refused by its name", "[chain][errors]") {
  auto const make = [](SpinSystem system, double T) {
    ExactChain const chain(std::move(system), ChainDynamics::glauber, T);
  };
  auto const starts = [](std::string const& text) { return Refuses(text, ""); };
  CHECK_THROWS_MATCHES(make({.N = 17, .J = std::vector<double>(289, 0.0)}, 1), mattis::Error,
                       starts("N: expected"));
  CHECK_THROWS_MATCHES(make({.N = 0, .J = {}}, 1), mattis::Error, starts("N: expected"));
  CHECK_THROWS_MATCHES(make({.N = 2, .J = {0, 1, 1}}, 1), mattis::Error, starts("J: expected"));
  CHECK_THROWS_MATCHES(make({.N = 2, .J = {0, 1, NAN, 0}}, 1), mattis::Error,
                       starts("J[1][0]: expected"));
  CHECK_THROWS_MATCHES(make({.N = 1, .J = {0}, .h = {1e200}}, 1), mattis::Error,
                       starts("h[0]: expected"));
  CHECK_THROWS_MATCHES(make({.N = 1, .J = {0}, .h = {1, 2}}, 1), mattis::Error,
                       starts("h: expected"));
  CHECK_THROWS_MATCHES(make({.N = 1, .J = {0}}, -1), mattis::Error, starts("T: expected"));
  CHECK_THROWS_MATCHES(make({.N = 1, .J = {0}}, NAN), mattis::Error, starts("T: expected"));
  CHECK_THROWS_MATCHES(chain_dynamics_of("heat"), mattis::Error, starts("dynamics: expected"));
  CHECK_THROWS_AS(ExactChain(random_couplings(13, 0, 1), ChainDynamics::little, 1).matrix(),
                  mattis::Error);
}
