// SPDX-License-Identifier: BSD-3-Clause
#include "stimulus_programme.hpp"

#include <mattis/core/error.hpp>

#include <cstddef>
#include <utility>

namespace mattis::command {

std::vector<double> on_one(std::int64_t P, std::int64_t target, double strength, double others) {
  std::vector<double> weights(static_cast<std::size_t>(P), others);
  weights[static_cast<std::size_t>(target - 1)] = strength;
  return weights;
}

void check_target(char const* name, std::int64_t target, std::int64_t P) {
  expect(target >= 1 && target <= P, name, "a memory from 1 to P = " + to_text(P), target);
}

stimulus::Programme programme_of(ProgrammeEntries const& all, double t_end) {
  stimulus::Programme programme;
  auto const& stimuli = all.stimuli;
  for (std::size_t k = 0; k < stimuli.size(); ++k) {
    auto const& entry = stimuli[k];
    double const next = k + 1 < stimuli.size() ? stimuli[k + 1].time : t_end;
    auto shown = stimulus::modulated(entry.weights, 0).presentations.front();
    shown.onset = entry.time;
    shown.offset = entry.duration ? entry.time + *entry.duration : next;
    if (entry.target) shown.target = *entry.target - 1;
    programme.presentations.push_back(std::move(shown));
  }
  for (auto const& entry : all.glitches)
    programme.glitches.push_back(
        {.time = entry.time, .duration = *entry.duration, .weights = entry.weights});
  programme.input_noise = all.input_noise.value_or(0);
  return programme;
}

}  // namespace mattis::command
