// SPDX-License-Identifier: BSD-3-Clause
// Any couplings under what starts from cues, and networks that share a run.
#include <binary/spin_states.hpp>
#include <mattis/binary/energy.hpp>
#include <mattis/binary/retrieval.hpp>
#include <mattis/kernels/integer_spins.hpp>
#include <support/arrays.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

using namespace mattis;
using namespace mattis::binary;
using namespace mattis::test;

namespace {

CuedOptions cued(Learning const& learning, std::int64_t N, std::int64_t P, std::int64_t R) {
  CuedOptions options{.N = N, .loads = {P, P, P}, .sets = 3, .learning = learning};
  options.spins.rule = SpinRule::zero;
  options.spins.T.assign(static_cast<std::size_t>(R), 0);
  options.corruption.assign(static_cast<std::size_t>(R), 0.15);
  options.sweeps = 6;
  return options;
}

/// H / N of a row of spins, from J and h in double.
double brute_energy(IntegerMatrix const& J, std::uint32_t const* row) {
  auto const spin = [&](std::int64_t i) {
    return (row[i / 32] >> (i % 32) & 1u) != 0 ? 1.0 : -1.0;
  };
  double H = 0;
  for (std::int64_t i = 0; i < J.N; ++i) {
    H -= J.field.empty() ? 0 : J.field[static_cast<std::size_t>(i)] * spin(i) / J.units;
    for (std::int64_t j = 0; j < J.N; ++j) H -= J(i, j) * spin(i) * spin(j) / (2 * J.units);
  }
  return H / static_cast<double>(J.N);
}

std::vector<double> alternating_fields(std::int64_t N) {
  std::vector<double> field;
  for (std::int64_t i = 0; i < N; ++i) field.push_back((i % 3 == 0 ? 1 : -0.5) * 0.1);
  return field;
}

}  // namespace

TEST_CASE("integer couplings: networks that share a run are what they are alone", "[binary]") {
  std::int64_t const N = 67, R = 40;
  std::vector<IntegerMatrix> networks;
  for (std::int64_t set = 0; set < 3; ++set) {
    networks.push_back(hebb_rule(drawn_patterns(5, N, 4, set)));
    networks.back().field.assign(static_cast<std::size_t>(N), static_cast<std::int32_t>(set));
  }
  SpinSetup setup{.rule = SpinRule::glauber,
                  .order = GENERATE(SpinOrder::random, SpinOrder::parallel),
                  .T = std::vector<double>(R, 0.4)};
  auto const start = random_states(3, R, N, 8);
  auto const target = GENERATE(Target::portable, Target::reference, Target::simd);
  IntegerSpins<Exec> all(Exec{}, networks, setup, target);
  all.set_states(Exec{}, start);
  all.run(Exec{}, 3);
  auto const states = all.states(Exec{});
  auto const energies = all.energies(Exec{});
  for (std::size_t n = 0; n < 3; ++n) {
    setup.first_network = static_cast<std::uint32_t>(n);
    IntegerSpins<Exec> one(Exec{}, networks[n], setup);
    HostArray<std::uint32_t***> own("own", 1, R, start.extent(2));
    std::copy_n(&start(n, 0, 0), own.size(), own.data());
    one.set_states(Exec{}, own);
    one.run(Exec{}, 3);
    auto const expected = one.states(Exec{});
    CHECK(std::equal(expected.data(), expected.data() + expected.size(), &states(n, 0, 0)));
    for (std::size_t r = 0; r < R; ++r)
      CHECK(energies(n, r) == Catch::Approx(brute_energy(networks[n], &states(n, r, 0))));
  }
}

TEST_CASE("learning: Hebb's couplings as a matrix take the same way as those never formed",
          "[binary]") {
  Learning const implicit{.field = GENERATE(false, true) ? alternating_fields(100)
                                                         : std::vector<double>{}};
  auto matrix = implicit;
  matrix.kept = 1 - 0x1p-33;  // a matrix of which nothing is taken away
  auto const expected = run_from_cues(Exec{}, cued(implicit, 100, 7, 21));
  auto const run = run_from_cues(Exec{}, cued(matrix, 100, 7, 21));
  CHECK(entries(run.states) == entries(expected.states));
  CHECK(entries(run.cue) == entries(expected.cue));
  CHECK(entries(run.nearest) == entries(expected.nearest));
  CHECK(entries(run.m) == entries(expected.m));
  for (std::size_t i = 0; i < run.energy.size(); ++i)
    CHECK(run.energy.data()[i] == Catch::Approx(expected.energy.data()[i]).epsilon(1e-9));
}

TEST_CASE("learning: every rule ends in states whose energy is that of its couplings", "[binary]") {
  std::int64_t const N = 80, P = 4;
  auto const rule = GENERATE(LearningRule::hebb, LearningRule::clipped, LearningRule::saturating,
                             LearningRule::zero_one);
  Learning learning{.rule = rule, .kept = GENERATE(1.0, 0.5), .field = alternating_fields(N)};
  if (rule == LearningRule::saturating) learning.limit = 3;
  if (rule == LearningRule::zero_one) learning.threshold = 0.25;
  auto const options = cued(learning, N, P, 9);
  auto const run = run_from_cues(Exec{}, options);
  CAPTURE(name_of(rule), learning.kept);
  for (std::size_t n = 0; n < 3; ++n) {
    auto const patterns = drawn_patterns(P, N, options.spins.seed, static_cast<std::int64_t>(n));
    auto const J = learn(learning, patterns, options.spins.seed, static_cast<std::uint32_t>(n));
    for (std::size_t r = 0; r < 9; ++r) {
      CHECK(run.energy(n, r) == Catch::Approx(brute_energy(J, &run.states(n, r, 0))));
      CHECK(run.energy(n, r) <= brute_energy(J, &run.start(n, r, 0)) + 1e-12);  // T = 0
    }
  }
}

TEST_CASE("learning: Hopfield's 0/1 rule is sum_j T_ij V_j > U", "[binary]") {
  std::int64_t const N = 12;
  double const U = 0.25;
  auto const patterns = drawn_patterns(3, N, 2);
  auto const T = hebb_rule(patterns);  // in units of 1 / N
  auto const J = learn({.rule = LearningRule::zero_one, .threshold = U}, patterns, 1, 0);
  for (unsigned state = 0; state < 1u << N; state += 37) {
    for (std::int64_t i = 0; i < N; ++i) {
      std::int64_t input = 0, field = J.field[static_cast<std::size_t>(i)];
      for (std::int64_t j = 0; j < N; ++j) {
        bool const up = (state >> j & 1u) != 0;
        input += up ? T(i, j) : 0;
        field += up ? J(i, j) : -J(i, j);
      }
      double const surplus = static_cast<double>(input) / static_cast<double>(N) - U;
      // phi_i = (sum_j T_ij V_j - U) / 2, as V = (1 + s) / 2
      REQUIRE(static_cast<double>(field) / J.units == Catch::Approx(surplus / 2).margin(1e-12));
    }
  }
}

TEST_CASE("learning: couplings of a file bring patterns back as those learned do", "[binary]") {
  std::int64_t const N = 300, P = 6;
  auto const patterns = drawn_patterns(P, N, 5);
  auto const hebb = hebb_rule(patterns);
  RealMatrix J{.N = N};
  for (auto const one : hebb.J) J.J.push_back(one / hebb.units);
  RetrievalOptions options{.N = N, .P = P, .corruption = 0.2, .sweeps = 10, .replicas = 12};
  options.rule = SpinRule::zero;
  options.given = &patterns;
  options.learning.couplings = &J;
  auto const result = retrieve(Exec{}, options);
  CHECK(result.m.mean == 1);
  CHECK(result.right.mean == 1);
  CHECK(result.run.drift < 1e-12);
  options.learning.couplings = nullptr;
  auto const implicit = retrieve(Exec{}, options);
  CHECK(result.energy.mean == Catch::Approx(implicit.energy.mean));
  CHECK(result.energy_course.back() == Catch::Approx(result.energy.mean));
}

TEST_CASE("learning: dilution holds the fields of patterns and adds noise",
          "[binary][statistics]") {
  // Of pairs kept with probability c, a stored bit sees 1 +- sqrt((alpha + (1 - c) / N) / c): the
  // share of bits unstable in one parallel update at T = 0.
  std::int64_t const N = 1000, P = 100;
  for (double const c : {0.3, 0.6}) {
    auto options = cued({.kept = c, .symmetric = GENERATE(true, false)}, N, P, 32);
    options.corruption.assign(32, 0);
    options.spins.order = SpinOrder::parallel;
    options.sweeps = 1;
    auto const run = run_from_cues(Exec{}, options);
    std::vector<double> shares;
    for (std::size_t i = 0; i < run.flips.size(); ++i)
      shares.push_back(static_cast<double>(run.flips.data()[i]) / static_cast<double>(N));
    auto const share = mean_of_groups(shares, 3);
    double const alpha = static_cast<double>(P) / static_cast<double>(N);
    auto const noise = (alpha + (1 - c) / static_cast<double>(N)) / c;
    auto const expected = std::erfc(1 / std::sqrt(2 * noise)) / 2;
    CAPTURE(c, share.mean, share.se, expected);
    CHECK(std::abs(share.mean - expected) < 5 * share.se + 0.002);
  }
}

TEST_CASE("learning: what is wrong is named", "[binary][errors]") {
  auto const refused = [](Learning const& learning, std::string const& text) {
    CHECK_THROWS_WITH(run_from_cues(Exec{}, cued(learning, 30, 3, 2)),
                      Catch::Matchers::ContainsSubstring(text));
  };
  refused({.limit = 2}, "limit: expected 0 with any rule but saturating, got 2");
  refused({.kept = 0}, "kept: expected a share in (0, 1], got 0");
  refused({.threshold = 1}, "threshold: expected 0 with any rule but zero-one, got 1");
  refused({.field = {1, 2}}, "field: expected one for each neuron, 30, got 2");
  refused({.field = std::vector<double>(30, NAN)}, "field: expected finite numbers, got nan");
  refused({.field = std::vector<double>(30, 1e30)}, "field: expected less than");
  RealMatrix const small{.N = 2, .J = std::vector<double>(4)};
  refused({.couplings = &small}, "N: expected the 2 neurons that the couplings are of, got 30");
  refused({.rule = LearningRule::clipped, .couplings = &small}, "rule: expected none beside");
}
