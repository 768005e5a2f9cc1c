// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What the block of C++ in docs/audio.md uses without saying where it comes from.
#include <mattis/audio/retrieve_recording.hpp>

#include <cstdint>
#include <span>
#include <vector>

[[maybe_unused]] std::vector<std::int8_t> const cue(513, 1);
[[maybe_unused]] auto const network = [](std::span<std::int8_t const> given) {
  return std::vector<std::int8_t>(given.begin(), given.end());
};
