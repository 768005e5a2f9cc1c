// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/io/named_patterns.hpp>

#include <filesystem>
#include <string>

namespace mattis::io {

/// Where patterns were read.
struct PatternOrigin {
  std::string kind;    ///< "audio", "images" or "npy"
  std::string source;  ///< the folder or file
  std::string rate;    ///< of audio: samples per second, or "native"; else empty
};

/// Writes a new HDF5 file: patterns (P, N) of int8, +1 and -1; names (P) as texts; attributes
/// source, source_kind, rate, version and git_hash. \throws Error  when it cannot
void write_patterns(std::filesystem::path const& path, NamedPatterns const& patterns,
                    PatternOrigin const& origin);

}  // namespace mattis::io
