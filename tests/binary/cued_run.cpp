// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/cued_run.hpp>
#include <mattis/binary/estimates.hpp>
#include <mattis/binary/phase_map.hpp>
#include <support/arrays.hpp>
#include <support/threads.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include <cmath>
#include <random>

using namespace mattis;
using namespace mattis::binary;
using namespace mattis::test;

namespace {

CuedOptions cued(std::int64_t N, std::int64_t P, std::int64_t R, double T, double corruption) {
  CuedOptions options;
  options.N = N;
  options.loads = {P};
  options.spins.T.assign(static_cast<std::size_t>(R), T);
  options.corruption.assign(static_cast<std::size_t>(R), corruption);
  return options;
}

}  // namespace

TEST_CASE("cued run: a corrupted cue has the overlap 1 - 2 r and comes back at low load",
          "[binary]") {
  auto options = cued(1000, 20, 40, 0, 0.2);
  options.spins.rule = SpinRule::zero;
  options.sweeps = 20;
  auto const run = run_from_cues(Exec{}, options);
  for (std::size_t r = 0; r < 40; ++r) {
    CHECK(run.m_start(0, r) == Catch::Approx(0.6));
    CHECK(run.cue(0, r) == static_cast<std::int64_t>(r % 20));
    CHECK(run.nearest(0, r) == run.cue(0, r));
    CHECK(run.m(0, r) == 1);
    CHECK(run.energy(0, r) < -0.49);
  }
  CHECK(run.attempts == 40 * 20 * 1000);
  CHECK(run.accepted() >= 40 * 200);
}

TEST_CASE("cued run: bits of spins that are unstable are as the signal to noise ratio says",
          "[binary][statistics]") {
  // P(bit unstable) = erfc(1 / sqrt(2 alpha)) / 2: the flips of one parallel update at T = 0.
  std::int64_t const N = 2000, sets = 6;
  for (double const alpha : {0.1, 0.25, 0.5}) {
    auto options = cued(N, std::llround(alpha * static_cast<double>(N)), 32, 0, 0);
    options.loads.assign(sets, options.loads[0]);
    options.sets = sets;
    options.spins.rule = SpinRule::zero;
    options.spins.order = SpinOrder::parallel;
    options.sweeps = 1;
    auto const run = run_from_cues(Exec{}, options);
    std::vector<double> shares;
    for (std::size_t i = 0; i < run.flips.size(); ++i)
      shares.push_back(static_cast<double>(run.flips.data()[i]) / static_cast<double>(N));
    auto const share = mean_of_groups(shares, sets);
    auto const expected = std::erfc(1 / std::sqrt(2 * alpha)) / 2;
    CAPTURE(alpha, share.mean, share.se, expected);
    CHECK(std::abs(share.mean - expected) < 4 * share.se + 0.5 / static_cast<double>(N));
  }
}

TEST_CASE("cued run: parallel updates of two neurons that inhibit each other end in a 2-cycle",
          "[binary]") {
  // Two patterns, one of equal and one of opposite signs, twice: J_12 < 0.
  GivenPatterns const given{.P = 1, .N = 2, .entries = {1, -1}};
  CuedOptions options = cued(2, 1, 1, 0, 0.5);
  options.given = &given;
  options.spins.rule = SpinRule::zero;
  options.spins.order = SpinOrder::parallel;
  HostArray<Ending**> endings;
  auto run = run_from_cues(Exec{}, options, endings);
  CHECK(endings(0, 0) == Ending::two_cycle);
  CHECK(std::abs(run.m(0, 0)) == 0);
  options.corruption = {0};
  run = run_from_cues(Exec{}, options, endings);
  CHECK(endings(0, 0) == Ending::fixed);
}

TEST_CASE("cued run: mixtures of three have overlaps of one half with each and are stable",
          "[binary]") {
  auto options = cued(4000, 5, 8, 0.2, 0);
  options.mixture = 3;
  options.sweeps = 30;
  auto const run = run_from_cues(Exec{}, options);
  for (std::size_t r = 0; r < 8; ++r) {
    CHECK(run.m_start(0, r) == Catch::Approx(0.5).margin(0.06));
    CHECK(run.m(0, r) == Catch::Approx(0.5).margin(0.08));
    CHECK(std::abs(run.m_nearest(0, r)) < 0.6);
  }
}

TEST_CASE("phase map: the same bits in any batches, on any target and number of threads",
          "[binary]") {
  PhaseMapOptions options{.N = 130, .loads = {2, 5, 9, 14}, .temperatures = {0, 0.3, 0.9, 2}};
  options.replicas = 2;
  options.draws = 2;
  options.sweeps = 6;
  auto const map = [&](Exec const& exec, std::size_t first) {
    std::vector<double> all;
    phase_map(exec, options, first, [&](PhaseMapRow const& row) {
      all.insert(all.end(), row.m.begin(), row.m.end());
      all.insert(all.end(), row.right.begin(), row.right.end());
      all.push_back(static_cast<double>(row.flips));
    });
    return all;
  };
  auto const expected = map(Exec{}, 0);
  REQUIRE(expected.size() == 4 * 9);
  for (auto const& exec : instances_of_different_size()) CHECK(map(exec, 0) == expected);
  CHECK(map(Exec{}, 2) == std::vector(expected.begin() + 18, expected.end()));
  options.how = Target::reference;
  CHECK(map(Exec{}, 0) == expected);
}

TEST_CASE("estimates: errors of series and of groups", "[binary]") {
  // x(t+1) = a x(t) + noise: tau = (1 + a) / (2 (1 - a)).
  std::mt19937 random(4);
  std::normal_distribution<double> normal;
  double const a = 0.8;
  std::vector<double> series(1 << 17);
  double x = 0;
  for (auto& entry : series) entry = x = a * x + normal(random);
  auto const estimate = mean_of_series(series);
  double const tau = (1 + a) / (2 * (1 - a));
  CHECK(estimate.tau == Catch::Approx(tau).epsilon(0.1));
  double const se = std::sqrt(2 * tau / (1 - a * a) / static_cast<double>(series.size()));
  CHECK(estimate.se == Catch::Approx(se).epsilon(0.25));
  CHECK(std::abs(estimate.mean) < 4 * se);
  CHECK(mean_of_series(std::vector<double>(10, 3)).se == 0);

  std::vector<double> const values{1, 3, 5, 7};
  CHECK(mean_of(values).mean == 4);
  CHECK(mean_of(values).se == Catch::Approx(std::sqrt(20.0 / 12)));
  CHECK(mean_of_groups(values, 2).se == 2);
  CHECK(std::isnan(mean_of(std::vector<double>{1}).se));
  auto const jack = jackknife(values, 4, [](auto const& v) { return mean_of(v).mean; });
  CHECK(jack.mean == 4);
  CHECK(jack.se == Catch::Approx(mean_of(values).se));
}

TEST_CASE("cued run: bad options are named", "[binary][errors]") {
  auto options = cued(10, 3, 2, 0.1, 0.2);
  auto const check = [&](auto change, char const* message) {
    auto bad = options;
    change(bad);
    CHECK_THROWS_WITH(validate(bad), message);
  };
  check([](auto& o) { o.spins.T[1] = -0.5; }, "T: expected at least 0, got -0.5");
  check([](auto& o) { o.corruption[0] = 1.5; }, "corruption: expected a share in [0, 1], got 1.5");
  check([](auto& o) { o.loads = {0}; }, "P: expected at least 1 pattern, got 0");
  check([](auto& o) { o.sweeps = -1; }, "sweeps: expected at least 0, got -1");
  check([](auto& o) { o.mixture = 2; },
        "n: expected an odd number of at most the 3 patterns, got 2");
  GivenPatterns const given{.P = 2, .N = 10, .entries = std::vector<std::int8_t>(20, 1)};
  check([&](auto& o) { o.given = &given; },
        "P: expected at most the 2 patterns that there are, got 3");
}
