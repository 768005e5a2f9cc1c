// SPDX-License-Identifier: BSD-3-Clause
// Means over many trials: against the reference of tests/data/stimulus, and what the knobs do.
#include <mattis/stimulus/autapse.hpp>
#include <mattis/stimulus/run.hpp>
#include <support/arrays.hpp>
#include <support/reference_data.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace mattis;
using namespace mattis::stimulus;
using mattis::test::Exec;

namespace {

/// a is less than b by more than their intervals (95 %) leave open.
bool clearly_less(Score const& a, Score const& b) {
  return b.value - a.value > std::hypot(a.high - a.value, b.value - b.low);
}

}  // namespace

TEST_CASE("stimulus: mean overlaps are those of the reference", "[stimulus][statistics]") {
  auto const [name, mode] = GENERATE(table<std::string, StimulusMode>(
      {{"additive", StimulusMode::additive},
       {"multiplicative", StimulusMode::multiplicative},
       {"firing-rate", StimulusMode::rate_additive},
       {"firing-rate-multiplicative", StimulusMode::rate_multiplicative}}));
  CAPTURE(name);
  auto const file = test::reference_data("stimulus/" + name);
  auto const number = [&](char const* key) { return file.attribute<double>(key); };
  auto const whole = [&](char const* key) { return file.attribute<std::int64_t>(key); };
  RunOptions options;
  options.dynamics = {.mode = mode,
                      .delta = number("delta"),
                      .w_s = number("w_s"),
                      .w_external = number("w_external"),
                      .sigma = number("sigma"),
                      .activity = number("activity"),
                      .dt = number("dt")};
  options.N = whole("N");
  options.P = whole("P");
  options.t_end = static_cast<double>(whole("steps")) * options.dynamics.dt;
  options.trials = 4000;
  options.seed = 8;
  options.every = static_cast<int>(whole("every"));
  auto const onset = file.attribute<std::vector<double>>("onset");
  auto const offset = file.attribute<std::vector<double>>("offset");
  auto const target = file.attribute<std::vector<double>>("target");
  for (std::size_t k = 0; k < onset.size(); ++k) {
    std::vector<double> weights(static_cast<std::size_t>(options.P), number("others"));
    weights[static_cast<std::size_t>(target[k])] = number("strength");
    options.programme.presentations.push_back(
        {onset[k], offset[k], weights, static_cast<std::int64_t>(target[k])});
  }
  options.programme.input_noise = number("input_noise");
  auto const run = stimulus::run<float>(Exec{}, options);
  std::vector<double> mean, se;
  auto const trials = static_cast<double>(options.trials);
  for (std::size_t s = 0; s < run.overlap.extent(1); ++s)
    for (std::size_t mu = 0; mu < run.overlap.extent(2); ++mu) {
      double sum = 0, squares = 0;
      for (std::size_t r = 0; r < run.overlap.extent(0); ++r) {
        double const m = std::abs(static_cast<double>(run.overlap(r, s, mu)));
        sum += m;
        squares += m * m;
      }
      mean.push_back(sum / trials);
      se.push_back(std::sqrt((squares / trials - mean.back() * mean.back()) / (trials - 1)));
    }
  CHECK(test::largest_z(mean, se, file.read<double>("m"), file.read<double>("m_se")) < 4.5);
}

namespace {

/// Memory 1, then memory 2, without a pause.
struct Switched {
  Scores first, second;
};

Responses part(Responses const& all, std::size_t k) {
  Responses one;
  auto const at = Kokkos::make_pair(k, k + 1);
  auto const take = [&](auto const& from, auto& to) {
    to = std::remove_reference_t<decltype(to)>("mattis::test::part", from.extent(0), 1);
    Kokkos::deep_copy(to, Kokkos::subview(from, Kokkos::ALL, at));
  };
  take(all.passed, one.passed);
  take(all.held, one.held);
  take(all.fell, one.fell);
  take(all.error, one.error);
  take(all.reaction_time, one.reaction_time);
  take(all.memory_length, one.memory_length);
  one.reaction_window = Kokkos::subview(all.reaction_window, at);
  one.memory_window = Kokkos::subview(all.memory_window, at);
  one.overflow = all.overflow;
  return one;
}

Switched switched(double w_external, double w_s, double sigma) {
  RunOptions options;
  options.dynamics = {.mode = StimulusMode::additive,
                      .w_s = w_s,
                      .w_external = w_external,
                      .sigma = sigma,
                      .dt = 0.02};
  options.N = 256;
  options.P = 4;
  options.t_end = 30;
  options.trials = 200;
  options.seed = 5;
  options.programme = switching({.targets = {1, 2}, .times = {0, 10}}, options.P, options.t_end);
  auto const run = stimulus::run<float>(Exec{}, options);
  return {scores(part(run.responses, 0), {}), scores(part(run.responses, 1), {})};
}

}  // namespace

TEST_CASE("stimulus: a stronger input answers faster and forgets sooner",
          "[stimulus][statistics]") {
  auto const weak = switched(1.0, 1, 0.5), strong = switched(2.0, 1, 0.5);
  CHECK(clearly_less(strong.first.reaction_time, weak.first.reaction_time));
  CHECK(clearly_less(strong.second.reaction_time, weak.second.reaction_time));
  CHECK(clearly_less(strong.first.memory_length, weak.first.memory_length));
}

TEST_CASE("stimulus: a stronger coupling remembers longer and switches slower",
          "[stimulus][statistics]") {
  auto const shallow = switched(1.5, 0.6, 0.5), deep = switched(1.5, 1.2, 0.5);
  CHECK(clearly_less(shallow.first.memory_length, deep.first.memory_length));
  CHECK(clearly_less(shallow.second.reaction_time, deep.second.reaction_time));
}

TEST_CASE("stimulus: noise helps to leave a memory, and destroys memories when it is too large",
          "[stimulus][statistics]") {
  auto const stuck = switched(0.7, 1, 0.1), helped = switched(0.7, 1, 0.7),
             lost = switched(0.7, 1, 6);
  CHECK(clearly_less(stuck.second.response_rate, helped.second.response_rate));
  CHECK(clearly_less(lost.first.response_rate, helped.first.response_rate));
  CHECK(helped.second.response_rate.low > 0.9);
}

TEST_CASE("stimulus: the autapse trades speed for memory where the weights share a budget",
          "[stimulus][statistics]") {
  auto const of = [](double w_external, double w_s, double sigma) {
    AutapseOptions options{
        .w_external = w_external, .w_s = w_s, .sigma = sigma, .t_end = 12, .trials = 2000};
    options.programme = modulated({1}, 2);
    return scores(run_autapse<float>(Exec{}, options).responses, {});
  };
  auto const slow = of(0.8, 1.2, 0.2), fast = of(1.2, 0.8, 0.2);
  CHECK(clearly_less(fast.reaction_time, slow.reaction_time));
  CHECK(clearly_less(fast.memory_length, slow.memory_length));
  CHECK(clearly_less(of(0.8, 1.2, 1.0).memory_length, slow.memory_length));
}
