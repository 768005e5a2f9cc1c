// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What files that grow row by row have in common.
#include <mattis/io/hdf5.hpp>
#include <mattis/io/output_file.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace mattis::io::detail {

/// An HDF5 file that grows row by row as "<target>.part": whenever this process ends, and however,
/// a reader finds all rows that append() returned from. It is kept in memory and rewritten whole
/// for each row.
class RowFile {
 public:
  /// Touches no file. \param goes_on  with the rows of "<target>.part", which the caller adds
  /// \throws Error  when it cannot be written, or is there while this does not go on with it
  RowFile(std::filesystem::path const& target, bool goes_on);

  /// In memory: attributes, and rows that the part has.
  Hdf5File& file() { return file_; }

  /// One more row. \throws Error  when it cannot be written; the rows before stay
  void append(std::function<void(Hdf5File&)> const& row);

  std::filesystem::path const& part() const { return part_.part(); }

  /// Gives the file its name, as it is now. \throws Error  when that fails; the rows stay
  void commit();

 private:
  PartFile part_;
  Hdf5File file_;
};

/// Compares what decides the rows of a part with what it says of itself: attributes, datasets.
struct RowComparison {
  Hdf5File const& file;
  std::filesystem::path const& path;

  /// \throws Error  "resume: expected rows of <name> = .."
  void same(std::string const& name, double expected) const;
  void same(std::string const& name, std::int64_t expected) const;
  void same(std::string const& name, std::uint64_t expected) const;
  void same(std::string const& name, bool expected) const;
  void same(std::string const& name, std::string const& expected) const;
  void same(std::string const& name, int expected) const { same(name, std::int64_t{expected}); }
  /// An attribute that is there where it has a value.
  void same(std::string const& name, std::optional<double> const& expected) const;
  /// \throws Error  naming the file and the dataset
  void expect_shape(std::string const& name, Extents const& expected) const;
};

}  // namespace mattis::io::detail
