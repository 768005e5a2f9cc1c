// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/cued_run.hpp>

#include <cstdint>
#include <functional>
#include <vector>

namespace mattis::binary {

/// Loads and temperatures at which stored patterns come back or do not.
struct PhaseMapOptions {
  std::int64_t N = 0;
  std::vector<std::int64_t> loads = {};   ///< patterns P stored, each once
  std::vector<double> temperatures = {};  ///< each >= 0
  double corruption = 0.2;                ///< share of a cue's entries inverted
  std::int64_t replicas = 1;              ///< cues of each point, of the same pattern
  std::int64_t draws = 1;                 ///< sets of patterns, each with networks of its own
  std::int64_t sweeps = 50;
  SpinRule rule = SpinRule::metropolis;
  SpinOrder order = SpinOrder::random;
  std::uint64_t seed = 1;
  GivenPatterns const* given = nullptr;  ///< the first P of them; none: drawn
  Learning learning = {};
  How how = {};
  ProgressCallback progress = {};
  StopCallback should_stop = {};
};

/// The points of one load.
struct PhaseMapRow {
  std::int64_t P = 0;
  double load = 0;  ///< P / N
  std::vector<double> m = {},
                      m_se = {};   ///< (temperatures) |overlap| with the cue's pattern in the end
  std::vector<double> right = {};  ///< (temperatures) share of replicas whose nearest is the cue's
  std::int64_t attempts = 0, flips = 0;
  double seconds = 0;  ///< of the sweeps, an equal share of those of its batch
};

/// \throws Error  naming the option
void validate(PhaseMapOptions const& options);

/// Rows `first` .. of the loads, handed to on_row in their order; a load's does not depend on the
/// others (docs/models.md 2). m is the mean over replicas and draws, its error that of
/// mean_of_groups, NaN for one run. Same bits on any target, instruction set and number of threads.
template <ExecutionSpace Exec>
void phase_map(Exec const& exec, PhaseMapOptions const& options, std::size_t first,
               std::function<void(PhaseMapRow const&)> const& on_row);

}  // namespace mattis::binary
