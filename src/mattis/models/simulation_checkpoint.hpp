// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/models/simulate.hpp>

#include <cstdint>

namespace mattis {

/// Where a simulation stands between two steps, complete: what continues from here gives the same
/// bits as what never stopped. The patterns are not in it; they are drawn again.
struct SimulationCheckpoint {
  std::int64_t trial = 0;  ///< first of the networks that are being advanced together
  std::int64_t cue = 0;    ///< their first initial state
  int t = 0;               ///< steps of theirs that are recorded, up to all T
  HostArray<double**> x;   ///< (networks, N) their states at step t; for t = T nobody needs them
  Simulation results;      ///< whole for the networks before, up to step t for these, 0 beyond
};

}  // namespace mattis
