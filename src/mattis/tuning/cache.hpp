// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Tuning files: a JSON object a line, each an Entry. Lines are only ever appended, whole and by one
// call, so that two writers lose nothing; of several lines for one key the last counts.
#include <mattis/tuning/entry.hpp>

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mattis::tuning {

/// An entry as a line, without the end of the line.
std::string to_line(Entry const& entry);

/// \throws Error saying what is wrong with the line
Entry from_line(std::string const& line);

/// What a file held.
struct Contents {
  std::filesystem::path file;
  std::vector<Entry> entries;        ///< of any machine, in the file's order
  std::vector<int> lines;            ///< where each stood
  std::vector<std::string> notices;  ///< "FILE:LINE: ..", of lines that were skipped
};

/// A file that is not there has no entries. \throws Error when one cannot be read
Contents read(std::filesystem::path const& file);

/// The entries that came with this build, of machines that it was measured on: of all, or of one
/// device.
Contents shipped(std::string const& device = {});

/// Appends the entries, making folders as needed. \throws Error when it cannot
void append(std::filesystem::path const& file, std::span<Entry const> entries);

/// MATTIS_TUNING_FILE, else mattis/tuning.jsonl in $XDG_CACHE_HOME or ~/.cache; none where there is
/// no home.
std::optional<std::filesystem::path> default_file();

/// Why an entry is not for this machine and build; empty where it is.
std::string misfit(Entry const& entry, Machine const& here);

/// The choices of the entries that are for `here`. \param notices  is told of lines for this
/// machine that are stale, and of those for others where there is none for this one
Choices choices(Contents const& contents, Machine const& here, std::vector<std::string>& notices);

}  // namespace mattis::tuning
