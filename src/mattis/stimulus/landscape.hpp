// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/stimulus/run.hpp>

#include <cstdint>

namespace mattis::stimulus {

/// Energy per neuron (docs/models.md 4.3) of a trial's network over a plane of states: neurons on
/// which two memories agree have one activity, times the first memory, the others another, so that
/// the two overlaps are all that there is to know of a state.
struct Landscape {
  std::int64_t memories[2];     ///< from 0
  HostArray<double*> axis;      ///< (G) values of either overlap, -1 to 1
  HostArray<double***> energy;  ///< (presentations, G, G), first overlap first; NaN: no such state
};

/// Under each presentation of the programme, for trial options.first_trial. The memories are the
/// first two different targets, or the first target and its neighbour.
/// \throws Error  for firing rates, fewer than two memories or fewer than two points
template <ExecutionSpace Exec>
Landscape landscape(Exec const& exec, RunOptions const& options, int points);

/// \throws Error  as landscape()
void validate_landscape(RunOptions const& options, int points);

}  // namespace mattis::stimulus
