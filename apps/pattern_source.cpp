// SPDX-License-Identifier: BSD-3-Clause
#include "pattern_source.hpp"

#include <mattis/core/error.hpp>

#ifdef MATTIS_AUDIO
#include <mattis/audio/recording_patterns.hpp>
#endif

#include <cmath>
#include <string>

namespace mattis::command {

void add_pattern_source_options(Options& options, PatternSource& source) {
  options.add("audio", "FOLDER", source.audio,
              "a pattern of each recording (WAV, FLAC, ..): 513 signs of its mean spectrum");
  options.add("images", "FOLDER", source.images,
              "a pattern of each PBM or PNG image, all of one size: +1 where it is light");
  options.add("npy", "FILE.npy", source.npy, "the rows of an array of +1 and -1, or of 1 and 0");
  options.add("rate", "native|HZ", source.rate,
              "audio: samples per second that recordings are resampled to", "native");
}

void validate(PatternSource const& source) {
  int const count = !source.audio.empty() + !source.images.empty() + !source.npy.empty();
  if (count > 1)
    throw_unexpected(source.audio.empty() ? "images" : "audio", "one of audio, images and npy",
                     count == 2 ? "two" : "all three");
  if (source.rate)
    expect(std::isfinite(*source.rate) && *source.rate >= 1 && *source.rate <= 1e6, "rate",
           "native or samples per second from 1 to 1000000", *source.rate);
#ifndef MATTIS_AUDIO
  if (!source.audio.empty())
    throw_unexpected("audio", "a build with libsndfile, libsoxr and FFTW (MATTIS_AUDIO=ON)",
                     "one without");
#endif
}

io::NamedPatterns read_patterns(PatternSource const& source) {
  if (!source.images.empty()) return io::read_image_folder(source.images);
  if (!source.npy.empty()) return io::read_npy_patterns(source.npy);
#ifdef MATTIS_AUDIO
  return audio::read_recording_folder(source.audio, {.rate = source.rate});
#else
  validate(source);
  return {};
#endif
}

io::PatternOrigin origin_of(PatternSource const& source) {
  if (!source.images.empty())
    return {.kind = "images", .source = source.images.string(), .rate = {}};
  if (!source.npy.empty()) return {.kind = "npy", .source = source.npy.string(), .rate = {}};
  return {.kind = "audio",
          .source = source.audio.string(),
          .rate = source.rate ? to_text(*source.rate) : "native"};
}

}  // namespace mattis::command
