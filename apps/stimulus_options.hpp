// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "computation.hpp"
#include "options.hpp"

#include <mattis/stimulus/programme.hpp>
#include <mattis/stimulus/scores.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mattis::command {

/// What is shown, as the options say.
struct ProgrammeOptions {
  std::string stimulus = "constant";
  std::vector<double> weights = {};
  std::int64_t target = 1;
  double strength = 1, others = 0;
  bool normalize = false;
  double duration = 1;
  std::vector<int> sequence = {};
  std::vector<double> times = {};
  std::vector<double> glitch_times = {};
  double glitch_duration = 0.1, glitch_strength = 1;
  std::int64_t glitch_target = 1;
  double input_noise = 0;
  Option const* given_target = nullptr;
  Option const* given_duration = nullptr;

  /// \throws Error  naming the option, or the file and line
  stimulus::Programme programme(std::int64_t P, std::int64_t N, double t_end) const;
};

/// The knobs that networks and the autapse share, and what is kept and scored of both.
struct StimulusKnobs {
  double &w_external, &w_s, &delta, &sigma, &dt, &t_end;
  std::int64_t& trials;
  std::uint64_t& seed;
  int& every;
  double& threshold;
  std::optional<double>& fall_threshold;
};

/// --w-external --w-s --delta --sigma --dt --t-end --trials --seed --every, and those of
/// add_programme_options and add_score_options.
void add_knob_options(Options& options, StimulusKnobs const& knobs, ProgrammeOptions& programme,
                      stimulus::ScoreOptions& scores, bool of_network);

/// --stimulus --strength --stim-duration --times and, of networks, --weights --target --others
/// --normalize --sequence --glitch-.. --input-noise
void add_programme_options(Options& options, ProgrammeOptions& programme, bool of_network);

/// --threshold --fall-threshold --bootstrap --confidence
void add_score_options(Options& options, double& threshold, std::optional<double>& fall_threshold,
                       stimulus::ScoreOptions& scores);

}  // namespace mattis::command
