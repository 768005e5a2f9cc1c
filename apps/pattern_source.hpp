// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "options.hpp"

#include <mattis/io/named_patterns.hpp>
#include <mattis/io/patterns_file.hpp>

#include <filesystem>
#include <optional>

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

}  // namespace mattis::command
