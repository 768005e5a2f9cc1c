// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "programme_entries.hpp"

#include <cstdint>
#include <filesystem>

namespace mattis::command {

/// Reads a programme of stimuli,
///
///     input-noise = 0.2
///     [[stimulus]]
///     time = 0
///     weights = [2.5, 0.1, 0.1]        # or target = 1, strength = 2.5, others = 0.1
///     [[stimulus]]
///     time = 8
///     duration = 1                     # else until the next
///     target = 2
///     strength = 2.5
///     [[glitch]]
///     time = 5
///     duration = 0.2
///     target = 3
///     strength = 4
///
/// \throws Error  beginning with FILE:LINE, for what does not parse, unknown keys, numbers of
/// weights other than P, targets that are not from 1 to P, times that do not rise
ProgrammeEntries read_programme(std::filesystem::path const& path, std::int64_t P);

}  // namespace mattis::command
