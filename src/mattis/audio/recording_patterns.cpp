// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/audio/mean_spectrum.hpp>
#include <mattis/audio/recording.hpp>
#include <mattis/audio/recording_patterns.hpp>
#include <mattis/core/error.hpp>

#include <algorithm>

namespace mattis::audio {

std::vector<std::complex<float>> spectrum_of(std::filesystem::path const& file,
                                             RecordingOptions const& options) {
  auto recording = read_recording(file);
  if (options.rate) {
    try {
      recording = resampled(std::move(recording), *options.rate);
    } catch (Error const& error) {  // of a rate that its header claims, and that nothing has
      throw Error(file.string() + ": " + error.what());
    }
  }
  auto spectrum = mean_spectrum(recording.samples);
  if (std::all_of(spectrum.begin(), spectrum.end(),
                  [](auto value) { return value == std::complex<float>(); }))
    throw_unexpected(file.string(), "a recording with sound in it",
                     "silence (all coefficients are zero)");
  return spectrum;
}

io::NamedPatterns read_recording_folder(std::filesystem::path const& folder,
                                        RecordingOptions const& options) {
  return io::read_folder(folder, "recordings",
                         [&](auto const& file) { return signs(spectrum_of(file, options)); });
}

}  // namespace mattis::audio
