// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/stimulus/autapse.hpp>
#include <mattis/stimulus/run.hpp>
#include <mattis/stimulus/scores.hpp>
#include <mattis/stimulus/survival.hpp>
#include <mattis/stimulus/watch.hpp>
#include <support/arrays.hpp>
#include <support/refuses.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace mattis;
using namespace mattis::stimulus;
using Catch::Matchers::WithinAbs;
using mattis::test::Exec;

namespace {

Responses none(std::size_t trials) {
  Responses all;
  for (auto* const flags : {&all.passed, &all.held, &all.fell, &all.error})
    *flags = HostArray<std::int8_t**>("mattis::test::flags", trials, 1);
  all.reaction_time = HostArray<double**>("mattis::test::times", trials, 1);
  all.memory_length = HostArray<double**>("mattis::test::times", trials, 1);
  all.reaction_window = HostArray<double*>("mattis::test::window", 1);
  all.memory_window = HostArray<double*>("mattis::test::window", 1);
  all.overflow = HostArray<std::int64_t*>("mattis::test::overflow", trials);
  for (std::size_t r = 0; r < trials; ++r) all.overflow(r) = -1;
  return all;
}

}  // namespace

TEST_CASE("stimulus: the restricted mean is Kaplan and Meier's", "[stimulus]") {
  // By hand: S = 4/5 from 1, 8/15 from 3, 0 ... times 1, 2+, 3, 4+, 5.
  std::vector<Duration> const durations{{1, true}, {2, false}, {3, true}, {4, false}, {5, true}};
  std::vector<int> const ones(5, 1);
  double const expected = 1 + 0.8 * 2 + 0.8 * 2 / 3 * 2;
  CHECK_THAT(restricted_mean(durations, ones, 5), WithinAbs(expected, 1e-14));
  CHECK_THAT(restricted_mean(durations, ones, 6), WithinAbs(expected, 1e-14));
  CHECK_THAT(restricted_mean(durations, ones, 2), WithinAbs(1.8, 1e-14));
  // Twice the same is the same; one that does not count is not there.
  CHECK_THAT(restricted_mean(durations, std::vector<int>(5, 2), 5), WithinAbs(expected, 1e-14));
  CHECK_THAT(restricted_mean(durations, std::vector<int>{1, 0, 1, 0, 1}, 5), WithinAbs(3.0, 1e-14));
  CHECK(std::isnan(restricted_mean(durations, std::vector<int>(5, 0), 5)));
}

TEST_CASE("stimulus: censored times estimate the law that complete ones would", "[stimulus]") {
  // Exponential times, half of them censored at random: the restricted mean to 2 is 1 - e^{-2}.
  std::mt19937 engine(4);
  std::exponential_distribution<double> life(1), look(1);
  constexpr int count = 40000;
  std::vector<Duration> durations;
  double naive = 0;
  for (int i = 0; i < count; ++i) {
    double const a = life(engine), b = look(engine);
    durations.push_back({std::min(a, b), a <= b});
    naive += std::min({a, b, 2.0}) / count;
  }
  std::sort(durations.begin(), durations.end(),
            [](auto const& a, auto const& b) { return a.time < b.time; });
  double const mean = restricted_mean(durations, std::vector<int>(count, 1), 2);
  CHECK_THAT(mean, WithinAbs(1 - std::exp(-2.0), 0.02));
  CHECK(naive < 0.6);
}

TEST_CASE("stimulus: bootstrap intervals cover what they say", "[stimulus]") {
  // Rates of 0.7 and exponential reactions of mean 1 censored at 1.5, 60 trials, 300 times.
  std::mt19937 engine(9);
  std::exponential_distribution<double> reaction(1);
  std::bernoulli_distribution wrong(0.3);
  double const expected = 1 - std::exp(-1.5);
  int rates = 0, times = 0;
  constexpr int repeats = 300, trials = 60;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    auto all = none(trials);
    all.reaction_window(0) = 1.5;
    for (std::size_t r = 0; r < trials; ++r) {
      double const time = reaction(engine);
      all.passed(r, 0) = time < 1.5;
      all.reaction_time(r, 0) = std::min(time, 1.5);
      all.error(r, 0) = wrong(engine);
    }
    auto const found = scores(
        all, {.resamples = 400, .confidence = 0.9, .seed = static_cast<std::uint64_t>(repeat)});
    rates += found.error_rate.low <= 0.3 && 0.3 <= found.error_rate.high;
    times += found.reaction_time.low <= expected && expected <= found.reaction_time.high;
    CHECK(std::isnan(found.memory_length.value));
  }
  // Binomial of 0.9 in 300: sd 0.017; percentiles of 60 fall short by one to three in a hundred.
  CHECK(std::abs(rates / 300.0 - 0.88) < 0.06);
  CHECK(std::abs(times / 300.0 - 0.88) < 0.06);
}

TEST_CASE("stimulus: rates that no trial makes uncertain, few trials, trials that overflow",
          "[stimulus]") {
  auto all = none(20);
  for (std::size_t r = 0; r < 20; ++r) all.passed(r, 0) = 1;
  auto const certain = scores(all, {});
  CHECK(certain.response_rate.value == 1);
  CHECK_THAT(certain.response_rate.low, WithinAbs(std::pow(0.025, 1.0 / 20), 1e-12));
  CHECK_THAT(certain.error_rate.high, WithinAbs(1 - std::pow(0.025, 1.0 / 20), 1e-12));
  for (std::size_t r = 1; r < 20; ++r) {
    all.overflow(r) = 7;
    all.passed(r, 0) = 0;
  }
  auto const one = scores(all, {});
  CHECK(one.response_rate.value == 1);
  CHECK(std::isnan(one.response_rate.low));
  CHECK(one.trials == 1);
  CHECK(one.overflowed == 19);
  all.overflow(0) = 0;
  CHECK(std::isnan(scores(all, {}).response_rate.value));
}

TEST_CASE("stimulus: what is seen of an overlap", "[stimulus]") {
  // On from 2 to 5, dt = 1: above the threshold from 3 to 6.
  Programme programme;
  programme.presentations = {{.onset = 2, .offset = 5, .weights = {1, 0}, .target = 0},
                             {.onset = 8, .offset = 10, .weights = {1, 0}, .target = 0}};
  Watch const watch(programme, {.threshold = 0.5, .fall_threshold = 0.3, .dt = 1, .steps = 12}, 1);
  double const target[] = {0, 0, 0.1, 0.6, 0.9, 0.9, 0.4, 0.2, 0.1, 0.2, 0.3, 0, 0};
  double const other[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.35, 0, 0};
  for (int s = 0; s <= 12; ++s)
    watch.take(0, s, 2, [&](std::int64_t mu) { return mu == 0 ? target[s] : other[s]; });
  auto const& seen = watch.responses();
  CHECK((seen.passed(0, 0) && seen.held(0, 0) && seen.fell(0, 0) && !seen.error(0, 0)));
  CHECK(seen.reaction_time(0, 0) == 1);
  CHECK(seen.memory_length(0, 0) == 2);
  CHECK((!seen.passed(0, 1) && !seen.held(0, 1) && seen.error(0, 1)));
  CHECK(seen.reaction_time(0, 1) == 2);
  CHECK(seen.memory_window(0) == 3);  // until it is shown again
  CHECK(seen.memory_window(1) == 2);
}

TEST_CASE("stimulus: programmes become changes, glitches among them", "[stimulus]") {
  auto programme = switching(
      {.targets = {1, 2}, .times = {0, 2}, .duration = 1, .strength = 3, .others = 0.5}, 3, 4);
  programme.glitches = {{.time = 0.5, .duration = 0.2, .weights = {0, 0, 1}}};
  auto const all = changes(programme, 3, 0.1);
  REQUIRE(all.size() == 6);
  std::vector<std::int64_t> steps;
  for (auto const& one : all) steps.push_back(one.step);
  CHECK(steps == std::vector<std::int64_t>{0, 5, 7, 10, 20, 30});
  CHECK(all[1].stimulus.weights == std::vector<double>{3, 0.5, 1.5});
  CHECK(all[3].stimulus.weights == std::vector<double>{0, 0, 0});
  CHECK(all[4].stimulus.weights == std::vector<double>{0.5, 3, 0.5});
  CHECK_THAT(normalized({1, 3}, 8)[1], WithinAbs(3, 1e-12));
}

TEST_CASE("stimulus: a trial that overflows is flagged and spoils no other", "[stimulus]") {
  RunOptions options;
  options.dynamics = {.mode = StimulusMode::additive, .sigma = 1, .dt = 2.3};
  options.N = 50;
  options.P = 3;
  options.t_end = 2.3 * 400;
  options.trials = 3;
  options.programme = constant({1, 0, 0}, options.t_end);
  for (auto const& how : {How(Target::best), How(Target::portable)}) {
    options.how = how;
    auto const run = stimulus::run<float>(Exec{}, options);
    for (std::size_t r = 0; r < 3; ++r) {
      auto const first = run.responses.overflow(r);
      REQUIRE(first > 100);
      REQUIRE(first < 400);
      CHECK(std::isfinite(run.overlap(r, static_cast<std::size_t>(first) - 1, 0)));
      CHECK(std::isnan(run.overlap(r, static_cast<std::size_t>(first), 0)));
    }
  }
}

TEST_CASE("stimulus: trials are the same whatever is kept of them", "[stimulus]") {
  RunOptions options;
  options.dynamics = {.mode = StimulusMode::multiplicative, .sigma = 0.5};
  options.N = 70;
  options.P = 3;
  options.t_end = 3;
  options.trials = 4;
  options.programme = modulated({3, 0.5, 0.5}, 1.5);
  auto const all = stimulus::run<float>(Exec{}, options);
  options.every = 7;
  options.save_states = true;
  options.energy = true;
  auto const some = stimulus::run<float>(Exec{}, options);
  REQUIRE(some.overlap.extent(1) == 43);
  for (std::size_t r = 0; r < 4; ++r) {
    for (std::size_t s = 0; s < 43; ++s)
      for (std::size_t mu = 0; mu < 3; ++mu)
        CHECK(some.overlap(r, s, mu) == all.overlap(r, 7 * s, mu));
    CHECK(some.responses.reaction_time(r, 0) == all.responses.reaction_time(r, 0));
  }
  options.first_trial = 2;
  options.trials = 1;
  auto const third = stimulus::run<float>(Exec{}, options);
  for (std::size_t s = 0; s < 43; ++s) CHECK(third.overlap(0, s, 1) == some.overlap(2, s, 1));
}

TEST_CASE("stimulus: the autapse is a neuron of its equation", "[stimulus]") {
  AutapseOptions options{.leak = 0.1,
                         .w_external = 2,
                         .w_s = 1.2,
                         .delta = 1.5,
                         .sigma = 0,
                         .dt = 0.05,
                         .t_end = 5,
                         .trials = 70};
  options.programme = modulated({1}, 2);
  for (auto const& how : {How(Target::best), How(Target::portable)}) {
    options.how = how;
    auto const run = run_autapse<double>(Exec{}, options);
    double x = 0;
    for (std::size_t s = 0; s < 101; ++s) {
      for (std::size_t r : {0u, 69u}) CHECK_THAT(run.overlap(r, s, 0), WithinAbs(x, 1e-6));
      x += 0.05 * (-x - 0.1 + (s < 40 ? 2 : 0) + 1.2 * std::tanh(1.5 * x));
    }
    CHECK(run.responses.passed(0, 0));
  }
  // Without feedback and input: Ornstein and Uhlenbeck's stationary variance, of the scheme.
  options = {.w_s = 0, .sigma = 0.7, .dt = 0.1, .t_end = 20, .trials = 50000};
  options.programme = modulated({0}, 1);
  auto const run = run_autapse<float>(Exec{}, options);
  double squares = 0;
  for (std::size_t r = 0; r < 50000; ++r)
    squares += run.overlap(r, 200, 0) * run.overlap(r, 200, 0);
  double const variance = 0.49 / (2 - 0.1);
  CHECK(std::abs(squares / 50000 - variance) < 4.5 * variance * std::sqrt(2.0 / 50000));
}
