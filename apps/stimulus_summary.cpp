// SPDX-License-Identifier: BSD-3-Clause
#include "stimulus_summary.hpp"

#include "summary.hpp"

#include <cmath>
#include <cstdio>

namespace mattis::command {

namespace {

void add_score(JsonLine& line, std::string const& name, stimulus::Score const& score) {
  line.add(name, score.value).add(name + "_low", score.low).add(name + "_high", score.high);
}

std::string text_of(stimulus::Score const& score) {
  if (std::isnan(score.value)) return "none";
  char text[80];
  if (std::isnan(score.low)) {
    std::snprintf(text, sizeof text, "%.4g", score.value);
  } else {
    std::snprintf(text, sizeof text, "%.4g (%.4g to %.4g)", score.value, score.low, score.high);
  }
  return text;
}

std::string censored_text(stimulus::Score const& score, double horizon, double censored) {
  if (std::isnan(score.value)) return "none";
  char text[80];
  std::snprintf(text, sizeof text, ", restricted to %.4g; %.3g %% censored", horizon,
                100 * censored);
  return text_of(score) + text;
}

}  // namespace

void add_knobs(JsonLine& line, StimulusKnobs const& knobs) {
  line.add("dt", knobs.dt).add("t_end", knobs.t_end).add("sigma", knobs.sigma);
  line.add("w_external", knobs.w_external).add("w_s", knobs.w_s).add("delta", knobs.delta);
  line.add("trials", knobs.trials).add("seed", knobs.seed);
}

void add_scores(JsonLine& line, std::string const& prefix, stimulus::Scores const& scores) {
  add_score(line, prefix + "response_rate", scores.response_rate);
  add_score(line, prefix + "reaction_time", scores.reaction_time);
  add_score(line, prefix + "memory_length", scores.memory_length);
  add_score(line, prefix + "error_rate", scores.error_rate);
  line.add(prefix + "reaction_horizon", scores.reaction_horizon);
  line.add(prefix + "reaction_censored", scores.reaction_censored);
  line.add(prefix + "memory_horizon", scores.memory_horizon);
  line.add(prefix + "memory_censored", scores.memory_censored);
  line.add(prefix + "overflowed", scores.overflowed);
}

void print_scores(stimulus::Scores const& scores, double confidence) {
  print_row("response rate", text_of(scores.response_rate));
  print_row("reaction time",
            censored_text(scores.reaction_time, scores.reaction_horizon, scores.reaction_censored));
  print_row("memory length",
            censored_text(scores.memory_length, scores.memory_horizon, scores.memory_censored));
  print_row("error rate", text_of(scores.error_rate));
  if (!std::isnan(scores.response_rate.low)) {
    char text[80];
    std::snprintf(text, sizeof text, "%g %%, bootstrap of %lld trials", 100 * confidence,
                  static_cast<long long>(scores.trials));
    print_row("intervals", text);
  }
  if (scores.overflowed > 0)
    print_row("overflowed", std::to_string(scores.overflowed) + " trials, which do not count");
}

void add_ending(JsonLine& line, Computation const& computation, double wall_seconds,
                io::Provenance const& provenance) {
  line.add("precision", provenance.precision);
  add_outcome(line, computation, wall_seconds, provenance);
}

}  // namespace mattis::command
