// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "computation.hpp"
#include "json_line.hpp"
#include "stimulus_options.hpp"

#include <mattis/stimulus/scores.hpp>

#include <string>

namespace mattis::command {

/// dt, t_end, sigma, w_external, w_s, delta, trials, seed
void add_knobs(JsonLine& line, StimulusKnobs const& knobs);

/// response_rate, response_rate_low, .., reaction_censored, ..
void add_scores(JsonLine& line, std::string const& prefix, stimulus::Scores const& scores);

/// A row for each score.
void print_scores(stimulus::Scores const& scores, double confidence);

/// precision, and what add_outcome adds.
void add_ending(JsonLine& line, Computation const& computation, double wall_seconds,
                io::Provenance const& provenance);

}  // namespace mattis::command
