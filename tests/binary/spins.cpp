// SPDX-License-Identifier: BSD-3-Clause
// Attempts to flip spins: whole numbers, so one trajectory on every target.
#include <binary/spin_states.hpp>
#include <mattis/kernels/hebb_spins.hpp>
#include <support/arrays.hpp>
#include <support/threads.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include <cmath>
#include <limits>
#include <random>

using namespace mattis;
using namespace mattis::test;

namespace {

/// Everything that a run leaves.
struct Left {
  std::vector<std::uint32_t> spins;
  std::vector<std::int64_t> overlaps, flips;
  bool operator==(Left const&) const = default;
};

struct Case {
  std::int64_t N, P;
  std::vector<HebbNetwork> networks;
  SpinSetup setup;
  std::vector<std::int32_t> field = {};
};

Left run(Exec const& exec, Case const& one, How const& how, std::int64_t sweeps) {
  auto const xi = random_patterns(exec, one.P, one.N, 5, 2);
  HebbSpins<Exec> spins(exec, xi, one.networks, one.setup, one.field, how);
  spins.set_states(exec, random_states(spins.networks(), spins.replicas(), one.N, 3));
  spins.run(exec, sweeps);
  return {entries(spins.states(exec)), entries(spins.overlaps(exec)), entries(spins.flips(exec))};
}

std::vector<How> targets() {
  std::vector<How> all{Target::portable};
  for (auto const* set : lanes::available_instruction_sets()) all.emplace_back(*set);
  return all;
}

}  // namespace

TEST_CASE("spins: one trajectory on every target and instruction set", "[binary]") {
  auto const rule = GENERATE(SpinRule::glauber, SpinRule::metropolis, SpinRule::zero);
  auto const order = GENERATE(SpinOrder::random, SpinOrder::permuted, SpinOrder::parallel);
  SpinSetup const setup{rule, order, temperatures(37, 0.07), 11, 4};
  // Fields of 16 and of 32 bits, halved or not, words of patterns begun and full.
  std::vector<Case> const cases{
      {.N = 67, .P = 9, .networks = {{0, 9}, {1, 4}}, .setup = setup},
      {.N = 64, .P = 70, .networks = {{1, 70}, {0, 33}, {0, 1}}, .setup = setup},
      {.N = 129, .P = 530, .networks = {{1, 530}}, .setup = setup},
      {.N = 40,
       .P = 5,
       .networks = {{0, 5}},
       .setup = setup,
       .field =
           [] {
    std::vector<std::int32_t> field(40);
    for (int i = 0; i < 40; ++i) field[static_cast<std::size_t>(i)] = 3 * i - 60;
    return field;
       }()},
      {.N = 1, .P = 1, .networks = {{0, 1}}, .setup = setup}};
  for (auto const& one : cases) {
    CAPTURE(one.N, one.P, name_of(rule), static_cast<int>(order));
    auto const expected = run(Exec{}, one, Target::reference, 3);
    for (auto const& how : targets()) {
      CAPTURE(implementation(how, true));
      CHECK(run(Exec{}, one, how, 3) == expected);
    }
  }
}

TEST_CASE("spins: one trajectory where sums of overlaps do not fit 16 bits", "[binary]") {
  // Every other of the first 128 patterns is the same, and all that follow: 64 of them fit, 128 do
  // not, and then 64 do not either.
  std::int64_t const N = 1200, P = 200;
  std::mt19937 random(4);
  Kokkos::View<std::int8_t**, Exec::memory_space> const signs("signs", P, N);
  for (std::int64_t mu = 0; mu < P; ++mu)
    for (std::int64_t i = 0; i < N; ++i)
      signs(mu, i) =
          mu > 0 && (mu >= 128 || mu % 2 == 0) ? signs(0, i) : (random() % 2 == 0 ? 1 : -1);
  auto const xi =
      pack_patterns(Exec{}, Kokkos::View<std::int8_t const**, Exec::memory_space>(signs));
  HostArray<std::uint32_t***> up("up", 1, 33, static_cast<std::size_t>((N + 31) / 32));
  for (std::size_t r = 0; r < 33; ++r)
    for (std::int64_t i = 0; i < N; ++i)
      up(0, r, i / 32) |= std::uint32_t{(signs(0, i) > 0) != (random() % 16 == 0)} << (i % 32);
  SpinSetup const setup{.rule = SpinRule::metropolis, .T = temperatures(33, 0.5), .seed = 6};
  auto const left = [&](How const& how) {
    HebbSpins<Exec> spins(Exec{}, xi, {{0, P}}, setup, {}, how);
    spins.set_states(Exec{}, up);
    spins.run(Exec{}, 2);
    return Left{entries(spins.states(Exec{})), entries(spins.overlaps(Exec{})),
                entries(spins.flips(Exec{}))};
  };
  auto const expected = left(Target::reference);
  for (auto const& how : targets()) {
    CAPTURE(implementation(how, true));
    CHECK(left(how) == expected);
  }
}

TEST_CASE("spins: kept overlaps are those of the spins, whatever the sizes", "[binary]") {
  std::mt19937 random(8);
  auto const below = [&](unsigned n) { return static_cast<std::int64_t>(1 + random() % n); };
  for (int i = 0; i < 40; ++i) {
    auto const N = below(400), P = below(100);
    SpinSetup const setup{.rule = i % 2 == 0 ? SpinRule::glauber : SpinRule::metropolis,
                          .order = static_cast<SpinOrder>(i % 3),
                          .T = temperatures(static_cast<int>(below(70)), 0.07),
                          .seed = static_cast<std::uint64_t>(random())};
    CAPTURE(N, P, setup.T.size());
    auto const xi = random_patterns(Exec{}, P, N, 5);
    HebbSpins<Exec> spins(Exec{}, xi, {{0, P}, {0, (P + 1) / 2}}, setup);
    spins.set_states(Exec{}, random_states(2, spins.replicas(), N, 3));
    spins.run(Exec{}, below(5));
    auto const kept = entries(spins.overlaps(Exec{}));
    spins.recompute(Exec{});
    CHECK(entries(spins.overlaps(Exec{})) == kept);
  }
}

TEST_CASE("spins: flip probabilities at the ends of temperature and energy", "[binary]") {
  double const inf = std::numeric_limits<double>::infinity();
  for (double const T : {0.0, 1e-300}) {
    CHECK(flip_probability(SpinRule::glauber, -1e-9, T) == 1);
    CHECK(flip_probability(SpinRule::glauber, 0, T) == 0.5);
    CHECK(flip_probability(SpinRule::glauber, 1e-9, T) == 0);
    CHECK(flip_probability(SpinRule::metropolis, 0, T) == 1);
    CHECK(flip_probability(SpinRule::metropolis, 1e30, T) == 0);
  }
  CHECK(flip_probability(SpinRule::glauber, 1e30, inf) == 0.5);
  CHECK(flip_probability(SpinRule::metropolis, 1e30, inf) == 1);
  CHECK(flip_probability(SpinRule::glauber, -1e308, 1e-300) == 1);
  CHECK(flip_probability(SpinRule::zero, -1e-300, inf) == 1);
  CHECK(flip_probability(SpinRule::zero, 0, 1) == 0);
  CHECK(detail::flip_threshold(1) == 0xffffffffu);
  CHECK(detail::flip_threshold(0) == 0);
  CHECK(detail::flip_threshold(0.5) == 0x80000000u);
}

TEST_CASE("spins: H never rises at T = 0 over a million attempts", "[binary]") {
  auto const rule = GENERATE(SpinRule::glauber, SpinRule::metropolis, SpinRule::zero);
  std::int64_t const N = 250, P = 40, R = 32;
  auto const xi = random_patterns(Exec{}, P, N, 2);
  HebbSpins<Exec> spins(Exec{}, xi, {{0, P}},
                        {.rule = rule, .T = std::vector<double>(R, 0.0), .seed = 3});
  spins.set_states(Exec{}, random_states(1, R, N, 4));
  // H = -(1 / 2N) sum_mu (N m_mu)^2 and a constant.
  auto const energies = [&] {
    auto const overlaps = spins.overlaps(Exec{});
    std::vector<std::int64_t> sums(R);
    for (std::int64_t mu = 0; mu < P; ++mu)
      for (std::int64_t r = 0; r < R; ++r)
        sums[static_cast<std::size_t>(r)] -= overlaps(0, mu, r) * overlaps(0, mu, r);
    return sums;
  };
  auto before = energies();
  for (int sweep = 0; sweep < 126; ++sweep) {  // 126 sweeps of 250 attempts in 32 replicas
    spins.run(Exec{}, 1);
    auto const now = energies();
    for (std::size_t r = 0; r < now.size(); ++r) REQUIRE(now[r] <= before[r]);
    before = now;
  }
}

TEST_CASE("spins: bad arguments are named", "[binary][errors]") {
  auto const xi = random_patterns(Exec{}, 4, 10, 1);
  auto const make = [&](std::vector<HebbNetwork> const& networks, SpinSetup const& setup,
                        std::vector<std::int32_t> const& field = {}) {
    HebbSpins<Exec> const spins(Exec{}, xi, networks, setup, field);
  };
  CHECK_THROWS_WITH(make({{0, 5}}, {}),
                    "P: expected from 1 to the 4 patterns that there are, got 5");
  CHECK_THROWS_WITH(make({{1, 4}}, {}),
                    "network: expected one of the sets of patterns, from 0, got 1");
  CHECK_THROWS_WITH(make({{0, 4}}, {.T = {-1}}), "T: expected at least 0, got -1");
  CHECK_THROWS_WITH(make({{0, 4}}, {.T = {std::nan("")}}), "T: expected at least 0, got nan");
  CHECK_THROWS_WITH(make({{0, 4}}, {.T = {}}), "T: expected a temperature for each replica, got 0");
  CHECK_THROWS_WITH(make({{0, 4}}, {}, {1, 2}),
                    "field: expected an entry for each neuron, 10, got 2");
}
