// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "options.hpp"

#include <mattis/binary/cued_run.hpp>
#include <mattis/io/named_patterns.hpp>
#include <mattis/io/patterns_file.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mattis::command {

/// Where a command takes its patterns from: one of three, or none.
struct PatternSource {
  std::filesystem::path audio, images, npy;
  std::optional<double> rate = 22050;  ///< of recordings; none: their own

  bool given() const { return !audio.empty() || !images.empty() || !npy.empty(); }
};

/// --audio --images --npy --rate
void add_pattern_source_options(Options& options, PatternSource& source);

/// \throws Error  where more than one is given, a rate that is none, and recordings in a build
/// without what reads them
void validate(PatternSource const& source);

/// The one that is given. \throws Error  of one line that names the file
io::NamedPatterns read_patterns(PatternSource const& source);

/// What a file says of it.
io::PatternOrigin origin_of(PatternSource const& source);

/// Patterns that networks store, the first ones where they store fewer, and what they are called.
struct StoredPatterns {
  std::vector<std::string> names;  ///< (P)
  binary::GivenPatterns given;

  /// The number of the pattern of that name, brought among the first P where it is not: it changes
  /// places with the last of those. \throws Error  "cue: ..", with the nearest name
  std::int64_t cue(std::string const& name, std::int64_t P);
};

/// Those of the source, in an order drawn from the seed: the first files of a folder are often
/// alike. Same order on every machine. Without a seed in their own order, of names or rows.
/// Until a signal comes. \throws Error  as validate and read_patterns
StoredPatterns stored_patterns(PatternSource const& source, std::optional<std::uint64_t> seed);

/// Where they are from and a fingerprint of what they are, in one line; "random" of no source.
std::string description(PatternSource const& source, StoredPatterns const& stored);

/// Signs of one pattern and of states of it, (N) each.
struct RetrievedSigns {
  std::span<std::int8_t const> stored, cued, retrieved;
};

/// The picture of what came back for a cue of a recording (audio::spectrum_picture).
/// \param name  of the recording, a file of the source's folder
void write_spectrum_picture(std::filesystem::path const& picture, PatternSource const& source,
                            std::string const& name, RetrievedSigns const& signs);

}  // namespace mattis::command
