// SPDX-License-Identifier: BSD-3-Clause
// Couplings that are kept as a matrix: whole numbers, and real ones.
#include <binary/spin_states.hpp>
#include <mattis/binary/forgetting.hpp>
#include <mattis/binary/learning_rules.hpp>
#include <mattis/binary/pair_overlaps.hpp>
#include <mattis/binary/real_spins.hpp>
#include <mattis/binary/scans.hpp>
#include <mattis/binary/sequences.hpp>
#include <mattis/kernels/hebb_spins.hpp>
#include <support/arrays.hpp>
#include <support/threads.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include <cmath>
#include <limits>
#include <map>
#include <random>

using namespace mattis;
using namespace mattis::binary;
using namespace mattis::test;

namespace {

SpinSetup setup_of(SpinRule rule, SpinOrder order, std::vector<double> T, std::uint64_t seed = 3) {
  return {rule, order, std::move(T), seed, 0};
}

}  // namespace

TEST_CASE("integer couplings: one trajectory on every target, and kept fields are right",
          "[binary]") {
  auto const order = GENERATE(SpinOrder::random, SpinOrder::permuted, SpinOrder::parallel);
  auto const patterns = drawn_patterns(12, 71, 6);
  std::vector<IntegerMatrix> networks{clipped_rule(patterns), saturating_rule(patterns, 3),
                                      sequence_rule(patterns, 2, 3, true), zero_one_rule(patterns)};
  networks.push_back(hebb_rule(patterns));
  dilute(networks.back(), 0.6, false, 9);
  std::vector<How> targets{Target::portable};
  for (auto const* set : lanes::available_instruction_sets()) targets.emplace_back(*set);
  for (auto const& network : networks) {
    auto const run = [&](How const& how) {
      IntegerSpins<Exec> spins(Exec{}, network,
                               setup_of(SpinRule::glauber, order, temperatures(35, 0.1)), how);
      spins.set_states(Exec{}, random_states(1, 35, 71, 2));
      spins.run(Exec{}, 4);
      auto const kept = entries(spins.fields(Exec{}));
      spins.recompute(Exec{});
      CHECK(entries(spins.fields(Exec{})) == kept);
      return std::pair(entries(spins.states(Exec{})), entries(spins.flips(Exec{})));
    };
    auto const expected = run(Target::reference);
    for (auto const& how : targets) {
      CAPTURE(implementation(how, true));
      CHECK(run(how) == expected);
    }
  }
}

TEST_CASE("integer couplings: Hebb's rule as a matrix has the trajectories of Hebb's rule",
          "[binary]") {
  std::int64_t const N = 90, P = 7;
  auto const setup = setup_of(SpinRule::metropolis, SpinOrder::random, temperatures(20, 0.1));
  HebbSpins<Exec> implicit(Exec{}, random_patterns(Exec{}, P, N, 6), {{0, P}}, setup);
  IntegerSpins<Exec> matrix(Exec{}, hebb_rule(drawn_patterns(P, N, 6)), setup);
  auto const states = random_states(1, 20, N, 2);
  implicit.set_states(Exec{}, states);
  matrix.set_states(Exec{}, states);
  implicit.run(Exec{}, 5);
  matrix.run(Exec{}, 5);
  CHECK(entries(implicit.states(Exec{})) == entries(matrix.states(Exec{})));
}

TEST_CASE("long runs follow exp(-H / T) / Z", "[binary][statistics]") {
  // Five spins, 32 states; samples some sweeps apart are as good as independent at this T.
  auto const rule = GENERATE(SpinRule::glauber, SpinRule::metropolis);
  bool const real = GENERATE(false, true);
  std::int64_t const N = 5, R = 256;
  double const T = 1.5;
  auto const couplings = hebb_rule(drawn_patterns(3, N, 8));
  RealMatrix as_real{.N = N, .J = {}, .field = {0.1, -0.2, 0.3, 0, 0.05}};
  for (auto const J : couplings.J) as_real.J.push_back(J / couplings.units);
  if (!real) as_real.field.assign(5, 0);
  auto const setup = setup_of(rule, SpinOrder::random, std::vector<double>(R, T), 21);
  IntegerSpins<Exec> integer(Exec{}, couplings, setup);
  RealSpins reals(as_real, setup);
  std::vector<double> law(32), counts(32);
  double Z = 0;
  for (unsigned state = 0; state < 32; ++state) {
    auto const s = [&](std::int64_t i) { return (state >> i & 1u) != 0 ? 1.0 : -1.0; };
    double H = 0;
    for (std::int64_t i = 0; i < N; ++i) {
      H -= as_real.field[static_cast<std::size_t>(i)] * s(i);
      for (std::int64_t j = 0; j < N; ++j)
        H -= as_real.J[static_cast<std::size_t>(i * N + j)] * s(i) * s(j) / 2;
    }
    Z += law[state] = std::exp(-H / T);
  }
  int const samples = 40;
  for (int i = 0; i < samples; ++i) {
    real ? reals.run(Exec{}, 12) : integer.run(Exec{}, 12);
    auto const states = real ? reals.states() : integer.states(Exec{});
    for (std::size_t r = 0; r < R; ++r) ++counts[states(0, r, 0)];
  }
  double chi = 0;
  for (unsigned state = 0; state < 32; ++state) {
    double const expected = law[state] / Z * samples * R;
    chi += (counts[state] - expected) * (counts[state] - expected) / expected;
  }
  CAPTURE(name_of(rule), real, chi);
  CHECK(chi < 65.0);  // 31 degrees of freedom: 1 in 3000
  CHECK(chi > 8.0);
}

TEST_CASE("real couplings: the drift of kept fields is told, and small", "[binary]") {
  std::int64_t const N = 150, R = 6;
  std::mt19937 random(3);
  std::normal_distribution<double> normal(0, 1 / std::sqrt(static_cast<double>(N)));
  RealMatrix J{.N = N, .J = std::vector<double>(static_cast<std::size_t>(N * N)), .field = {}};
  for (std::int64_t i = 0; i < N; ++i)
    for (std::int64_t j = 0; j < i; ++j)
      J.J[static_cast<std::size_t>(i * N + j)] = J.J[static_cast<std::size_t>(j * N + i)] =
          normal(random);
  auto const order = GENERATE(SpinOrder::random, SpinOrder::permuted, SpinOrder::parallel);
  auto const run = [&](Exec const& exec) {
    RealSpins spins(J, setup_of(SpinRule::glauber, order, std::vector<double>(R, 0.7)), 8);
    spins.set_states(random_states(1, R, N, 5));
    spins.run(exec, 40);
    CHECK(spins.drift() < 1e-12);
    CHECK(spins.drift() > 0);
    CHECK(spins.energies().size() == R);
    return entries(spins.states());
  };
  auto const expected = run(Exec{});
  for (auto const& exec : instances_of_different_size()) CHECK(run(exec) == expected);

  RealSpins cold(J, setup_of(SpinRule::zero, SpinOrder::random, std::vector<double>(R, 0.0)));
  cold.set_states(random_states(1, R, N, 5));
  auto before = cold.energies();
  for (int i = 0; i < 30; ++i) {
    cold.run(Exec{}, 1);
    auto const now = cold.energies();
    for (std::size_t r = 0; r < now.size(); ++r) REQUIRE(now[r] <= before[r] + 1e-13);
    before = now;
  }
}

TEST_CASE("sequences come back in order", "[binary]") {
  SequenceOptions options{.N = 800, .P = 12};
  options.corruption = 0.1;
  options.replicas = 8;
  for (auto const& [stay, go] : {std::pair{0, 1}, std::pair{1, 3}}) {
    options.stay = stay;
    options.go = go;
    auto const sequence = recall_sequence(Exec{}, options);
    CHECK(sequence.lead.size() == 25);
    CHECK(sequence.in_order.mean == 1);
    CHECK(sequence.lead.back().mean > 0.95);
  }
  options.stay = 3;
  options.go = 1;  // what keeps a pattern is stronger: no way on
  auto const kept = recall_sequence(Exec{}, options);
  CHECK(kept.m(24, 0, 0) > 0.9);
}

TEST_CASE("saturating couplings remember what came last", "[binary][statistics]") {
  ForgettingOptions options{.N = 500, .P = 150};
  options.networks = 4;
  std::vector<ForgettingRow> networks;
  forget(Exec{}, options, 0, [&](ForgettingRow const& row) { networks.push_back(row); });
  auto const memory = forgetting_of(options, networks);
  CHECK(memory.limit == 10);
  double last = 0, first = 0;
  for (std::size_t age = 0; age < 5; ++age) last += memory.m[age].mean / 5;
  for (std::size_t age = 145; age < 150; ++age) first += memory.m[age].mean / 5;
  CHECK(last > 0.9);
  CHECK(first < 0.5);
  // About 0.04 N are remembered for ever, however many are learned (Parisi 1986).
  CHECK(memory.remembered.mean > 8);
  CHECK(memory.remembered.mean < 50);
}

TEST_CASE("clipped couplings hold about 0.1 N patterns", "[binary][statistics]") {
  std::int64_t const N = 1000;
  auto const overlap = [&](std::int64_t P) {
    auto const patterns = drawn_patterns(P, N, 4);
    auto const setup = setup_of(SpinRule::zero, SpinOrder::random, std::vector<double>(32, 0.0));
    IntegerSpins<Exec> spins(Exec{}, clipped_rule(patterns), setup);
    HostArray<std::uint32_t***> up("up", 1, 32, static_cast<std::size_t>((N + 31) / 32));
    for (std::size_t r = 0; r < 32; ++r)
      for (std::int64_t i = 0; i < N; ++i) {
        bool const plus =
            patterns.entries[r * static_cast<std::size_t>(N) + static_cast<std::size_t>(i)] > 0;
        up(0, r, i / 32) |= std::uint32_t{plus} << (i % 32);
      }
    spins.set_states(Exec{}, up);
    spins.run(Exec{}, 30);
    auto const states = spins.states(Exec{});
    double sum = 0;
    for (std::size_t r = 0; r < 32; ++r)
      sum += replica_overlap(&states(0, r, 0), &up(0, r, 0), N) / 32;
    return sum;
  };
  CHECK(overlap(70) > 0.95);
  CHECK(overlap(150) < 0.6);
}

TEST_CASE("scans: capacity falls towards 0.138 with N, and basins shrink with load",
          "[binary][statistics]") {
  ScanOptions options{.N = 500};
  options.replicas = 4;
  auto const capacity = [&](std::vector<std::int64_t> const& loads) {
    return scan(Exec{}, options, capacity_points(options, 0, loads));
  };
  auto const small = half_of(options, capacity({60, 70, 80, 90, 100, 110}));
  options.N = 1500;
  auto const rows = capacity({180, 210, 225, 240, 255, 270, 300});
  auto const large = half_of(options, rows);
  CHECK(retrieved_of(options, rows.front()).mean > 0.95);
  CHECK(retrieved_of(options, rows.back()).mean < 0.3);
  CAPTURE(small.mean, small.se, large.mean, large.se);
  CHECK(large.mean > 0.138);
  CHECK(large.mean < small.mean);
  CHECK(large.se < 0.01);
  options.N = 1000;
  auto const basin = [&](std::int64_t P) {
    return scan(Exec{}, options, basin_points(P, 0, {0, 0.1, 0.2, 0.3, 0.4, 0.5}));
  };
  auto const wide = basin(30), narrow = basin(120);
  CHECK(retrieved_of(options, wide[2]).mean == 1);
  CHECK(half_of(options, wide).mean < half_of(options, narrow).mean);
  CHECK(half_of(options, wide).mean > 0);
}

TEST_CASE("learning rules: what they are", "[binary]") {
  GivenPatterns const patterns{.P = 2, .N = 3, .entries = {1, -1, 1, 1, 1, 1}};
  CHECK(hebb_rule(patterns).J == std::vector<std::int16_t>{0, 0, 2, 0, 0, 0, 2, 0, 0});
  CHECK(clipped_rule(patterns).J == std::vector<std::int16_t>{0, 0, 1, 0, 0, 0, 1, 0, 0});
  CHECK(saturating_rule(patterns, 1).J == std::vector<std::int16_t>{0, 0, 1, 0, 0, 0, 1, 0, 0});
  // Row i of xi^2 xi^1: all of (1, -1, 1), the diagonal 0; back again where cyclic.
  CHECK(sequence_rule(patterns, 0, 1, false).J ==
        std::vector<std::int16_t>{0, -1, 1, 1, 0, 1, 1, -1, 0});
  auto const zero_one = zero_one_rule(patterns, {1, 0, 0});
  CHECK(zero_one.field == std::vector<std::int32_t>{0, 0, 2});
  CHECK(zero_one.units == 12);
  auto diluted = hebb_rule(drawn_patterns(5, 200, 1));
  dilute(diluted, 0.3, true, 4);
  std::int64_t kept = 0;
  for (std::int64_t i = 0; i < 200; ++i)
    for (std::int64_t j = 0; j < 200; ++j) {
      kept += diluted(i, j) != 0;
      REQUIRE(diluted(i, j) == diluted(j, i));
    }
  CHECK(kept == Catch::Approx(0.3 * 200 * 199).epsilon(0.05));
  CHECK(diluted.units == Catch::Approx(60));
}

TEST_CASE("couplings: what is wrong is named", "[binary][errors]") {
  CHECK_THROWS_WITH(RealSpins({.N = 2, .J = {0, 1, 1}, .field = {}}, {}),
                    "J: expected N x N couplings, 4, got 3");
  CHECK_THROWS_WITH(RealSpins({.N = 2, .J = {0, std::nan(""), 1, 0}, .field = {}}, {}),
                    "J(0, 1): expected a finite number, got nan");
  IntegerMatrix const short_row{.N = 2, .units = 1, .J = {0, 1}, .field = {}};
  CHECK_THROWS_WITH(IntegerSpins<Exec>(Exec{}, short_row, {}),
                    "J: expected N x N couplings, 4, got 2");
  auto couplings = hebb_rule(drawn_patterns(2, 10, 1));
  CHECK_THROWS_WITH(dilute(couplings, 0, true, 1), "share: expected in (0, 1], got 0");
  CHECK_THROWS_WITH(saturating_rule(drawn_patterns(2, 10, 1), 0),
                    "limit: expected from 1 to 32767, got 0");
}
