// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

namespace mattis::command {

/// A stimulus or a glitch, as a file or a caller of Python has it.
struct ProgrammeEntry {
  double time = 0;
  std::optional<double> duration = {};
  std::vector<double> weights = {};
  std::optional<std::int64_t> target = {};  ///< from 1
};

struct ProgrammeEntries {
  std::vector<ProgrammeEntry> stimuli = {};
  std::vector<ProgrammeEntry> glitches = {};
  std::optional<double> input_noise = {};
};

}  // namespace mattis::command
