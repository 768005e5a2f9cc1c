// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/phase_map.hpp>
#include <mattis/io/detail/row_file.hpp>
#include <mattis/io/provenance.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace mattis::io {

/// Replica-symmetric lines of random patterns at each load (docs/models.md 3.5): NaN beyond a line.
struct PhaseLines {
  std::vector<double> T_g, T_M, T_c;
};

/// The HDF5 file of a phase map, which grows load by load as "<target>.part": whenever this process
/// ends, a reader finds all rows that append() returned from. Datasets m, m_se, right (loads,
/// temperatures), P, load, attempts, flips (loads), temperature (temperatures), names (patterns)
/// where they have some; attributes N, corruption, replicas, networks, sweeps, dynamics, order,
/// seed, patterns ("random", or where they are from), and those of the provenance; once finished
/// also T_g, T_M, T_c (loads), wall_seconds and sweep_seconds.
class PhaseMapFile {
 public:
  /// Touches no file. \param finished  rows of "<target>.part" that this goes on with
  /// \param source  where the patterns are from   \param names  of the patterns, or none
  /// \throws Error  when it cannot be written, or is there while no row is finished
  PhaseMapFile(std::filesystem::path const& target, binary::PhaseMapOptions const& options,
               Provenance const& provenance, std::string const& source,
               std::vector<std::string> const& names,
               std::vector<binary::PhaseMapRow> const& finished);

  /// \throws Error  when it cannot be written; the rows before stay
  void append(binary::PhaseMapRow const& row);
  int rows() const { return rows_; }
  std::filesystem::path const& part() const { return file_.part(); }
  /// Adds the lines and gives the file its name. \throws Error  when that fails; the rows stay
  void finish(PhaseLines const& lines, double wall_seconds);

 private:
  void add(binary::PhaseMapRow const& row);

  detail::RowFile file_;
  int rows_ = 0;
  double sweep_seconds_ = 0;
};

/// The rows in the "<target>.part" of a map of these options; none where there is no such file.
/// \throws Error  when it is damaged or of other options
std::vector<binary::PhaseMapRow> read_finished_rows(std::filesystem::path const& target,
                                                    binary::PhaseMapOptions const& options,
                                                    Provenance const& provenance,
                                                    std::string const& source);

}  // namespace mattis::io
