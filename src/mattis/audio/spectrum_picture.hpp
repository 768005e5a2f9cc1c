// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/io/bitmap.hpp>

#include <complex>
#include <cstdint>
#include <span>

namespace mattis::audio {

/// What was stored, what the network was shown and what it gave back, (513) each.
struct PicturedPatterns {
  std::span<std::int8_t const> stored, cued, retrieved;
};

/// Three panels below one another: stored, cued, retrieved. In each a bar for every coefficient,
/// frequency from left to right, as high as the stored recording's |Re| on a logarithmic scale of
/// 60 dB, upward where the panel's pattern is +1 and downward where it is -1; below it the pattern
/// as a strip, dark where +1. Black where the pattern agrees with the stored one, gray where not. 2
/// pixels a coefficient. \param spectrum  (513) of the stored recording. \throws Error  when the
/// lengths differ
io::GrayImage spectrum_picture(std::span<std::complex<float> const> spectrum,
                               PicturedPatterns const& patterns);

}  // namespace mattis::audio
