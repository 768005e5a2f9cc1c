// SPDX-License-Identifier: BSD-3-Clause
// A run that goes on from any of its checkpoints leaves what one leaves that was never stopped.
#include <mattis/core/error.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/stimulus/run.hpp>
#include <mattis/stimulus/run_checkpoint.hpp>
#include <support/arrays.hpp>
#include <support/refuses.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

using namespace mattis;
using namespace mattis::stimulus;
using mattis::test::Exec;
using mattis::testing::Refuses;

namespace {

template <class View>
View copy(View const& from) {
  View const to("mattis::test::copy", from.layout());
  std::copy_n(from.data(), from.size(), to.data());
  return to;
}

/// With memory of its own: what is handed to save() is written on afterwards.
RunCheckpoint copy(RunCheckpoint const& state) {
  auto own = state;
  auto& results = own.results;
  own.y = copy(state.y);
  results.overlap = copy(results.overlap);
  results.y = copy(results.y);
  results.energy = copy(results.energy);
  auto& seen = results.responses;
  for (auto* const flags : {&seen.passed, &seen.held, &seen.fell, &seen.error})
    *flags = copy(*flags);
  for (auto* const times : {&seen.reaction_time, &seen.memory_length}) *times = copy(*times);
  seen.overflow = copy(seen.overflow);
  return own;
}

/// NaN is NaN.
template <class View>
bool same(View const& a, View const& b) {
  return std::equal(a.data(), a.data() + a.size(), b.data(), b.data() + b.size(),
                    [](auto x, auto y) { return x == y || (x != x && y != y); });
}

bool same(Run const& a, Run const& b) {
  auto const &x = a.responses, &y = b.responses;
  return same(a.overlap, b.overlap) && same(a.y, b.y) && same(a.energy, b.energy) &&
         same(x.passed, y.passed) && same(x.reaction_time, y.reaction_time) &&
         same(x.held, y.held) && same(x.fell, y.fell) && same(x.memory_length, y.memory_length) &&
         same(x.error, y.error) && same(x.overflow, y.overflow);
}

/// All states that a run could have gone on from.
std::vector<RunCheckpoint> states_of(RunOptions options) {
  std::vector<RunCheckpoint> states;
  options.checkpoint.due = [] { return true; };
  options.checkpoint.save = [&](RunCheckpoint const& state) { states.push_back(copy(state)); };
  stimulus::run<float>(Exec{}, options);
  return states;
}

RunOptions switched(StimulusMode mode) {
  RunOptions options;
  options.dynamics = {.mode = mode, .w_s = 1, .w_external = 1, .sigma = 0.5, .dt = 0.01};
  options.N = 70;
  options.P = 3;
  options.t_end = 9;
  options.trials = 5;
  options.every = 7;
  options.save_states = true;
  options.energy = !is_rate(mode);
  options.programme =
      switching({.targets = {1, 2}, .times = {0, 4}, .duration = 3}, options.P, options.t_end);
  options.programme.glitches = {{.time = 2, .duration = 0.5, .weights = {0, 0, 2}}};
  options.programme.input_noise = 0.3;
  return options;
}

}  // namespace

TEST_CASE("stimulus: a run goes on from any of its checkpoints in the same bits",
          "[stimulus][checkpoint]") {
  auto const mode = GENERATE(StimulusMode::additive, StimulusMode::multiplicative,
                             StimulusMode::rate_multiplicative);
  auto options = switched(mode);
  auto const whole = stimulus::run<float>(Exec{}, options);
  auto const states = states_of(options);
  REQUIRE(states.size() > 20);
  for (std::size_t k = 0; k < states.size(); k += 5) {
    CAPTURE(k, states[k].step);
    options.checkpoint.resume = std::make_shared<RunCheckpoint const>(states[k]);
    CHECK(same(whole, stimulus::run<float>(Exec{}, options)));
  }
}

TEST_CASE("stimulus: a trial that overflowed before a checkpoint has overflowed after it",
          "[stimulus][checkpoint]") {
  RunOptions options;
  options.dynamics = {.mode = StimulusMode::additive, .sigma = 1, .dt = 2.3};
  options.N = 50;
  options.P = 3;
  options.t_end = 2.3 * 600;
  options.trials = 3;
  options.programme = constant({1, 0, 0}, options.t_end);
  auto const whole = stimulus::run<float>(Exec{}, options);
  auto const states = states_of(options);
  REQUIRE(whole.responses.overflow(0) > 100);
  REQUIRE(states.back().step > 400);
  options.checkpoint.resume = std::make_shared<RunCheckpoint const>(states.back());
  CHECK(same(whole, stimulus::run<float>(Exec{}, options)));
}

TEST_CASE("stimulus: a run goes on in any of its groups of trials, and where it was stopped",
          "[stimulus][checkpoint]") {
  RunOptions options;
  options.dynamics = {.mode = StimulusMode::additive, .sigma = 0.5, .dt = 0.01};
  options.N = 20000;
  options.P = 2;
  options.t_end = 0.1;
  options.trials = 200;
  options.every = 10;
  options.programme = constant({1, 0}, options.t_end);
  auto const whole = stimulus::run<float>(Exec{}, options);
  auto const states = states_of(options);
  REQUIRE(states.back().trial > 0);
  options.checkpoint.resume = std::make_shared<RunCheckpoint const>(states.back());
  CHECK(same(whole, stimulus::run<float>(Exec{}, options)));

  options.checkpoint.resume = nullptr;
  std::vector<RunCheckpoint> left;
  int asked = 0;
  options.should_stop = [&asked] { return ++asked > 40; };
  options.checkpoint.save = [&](RunCheckpoint const& state) { left.push_back(copy(state)); };
  CHECK_THROWS_AS(stimulus::run<float>(Exec{}, options), Stopped);
  REQUIRE(left.size() == 1);
  options.should_stop = {};
  options.checkpoint.save = {};
  options.checkpoint.resume = std::make_shared<RunCheckpoint const>(left.front());
  CHECK(same(whole, stimulus::run<float>(Exec{}, options)));
}

TEST_CASE("stimulus: a checkpoint of another shape is refused", "[stimulus][checkpoint][errors]") {
  auto const options = switched(StimulusMode::additive);
  auto const good = states_of(options).front();
  auto const refused = [&](auto const& change, char const* name) {
    auto bad = good;
    change(bad);
    auto resumed = options;
    resumed.checkpoint.resume = std::make_shared<RunCheckpoint const>(bad);
    CHECK_THROWS_MATCHES(stimulus::run<float>(Exec{}, resumed), Error, Refuses(name, ""));
  };
  refused([](auto& bad) { bad.step = 901; }, "checkpoint.step: ");
  refused([](auto& bad) { bad.trial = 1; }, "checkpoint.trial: ");
  refused([](auto& bad) { bad.y = HostArray<double**>("y", 5, 71); }, "checkpoint.y: ");
  refused([](auto& bad) { bad.results.overlap = HostArray<float***>("m", 5, 2, 3); },
          "checkpoint.overlap: ");
  refused([](auto& bad) { bad.results.responses.held = HostArray<std::int8_t**>("held", 4, 2); },
          "checkpoint.held: ");
}
