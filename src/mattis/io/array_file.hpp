// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/io/hdf5.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace mattis::io {

/// Numbers of any rank, row-major.
struct Array {
  Extents shape;
  std::vector<double> values;
};

using Arrays = std::map<std::string, Array>;  ///< by name

/// All arrays of numbers in a file that anybody may have written: NumPy's .npz, or HDF5 (those in
/// groups as "group/name"). Which it is, is seen from its first bytes. \throws Error  of one line
/// that names the file: missing, of another format, damaged, cut short, or more than fits in memory
Arrays read_arrays(std::filesystem::path const& path);

}  // namespace mattis::io
