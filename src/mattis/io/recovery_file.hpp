// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/recovery.hpp>
#include <mattis/io/detail/row_file.hpp>
#include <mattis/io/provenance.hpp>

#include <filesystem>
#include <vector>

namespace mattis::io {

/// The HDF5 file of a recovery sweep, which grows row by row as "<target>.part": whenever this
/// process ends, and however, a reader finds all rows that append() returned from. It is kept in
/// memory and rewritten whole for each row, of 16 T + 150 bytes. Datasets (rows), named as the
/// fields of RecoveryRow, of which m and m_se are (rows, T) and the flags 0 or 1; once finished,
/// also capacity_n, capacity_a, capacity_lower, capacity_upper, capacity_alpha, capacity_alpha_se,
/// one entry for each n, and the attribute wall_seconds. The other attributes are there from the
/// start: command, model ("hopfield" where all n are 1), g, threshold, capacity_tol, T, dt, M, tol,
/// max_sweeps, method (damped: also update_stepsize, iterations), match_moments, kernel_tol where
/// it is given, seed and those of the provenance.
class RecoveryFile {
 public:
  /// Touches no file. \param options  whose finished rows are those of "<target>.part", which this
  /// then goes on with \throws Error  when it cannot be written, or is there while no row is
  /// finished
  RecoveryFile(std::filesystem::path const& target, RecoveryOptions const& options,
               Provenance const& provenance);

  /// \throws Error  when it cannot be written; the rows before stay
  void append(RecoveryRow const& row);
  int rows() const { return rows_; }
  std::filesystem::path const& part() const { return file_.part(); }

  /// Writes the capacities and gives the file its name. \throws Error  when that fails; the rows
  /// stay
  void finish(Recovery const& result);

 private:
  void add(RecoveryRow const& row);

  detail::RowFile file_;
  int rows_ = 0;
};

/// The rows in the "<target>.part" of a sweep with these options and this provenance, in their
/// order, for RecoveryOptions::finished; none where there is no such file. Loads, amplitudes and
/// orders are recovery()'s to compare. \throws Error  when it is damaged, or of another setting,
/// version, instruction set or precision
std::vector<RecoveryRow> read_finished_rows(std::filesystem::path const& target,
                                            RecoveryOptions const& options,
                                            Provenance const& provenance);

}  // namespace mattis::io
