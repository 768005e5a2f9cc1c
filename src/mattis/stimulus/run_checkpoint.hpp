// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/stimulus/run.hpp>

#include <cstdint>

namespace mattis::stimulus {

/// Where a run stands between two steps, complete: what continues from here gives the same bits as
/// what never stopped. Patterns and noise are not in it; they are drawn again.
struct RunCheckpoint {
  std::int64_t trial = 0;  ///< first of the trials that are being advanced together
  std::int64_t step = 0;   ///< the next of theirs
  HostArray<double**> y;   ///< (trials at once, N) their states before it
  Run results;  ///< whole for the trials before, up to that step for these, anything beyond
};

}  // namespace mattis::stimulus
