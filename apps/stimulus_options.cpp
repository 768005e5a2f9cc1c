// SPDX-License-Identifier: BSD-3-Clause
#include "stimulus_options.hpp"

#include "stimulus_programme.hpp"
#include "stimulus_programme_file.hpp"

#include <mattis/core/error.hpp>

#include <algorithm>

namespace mattis::command {

stimulus::Programme ProgrammeOptions::programme(std::int64_t P, std::int64_t N,
                                                double t_end) const {
  expect(P >= 1 && P < std::int64_t{1} << 20, "P", "from 1 to 2^20 patterns", P);
  if (stimulus == "modulated" || (given_duration != nullptr && given_duration->given))
    expect(duration > 0, "stim-duration", "more than 0", duration);
  check_target("target", target, P);
  stimulus::Programme shown;
  if (stimulus == "constant" || stimulus == "modulated") {
    auto const c = weights.empty() ? on_one(P, target, strength, others) : weights;
    auto const count = static_cast<std::int64_t>(c.size());
    expect(count == P, "weights", "P = " + to_text(P) + " numbers", count);
    shown = stimulus::modulated(c, stimulus == "constant" ? t_end : std::min(duration, t_end));
    if (given_target != nullptr && given_target->given)
      shown.presentations.front().target = target - 1;
  } else if (stimulus == "sequence") {
    shown = stimulus::switching(
        {.targets = sequence,
         .times = times,
         .duration = given_duration != nullptr && given_duration->given ? duration : 0,
         .strength = strength,
         .others = others},
        P, t_end);
  } else {
    shown = programme_of(read_programme(stimulus, P), t_end);
  }
  if (input_noise != 0) shown.input_noise = input_noise;
  if (!glitch_times.empty()) check_target("glitch-target", glitch_target, P);
  for (double const time : glitch_times)
    shown.glitches.push_back({.time = time,
                              .duration = glitch_duration,
                              .weights = on_one(P, glitch_target, glitch_strength, 0)});
  if (normalize)
    for (auto& one : shown.presentations) one.weights = stimulus::normalized(one.weights, N);
  return shown;
}

void add_knob_options(Options& options, StimulusKnobs const& knobs, ProgrammeOptions& programme,
                      stimulus::ScoreOptions& scores, bool of_network) {
  options.add("w-external", "W", knobs.w_external,
              of_network ? "weight of the stimulus" : "weight of the input (w_in)");
  options.add("w-s", "W", knobs.w_s,
              of_network ? "weight of the coupling" : "weight of its own activity (w_self)");
  options.add("delta", "D", knobs.delta, "slope of the activation tanh(delta x)");
  options.add("sigma", "S", knobs.sigma, "of the noise");
  options.add("dt", "DT", knobs.dt, "step, in units of the neuron's time constant");
  options.add("t-end", "T", knobs.t_end, "how long");
  add_programme_options(options, programme, of_network);
  options.add("trials", "R", knobs.trials,
              of_network ? "each with memories, start and noise of its own"
                         : "each with start and noise of its own");
  options.add("seed", "SEED", knobs.seed, "of the random numbers");
  options.add("every", "STEPS", knobs.every,
              of_network ? "overlaps that are kept; scores see every step"
                         : "values that are kept; scores see every step");
  add_score_options(options, knobs.threshold, knobs.fall_threshold, scores);
}

void add_programme_options(Options& options, ProgrammeOptions& programme, bool of_network) {
  options.add_text(
      "stimulus", "constant|modulated|sequence|FILE.toml", programme.stimulus,
      "on to the end, on until stim-duration, one after the other (sequence, times), or "
      "as a file says");
  if (of_network) {
    auto& weights = options.add("weights", "C1,C2,..", programme.weights,
                                "of each memory in the stimulus, P numbers");
    weights.default_text = "strength on the target, others elsewhere";
    programme.given_target =
        &options.add("target", "K", programme.target, "the memory that it should bring, from 1");
  }
  options.add("strength", "C", programme.strength, "weight of the target");
  if (of_network) {
    options.add("others", "C", programme.others, "weight of every other memory");
    options.add_switch("normalize", programme.normalize,
                       "weights times sqrt(P N) / their sum, as published");
  }
  programme.given_duration = &options.add("stim-duration", "T", programme.duration,
                                          "modulated: how long it is on; of a sequence, each");
  if (of_network) options.add("sequence", "K1,K2,..", programme.sequence, "memories shown, from 1");
  if (of_network) options.add("times", "T1,T2,..", programme.times, "when each of them begins");
  if (!of_network) return;
  options.add("glitch-times", "T1,T2,..", programme.glitch_times,
              "when short stimuli are added to what is on");
  options.add("glitch-target", "K", programme.glitch_target, "the memory of those");
  options.add("glitch-strength", "C", programme.glitch_strength, "its weight");
  options.add("glitch-duration", "T", programme.glitch_duration, "how long they are");
  options.add("input-noise", "S", programme.input_noise,
              "standard deviation of what is added to the stimulus of every neuron, drawn for each "
              "presentation");
}

void add_score_options(Options& options, double& threshold, std::optional<double>& fall_threshold,
                       stimulus::ScoreOptions& scores) {
  options.add("threshold", "M", threshold, "an overlap of at least this is the memory");
  options.add("fall-threshold", "auto|M", fall_threshold,
              "below this it is gone; auto: the threshold");
  options.add("bootstrap", "B", scores.resamples, "resamples of the trials; 0: no intervals");
  options.add("confidence", "C", scores.confidence, "of the intervals");
}

}  // namespace mattis::command
