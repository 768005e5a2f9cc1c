// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/recovery.hpp>
#include <mattis/io/hdf5.hpp>
#include <mattis/io/provenance.hpp>

#include <filesystem>
#include <vector>

namespace mattis::io {

/// The HDF5 file of a recovery sweep, which grows row by row: after append() a reader finds the row there, even when
/// this process is killed (unless in the middle of another append). Datasets (rows), named as the fields of
/// RecoveryRow, of which m and m_se are (rows, T) and the flags 0 or 1; once finished, also capacity_n, capacity_a,
/// capacity_lower, capacity_upper, capacity_alpha, capacity_alpha_se, one entry for each n, and the attribute
/// wall_seconds. The other attributes are there from the start: model ("hopfield" where all n are 1), g, threshold,
/// capacity_tol, T, dt, M, tol, max_sweeps, method (damped: also update_stepsize, iterations), match_moments,
/// kernel_tol where it is given, seed and those of the provenance.
class RecoveryFile {
 public:
  /// A new file. \throws Error  when it exists or cannot be written
  RecoveryFile(std::filesystem::path const& path, RecoveryOptions const& options, Provenance const& provenance);

  /// \throws Error  when it cannot be written
  void append(RecoveryRow const& row);
  int rows() const { return rows_; }

  /// Writes the capacities and closes. \throws Error  when it cannot be written
  void finish(Recovery const& result);
  /// Closes with the rows that are there. \throws Error  when it cannot be written
  void close() { file_.close(); }

 private:
  Hdf5File file_;
  int rows_ = 0;
};

}  // namespace mattis::io
