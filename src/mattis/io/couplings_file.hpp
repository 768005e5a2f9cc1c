// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

namespace mattis::io {

/// Couplings that somebody else has learned.
struct Couplings {
  int N = 0;
  std::vector<double> J;  ///< (N, N), row-major: J_ij from spin j to spin i
  bool symmetric = false;
  double asymmetry = 0;  ///< largest |J_ij - J_ji|
};

/// Reads a square matrix of finite numbers: .npy; .h5 or .hdf5, of its dataset J; .csv or .txt, a
/// row a line, numbers separated by commas or blanks, lines from # on left out. \throws Error  of
/// one line that names the file and the place
Couplings read_couplings(std::filesystem::path const& file);

/// Reads N fields, as a row or a column, from the same kinds of files (dataset h). \throws Error of
/// one line that names the file and the place
std::vector<double> read_fields(std::filesystem::path const& file, std::int64_t N);

}  // namespace mattis::io
