// SPDX-License-Identifier: BSD-3-Clause
#include "progress_bar.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace mattis::command {

ProgressBar::ProgressBar(bool wanted)
    : active_(wanted && ::isatty(STDOUT_FILENO) == 1), next_(std::chrono::steady_clock::now()) {}

ProgressBar::~ProgressBar() {
  if (!drawn_) return;
  std::fputs("\r\033[K", stdout);
  std::fflush(stdout);
}

void ProgressBar::show(Progress const& progress) {
  auto const now = std::chrono::steady_clock::now();
  if (!active_ || now < next_) return;
  next_ = now + std::chrono::milliseconds(100);
  constexpr int width = 40;
  double const fraction = std::clamp(progress.fraction, 0.0, 1.0);
  auto const filled = static_cast<std::size_t>(fraction * width);
  auto const bar = std::string(filled, '=') + std::string(width - filled, ' ');
  std::printf("\r[%s] %3.0f%% %s", bar.c_str(), 100 * fraction, progress.stage.c_str());
  if (progress.residual >= 0) std::printf(", residual %.1e", progress.residual);
  std::fputs("\033[K", stdout);
  std::fflush(stdout);
  drawn_ = true;
}

}  // namespace mattis::command
