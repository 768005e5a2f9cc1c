// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/progress.hpp>

#include <chrono>

namespace mattis::command {

/// A bar on standard output while the work runs, gone afterwards; nothing where that is not a
/// terminal.
class ProgressBar {
 public:
  explicit ProgressBar(bool wanted);
  ~ProgressBar();
  ProgressBar(ProgressBar const&) = delete;
  ProgressBar& operator=(ProgressBar const&) = delete;

  /// Draws, at most ten times a second.
  void show(Progress const& progress);

 private:
  bool active_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace mattis::command
