// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <complex>
#include <cstdint>
#include <span>
#include <vector>

namespace mattis::audio {

inline constexpr std::size_t frame_length = 1024;
inline constexpr std::size_t hop = 512;
inline constexpr std::size_t coefficients = frame_length / 2 + 1;  ///< 513

/// Mean over frames of the short-time Fourier transform (docs/models.md 2, Audio): frames of 1024
/// samples every 512, the first centred on sample 0 and zeros beyond the ends, under a periodic
/// Hann window. \return coefficients (513)
///
/// Rounds as librosa.stft(y, n_fft=1024, hop_length=512).mean(axis=1) does: each frame is
/// transformed in double, its coefficients are rounded to float, and these are added frame by frame
/// in float.
/// \throws Error  where there is no sample
std::vector<std::complex<float>> mean_spectrum(std::span<float const> samples);

/// Signs of the real parts: +1 above 0, else -1. \return (coefficients)
std::vector<std::int8_t> signs(std::span<std::complex<float> const> spectrum);

}  // namespace mattis::audio
