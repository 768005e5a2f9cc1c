// SPDX-License-Identifier: BSD-3-Clause
// Ratios of medians, their intervals and verdicts: simulated, with random numbers that are the same
// in every run.
#include <mattis/core/median.hpp>
#include <mattis/report/compare.hpp>
#include <report/made.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace mattis;
using mattis::testing::Noise;
using report::Verdict;

namespace {

struct Shares {
  double covered, same, slower, faster, unclear;
};

/// Of many pairs of runs whose true ratio is `slowdown`.
Shares shares(Noise noise_a, Noise noise_b, std::size_t n_a, std::size_t n_b, double slowdown) {
  constexpr int runs = 2000;
  double covered = 0;
  double counts[4] = {};
  for (int run = 0; run < runs; ++run) {
    auto const a = noise_a.samples(n_a, 1e-3);
    auto const ratio = report::time_ratio(a, noise_b.samples(n_b, 1e-3 * slowdown));
    covered += ratio.low <= slowdown && slowdown <= ratio.high;
    counts[static_cast<int>(report::verdict(ratio, report::same_within))] += 1;
  }
  auto const of = [&](Verdict verdict) { return counts[static_cast<int>(verdict)] / runs; };
  return {covered / runs, of(Verdict::same), of(Verdict::slower), of(Verdict::faster),
          of(Verdict::unclear)};
}

Noise seeded(Noise noise, std::uint64_t seed) {
  noise.engine.seed(seed);
  return noise;
}

Noise const quiet{0.02, 0, 0};
Noise const realistic{0.02, 0.05, 0.3};  // a twentieth of the calls is disturbed
Noise const busy{0.02, 0.15, 0.3};
Noise const wide{0.1, 0, 0};

}  // namespace

TEST_CASE("statistics: intervals hold the true ratio in 95 of 100 cases", "[report][statistics]") {
  for (auto const& [n_a, n_b] : std::vector<std::pair<std::size_t, std::size_t>>{
           {5, 5}, {7, 7}, {10, 10}, {15, 15}, {16, 31}, {7, 31}, {61, 61}})
    for (auto const& noise : {quiet, wide}) {
      CAPTURE(n_a, n_b, noise.spread);
      auto const found = shares(seeded(noise, 11), seeded(noise, 12), n_a, n_b, 1.0);
      // 2000 runs say 95 % to half a percent.
      CHECK(found.covered > 0.94);
      CHECK(found.covered < 0.99);
    }
  // Two sides of different noise; busy's own median is the true one of its side.
  auto exact = seeded(busy, 3).samples(2000001, 1);
  double const shift = mattis::median(exact);
  auto a = seeded(quiet, 21), b = seeded(busy, 22);
  int covered = 0;
  for (int run = 0; run < 2000; ++run) {
    auto const one = a.samples(15, 1);
    auto const ratio = report::time_ratio(one, b.samples(15, 1));
    covered += ratio.low <= shift && shift <= ratio.high;
  }
  CHECK(covered > 0.94 * 2000);
}

TEST_CASE("statistics: a program compared with itself is the same", "[report][statistics]") {
  for (std::size_t const n : {15u, 31u})
    for (auto const& noise : {quiet, realistic}) {
      CAPTURE(n, noise.disturbed);
      auto const found = shares(seeded(noise, 31), seeded(noise, 32), n, n, 1.0);
      INFO("A/A, " << n << " samples, " << noise.disturbed << " disturbed: same " << found.same
                   << ", unclear " << found.unclear);
      CHECK(found.same >= 0.95);
      CHECK(found.slower + found.faster <= 0.001);
    }
  // Noise that hides a change is said to, and is not called a change.
  for (auto const& noise : {busy, wide}) {
    auto const found = shares(seeded(noise, 33), seeded(noise, 34), 15, 15, 1.0);
    INFO("A/A, 15 samples, spread " << noise.spread << ", " << noise.disturbed
                                    << " disturbed: same " << found.same << ", unclear "
                                    << found.unclear);
    CHECK(found.slower + found.faster <= 0.005);
    CHECK(found.same + found.unclear >= 0.995);
  }
}

TEST_CASE("statistics: a slowdown of 10 % is found", "[report][statistics]") {
  for (std::size_t const n : {15u, 31u}) {
    auto const found = shares(seeded(quiet, 41), seeded(quiet, 42), n, n, 1.10);
    auto const real = shares(seeded(realistic, 43), seeded(realistic, 44), n, n, 1.10);
    auto const gain = shares(seeded(quiet, 45), seeded(quiet, 46), n, n, 1 / 1.10);
    INFO("10 % slower, " << n << " samples: " << found.slower << ", a twentieth disturbed "
                         << real.slower << "; 9.1 % faster: " << gain.faster);
    CHECK(found.slower >= 0.99);
    CHECK(found.same == 0);
    CHECK(gain.faster >= 0.99);
    CHECK(real.slower >= 0.95);
  }
}

TEST_CASE("statistics: a change of just the threshold is called one in 1 of 40 cases at most",
          "[report][statistics]") {
  auto const found = shares(seeded(quiet, 51), seeded(quiet, 52), 15, 15, 1.05);
  CHECK(found.slower <= 0.03);
  CHECK(found.same <= 0.03);
  CHECK(found.unclear >= 0.94);
}

TEST_CASE("statistics: ratios of few and of special samples", "[report]") {
  std::vector<double> const few = {1, 2, 3, 4};
  auto const none = report::time_ratio(few, {few.data(), 3});
  CHECK(none.ratio == 2 / 2.5);
  CHECK(none.low == 0);
  CHECK(none.high == std::numeric_limits<double>::infinity());
  CHECK(report::verdict(none, 0.05) == Verdict::unclear);
  // A clock of large steps: no noise at all.
  std::vector<double> const flat(20, 2e-6), twice(9, 4e-6);
  auto const exact = report::time_ratio(flat, twice);
  CHECK(exact.ratio == 2);
  CHECK(exact.low == 2);
  CHECK(exact.high == 2);
  // The order of samples is nothing, and swapping the sides turns the ratio over.
  auto noise = seeded(wide, 61);
  auto a = noise.samples(15, 1);
  auto const b = noise.samples(16, 1.3);
  auto const there = report::time_ratio(a, b);
  std::reverse(a.begin(), a.end());
  auto const back = report::time_ratio(b, a);
  CHECK(std::abs(back.ratio * there.ratio - 1) < 1e-12);
  CHECK(std::abs(back.low * there.high - 1) < 1e-12);
  CHECK(std::abs(back.high * there.low - 1) < 1e-12);
  CHECK(there.low <= there.ratio);
  CHECK(there.ratio <= there.high);
  // Thousands of samples take no thousands of thousands of pairs.
  auto const many = report::time_ratio(noise.samples(1000, 1), noise.samples(1000, 1));
  CHECK(many.high / many.low < 1.05);
}

TEST_CASE("statistics: a verdict says where the interval lies", "[report]") {
  auto const of = [](double low, double high) {
    return report::verdict({std::sqrt(low * high), low, high}, 0.05);
  };
  CHECK(of(0.96, 1.04) == Verdict::same);
  CHECK(of(1.01, 1.049) == Verdict::same);  // a change for certain, but a small one
  CHECK(of(1 / 1.05, 1.05) == Verdict::same);
  CHECK(of(1.051, 1.2) == Verdict::slower);
  CHECK(of(0.8, 0.952) == Verdict::faster);
  CHECK(of(1.04, 1.2) == Verdict::unclear);
  CHECK(of(0.8, 0.96) == Verdict::unclear);
  CHECK(of(0.8, 1.3) == Verdict::unclear);
  CHECK(report::name_of(Verdict::same) == "same");
  CHECK(report::name_of(Verdict::faster) == "faster");
  CHECK(report::name_of(Verdict::slower) == "slower");
  CHECK(report::name_of(Verdict::unclear) == "unclear");
}
