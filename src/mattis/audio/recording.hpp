// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <filesystem>
#include <vector>

namespace mattis::audio {

/// Sound of one channel, in single precision as librosa has it; full scale is 1.
struct Recording {
  double rate = 0;  ///< samples per second
  std::vector<float> samples;
};

/// Reads what libsndfile reads (WAV, FLAC, Ogg, AIFF, ..), of any rate and format of the samples;
/// channels are averaged. \throws Error  of one line that names the file: not a recording, cut
/// short, without samples, or with one that is no number
Recording read_recording(std::filesystem::path const& file);

/// The recording at another rate, ceil(samples * rate / its rate) of them: libsoxr's recipe
/// SOXR_HQ, which librosa's default res_type "soxr_hq" names. At its own rate it stays as it is.
/// \throws Error  when `rate` is not positive and finite
Recording resampled(Recording recording, double rate);

}  // namespace mattis::audio
