// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <filesystem>

namespace mattis::audio::detail {

/// Bytes of sound that a RIFF (WAV) file announces and does not hold: libsndfile reads what is left
/// of one that was cut short without a word. 0 for other formats, and for streams, whose length was
/// not known when they were written.
std::uintmax_t missing_bytes(std::filesystem::path const& file);

}  // namespace mattis::audio::detail
