// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/stimulus/programme.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <string>

namespace mattis::stimulus {

namespace {

std::int64_t strongest(std::vector<double> const& weights) {
  return std::max_element(weights.begin(), weights.end(),
                          [](double a, double b) { return std::abs(a) < std::abs(b); }) -
         weights.begin();
}

void check_weights(std::string const& name, std::vector<double> const& weights, std::int64_t P) {
  auto const count = static_cast<std::int64_t>(weights.size());
  expect(count == P, name, "P = " + to_text(P) + " numbers", count);
  for (double const c : weights) expect(std::isfinite(c), name, "finite numbers", c);
}

std::string numbered(char const* name, std::size_t index) {
  return name + (" " + std::to_string(index + 1));
}

std::int64_t step_of(double time, double dt) { return std::llround(time / dt); }

}  // namespace

Programme constant(std::vector<double> weights, double t_end) {
  return modulated(std::move(weights), t_end);
}

Programme modulated(std::vector<double> weights, double duration) {
  auto const target = weights.empty() ? 0 : strongest(weights);
  return {.presentations = {
              {.onset = 0, .offset = duration, .weights = std::move(weights), .target = target}}};
}

Programme switching(Sequence const& sequence, std::int64_t P, double t_end) {
  auto const count = sequence.targets.size();
  expect(!sequence.targets.empty(), "sequence", "at least one memory", std::int64_t{0});
  expect(sequence.times.size() == count, "times", "as many as the sequence has memories",
         static_cast<std::int64_t>(sequence.times.size()));
  Programme programme;
  for (std::size_t k = 0; k < count; ++k) {
    auto const target = sequence.targets[k];
    expect(target >= 1 && target <= P, "sequence", "memories from 1 to P = " + to_text(P), target);
    Presentation one{.onset = sequence.times[k],
                     .offset = k + 1 < count ? sequence.times[k + 1] : t_end,
                     .weights = std::vector<double>(static_cast<std::size_t>(P), sequence.others),
                     .target = target - 1};
    one.weights[static_cast<std::size_t>(target - 1)] = sequence.strength;
    if (sequence.duration > 0) one.offset = std::min(one.offset, one.onset + sequence.duration);
    programme.presentations.push_back(std::move(one));
  }
  return programme;
}

std::vector<double> normalized(std::vector<double> weights, std::int64_t N) {
  double const sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  expect(sum > 0, "weights", "a positive sum", sum);
  double const scale =
      std::sqrt(static_cast<double>(weights.size()) * static_cast<double>(N)) / sum;
  for (double& c : weights) c *= scale;
  return weights;
}

void validate(Programme const& programme, std::int64_t P, double t_end) {
  auto const& shown = programme.presentations;
  expect(!shown.empty(), "stimulus", "at least one presentation", std::int64_t{0});
  for (std::size_t k = 1; k < shown.size(); ++k)
    expect(shown[k].onset > shown[k - 1].onset, numbered("stimulus", k) + ": time",
           "times that rise, more than " + to_text(shown[k - 1].onset), shown[k].onset);
  for (std::size_t k = 0; k < shown.size(); ++k) {
    auto const& one = shown[k];
    auto const name = shown.size() == 1 ? std::string() : numbered("stimulus", k) + ": ";
    check_weights(name + "weights", one.weights, P);
    expect(one.target >= 0 && one.target < P, name + "target", "from 1 to P = " + to_text(P),
           one.target + 1);
    expect(one.onset >= 0 && one.onset < t_end, name + "time",
           "from 0 to less than t_end = " + to_text(t_end), one.onset);
    expect(one.offset > one.onset, name + "duration", "more than 0", one.offset - one.onset);
    expect(k + 1 == shown.size() || one.offset <= shown[k + 1].onset, name + "duration",
           "none that reaches beyond the next stimulus", one.offset - one.onset);
  }
  for (std::size_t k = 0; k < programme.glitches.size(); ++k) {
    auto const& one = programme.glitches[k];
    auto const name = numbered("glitch", k) + ": ";
    check_weights(name + "weights", one.weights, P);
    expect(one.time >= 0 && one.time < t_end, name + "time",
           "from 0 to less than t_end = " + to_text(t_end), one.time);
    expect(one.duration > 0, name + "duration", "more than 0", one.duration);
  }
  expect(programme.input_noise >= 0 && std::isfinite(programme.input_noise), "input-noise",
         "at least 0", programme.input_noise);
}

std::vector<StimulusChange> changes(Programme const& programme, std::int64_t P, double dt) {
  std::set<std::int64_t> steps{0};
  for (auto const& one : programme.presentations)
    steps.insert({step_of(one.onset, dt), step_of(one.offset, dt)});
  for (auto const& one : programme.glitches)
    steps.insert({step_of(one.time, dt), step_of(one.time + one.duration, dt)});
  std::vector<StimulusChange> all;
  for (auto const step : steps) {
    Stimulus now{.weights = std::vector<double>(static_cast<std::size_t>(P), 0.0)};
    auto const add = [&](std::vector<double> const& weights) {
      for (std::size_t mu = 0; mu < now.weights.size(); ++mu) now.weights[mu] += weights[mu];
    };
    for (std::size_t k = 0; k < programme.presentations.size(); ++k) {
      auto const& one = programme.presentations[k];
      if (step < step_of(one.onset, dt) || step >= step_of(one.offset, dt)) continue;
      add(one.weights);
      now.input_noise = programme.input_noise;
      now.number = static_cast<std::int64_t>(k);
    }
    for (auto const& one : programme.glitches)
      if (step >= step_of(one.time, dt) && step < step_of(one.time + one.duration, dt))
        add(one.weights);
    all.push_back({step, std::move(now)});
  }
  return all;
}

}  // namespace mattis::stimulus
