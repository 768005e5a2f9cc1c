// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/stimulus/run.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mattis::stimulus {

/// One of the runs that a published setting consists of.
struct PresetRun {
  std::string name;  ///< "additive", "multiplicative_sequence", ..
  RunOptions options;
};

/// Names that preset() knows.
std::vector<std::string> preset_names();

/// The runs of a published setting (docs/stimulus.md); weights are drawn at (seed,
/// Purpose::stimulus_weights).
/// \param trials  0: as many as are usual there
/// \throws Error  for an unknown name
std::vector<PresetRun> preset(std::string_view name, std::uint64_t seed, std::int64_t trials = 0);

}  // namespace mattis::stimulus
