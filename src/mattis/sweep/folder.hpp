// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/sweep/journal.hpp>
#include <mattis/sweep/table.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace mattis::sweep {

/// One of `count` processes that share a sweep, from 1 on: every count-th point is its own.
struct Shard {
  int number = 1, count = 1;

  bool has(std::size_t point) const {
    auto const all = static_cast<std::size_t>(count);
    return point % all == static_cast<std::size_t>(number - 1);
  }
};

/// What the journals of a folder hold together.
struct Collected {
  /// One journal.
  struct File {
    std::filesystem::path path;
    std::size_t rows = 0, failed = 0;
    bool complete = false;
  };

  Rows rows;  ///< one that is done before one that failed
  std::vector<Origin> origins;
  std::vector<File> files;  ///< by their names
};

/// The folder of a sweep: its own file, the rows, and what is made of them.
class Folder {
 public:
  explicit Folder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path const& path() const { return path_; }
  std::filesystem::path config() const { return path_ / "sweep.toml"; }
  std::filesystem::path result() const { return path_ / "sweep.h5"; }
  /// The rows of a shard while it works, and when it is complete.
  std::filesystem::path part(Shard const& shard) const;
  std::filesystem::path journal(Shard const& shard) const;

  /// All rows there are, of whatever shards. \throws Error  where one cannot be read, or they are
  /// of different versions
  Collected collect() const;

 private:
  std::filesystem::path path_;
};

}  // namespace mattis::sweep
