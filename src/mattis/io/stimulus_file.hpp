// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/io/provenance.hpp>
#include <mattis/stimulus/autapse.hpp>
#include <mattis/stimulus/landscape.hpp>
#include <mattis/stimulus/presets.hpp>
#include <mattis/stimulus/run.hpp>
#include <mattis/stimulus/scores.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace mattis::io {

/// A run with its scores.
struct ScoredRun {
  stimulus::Run run;
  stimulus::Scores scores;
  std::optional<stimulus::Landscape> landscape = {};
};

/// "additive", "multiplicative", "firing-rate", "firing-rate-multiplicative"
char const* name_of(StimulusMode mode);

/// A new HDF5 file: t (records), overlap (trials, records, P), y (trials, records, N) and energy
/// (trials, records) where they were asked for; onset, offset, target, weights (presentations, ..);
/// passed, reaction_time, held, fell, memory_length, error (trials, presentations), overflow
/// (trials); landscape (presentations, G, G), landscape_axis, landscape_memories, landscape_time
/// where there is one; attributes: every option, every score with its interval, and those of the
/// provenance.
void write_stimulus_run(std::filesystem::path const& path, stimulus::RunOptions const& options,
                        ScoredRun const& result, double wall_seconds, Provenance const& provenance);

/// The same of an autapse, whose x is `overlap`.
void write_autapse(std::filesystem::path const& path, stimulus::AutapseOptions const& options,
                   ScoredRun const& result, double wall_seconds, Provenance const& provenance);

/// All runs of a preset in one file: names begin with that of the run and a dot, and `runs` lists
/// them.
void write_preset(std::filesystem::path const& path, std::string const& name,
                  std::vector<stimulus::PresetRun> const& runs,
                  std::vector<ScoredRun> const& results, double wall_seconds,
                  Provenance const& provenance);

}  // namespace mattis::io
