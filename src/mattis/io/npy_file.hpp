// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/io/hdf5.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <istream>
#include <memory>
#include <string>
#include <vector>

namespace mattis::io {

/// A NumPy array file (.npy of versions 1 to 3), to read: bool, integers and floats of 4 and 8
/// bytes, of either byte order, C or Fortran order. Nothing in it is trusted: what it announces is
/// compared with its length before memory is taken.
class NpyFile {
 public:
  /// Reads the header. \throws Error  of one line that names the file: missing, another format,
  /// damaged, other numbers, cut short or too long
  explicit NpyFile(std::filesystem::path const& path);
  /// The same of bytes in memory, of what is called `name` in errors.
  NpyFile(std::string name, std::string bytes);

  Extents const& shape() const { return shape_; }

  /// The entries of a matrix, or of a row, row-major. Call it once, on an array of rank 2 or 1.
  /// \param convert  makes an entry of (value, row, column), called in the order of the file
  /// \throws Error  as `convert`, and where they do not fit in memory
  template <class T>
  std::vector<T> read(std::function<T(double, std::size_t, std::size_t)> const& convert);

  /// The entries of an array of any rank, row-major. Call it once. \throws Error  where they do not
  /// fit in memory
  std::vector<double> values();

 private:
  void start(std::size_t size);
  void parse_header(std::string const& header);
  void each(std::function<void(double, std::size_t)> const& take);

  std::string name_;
  std::unique_ptr<std::istream> in_;
  Extents shape_;
  bool fortran_order_ = false, big_endian_ = false;
  char kind_ = 0;  ///< 'b', 'i', 'u' or 'f'
  std::size_t bytes_each_ = 0;
};

}  // namespace mattis::io
