// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What tests of `mattis sweep` have in common.
#include <io/put_bytes.hpp>
#include <mattis/io/hdf5.hpp>

#include <bit>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace mattis::testing {

/// The file as a word of the command.
inline std::string write_text(std::filesystem::path const& path, std::string const& text) {
  return put_bytes(path, text).string();
}

using Texts = std::vector<std::string>;

/// Arguments of a sweep of a file into a folder.
inline Texts sweep(std::string const& file, std::filesystem::path const& out,
                   Texts const& more = {}) {
  Texts words{"sweep", file, "--out", out.string()};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// The bits of all columns of a sweep's file, but of those that are times.
inline std::map<std::string, std::vector<std::uint64_t>> row_bits(
    std::filesystem::path const& path) {
  auto const file = io::Hdf5File::open(path);
  std::map<std::string, std::vector<std::uint64_t>> columns;
  auto names = file.read_texts("sweep_scores");
  for (auto const* name : {"row_failed", "row_part", "row_pareto"}) names.emplace_back(name);
  for (auto const& name : file.read_texts("sweep_parameters")) names.push_back(name);
  for (auto const& name : names) {
    if (name.ends_with("seconds") || name.ends_with("per_ns")) continue;
    for (double const value : file.read<double>(name))
      columns[name].push_back(std::bit_cast<std::uint64_t>(value));
  }
  return columns;
}

/// A sweep of 24 rows, some milliseconds each.
inline std::string const small_sweep =
    "command = 'binary retrieve'\n"
    "seed = 7\n"
    "[fixed]\n"
    "N = 200\n"
    "replicas = 8\n"
    "sweeps = 20\n"
    "[grid]\n"
    "P = { from = 5, to = 40, count = 8 }\n"
    "T = [0.1, 0.3, 0.6]\n"
    "[pareto]\n"
    "maximise = ['m', 'P']\n";

}  // namespace mattis::testing
