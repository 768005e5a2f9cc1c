// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mattis::io {

/// P patterns of N signs that come from somewhere, and what each is called.
struct NamedPatterns {
  std::vector<std::string> names;    ///< (P)
  int N = 0;                         ///< neurons
  std::vector<std::int8_t> entries;  ///< (P, N) of +1 and -1, row-major

  int P() const { return static_cast<int>(names.size()); }
  std::span<std::int8_t const> pattern(int mu) const {
    return std::span(entries).subspan(static_cast<std::size_t>(mu) * static_cast<std::size_t>(N),
                                      static_cast<std::size_t>(N));
  }
};

/// Whether `a` comes before `b` where digits count as numbers: "2.wav" before "10.wav".
bool natural_less(std::string_view a, std::string_view b);

/// The files of a folder in natural order of their names, but for hidden ones.
/// \param what  is in it, for errors: "recordings"
/// \throws Error  naming the folder, where it is none, cannot be read or has no file in it, and
/// what it holds that is no file
std::vector<std::filesystem::path> files_of_folder(std::filesystem::path const& folder,
                                                   std::string const& what);

/// A pattern of each file of a folder, called as the file.
/// \param read  makes entries +1 and -1 of a file. \throws Error  as files_of_folder and `read`,
/// and where two files give patterns of different lengths, naming both
NamedPatterns read_folder(
    std::filesystem::path const& folder, std::string const& what,
    std::function<std::vector<std::int8_t>(std::filesystem::path const&)> const& read);

/// A pattern of each PBM or PNG image of a folder, all of one size, row by row: +1 where it is
/// light (read_bitmap). \throws Error  of one line that names the file
NamedPatterns read_image_folder(std::filesystem::path const& folder);

/// The rows of a .npy array (P, N) of +1 and -1, or of 1 and 0, whatever the type of its numbers;
/// called by their numbers. \throws Error  of one line that names the file
NamedPatterns read_npy_patterns(std::filesystem::path const& file);

}  // namespace mattis::io
