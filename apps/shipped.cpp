// SPDX-License-Identifier: BSD-3-Clause
#include "shipped.hpp"

#include <mattis/core/error.hpp>

namespace mattis::command {

namespace {

namespace fs = std::filesystem;

fs::path folder_of_program() { return fs::read_symlink("/proc/self/exe").parent_path(); }

}  // namespace

fs::path source_tree() { return folder_of_program().parent_path().parent_path(); }

fs::path find_shipped(std::string const& who, fs::path const& file) {
  auto const installed = folder_of_program().parent_path() / "share" / "mattis";
  for (auto const& place : {source_tree(), installed})
    if (fs::exists(place / file)) return place / file;
  throw_unexpected(
      who, file.string() + " in " + source_tree().string() + " or " + installed.string(), "none");
}

}  // namespace mattis::command
