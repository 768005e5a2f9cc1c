// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <functional>
#include <string>

namespace mattis {

/// How far a long call has come. `residual` is negative where there is none.
struct Progress {
  std::string stage;  ///< "trial", "sweep", "standard errors"
  double fraction;    ///< 0 to 1, an estimate where the end is not known
  double residual = -1;
};

/// Called between steps on the calling thread; an exception thrown from it ends the call, which
/// then leaves nothing behind.
using ProgressCallback = std::function<void(Progress const&)>;

}  // namespace mattis
