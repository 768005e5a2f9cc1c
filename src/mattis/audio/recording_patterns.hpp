// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/io/named_patterns.hpp>

#include <complex>
#include <filesystem>
#include <optional>
#include <vector>

namespace mattis::audio {

/// How recordings become patterns.
struct RecordingOptions {
  std::optional<double> rate = 22050;  ///< samples per second before the transform; none: its own
};

/// The mean spectrum of a recording, 513 coefficients (docs/models.md 2, Audio).
/// \throws Error  of one line that names the file: as read_recording, and for silence, whose
/// coefficients are all zero
std::vector<std::complex<float>> spectrum_of(std::filesystem::path const& file,
                                             RecordingOptions const& options = {});

/// A pattern of each recording of a folder, signs of its mean spectrum; N is 513.
/// \throws Error  of one line that names the file
io::NamedPatterns read_recording_folder(std::filesystem::path const& folder,
                                        RecordingOptions const& options = {});

}  // namespace mattis::audio
