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

/// What a map is one of.
struct PhaseMapSetting {
  binary::PhaseMapOptions const& options;
  std::string patterns = "random";      ///< or where they are from
  std::string learning = "hebb";        ///< how couplings and fields came to be, in words
  std::vector<std::string> names = {};  ///< of the patterns, or none
};

/// The HDF5 file of a phase map, which grows load by load as "<target>.part": whenever this process
/// ends, a reader finds all rows that append() returned from. Datasets m, m_se, right (loads,
/// temperatures), P, load, attempts, flips (loads), temperature (temperatures), names (patterns)
/// where they have some; attributes N, corruption, replicas, networks, sweeps, dynamics, order,
/// seed, patterns, learning, and those of the provenance; once finished also T_g, T_M, T_c (loads),
/// wall_seconds and sweep_seconds.
class PhaseMapFile {
 public:
  /// Touches no file. \param finished  rows of "<target>.part" that this goes on with
  /// \throws Error  when it cannot be written, or is there while no row is finished
  PhaseMapFile(std::filesystem::path const& target, PhaseMapSetting const& setting,
               Provenance const& provenance, std::vector<binary::PhaseMapRow> const& finished);

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

/// The rows in the "<target>.part" of a map of this setting; none where there is no such file.
/// \throws Error  when it is damaged or of another setting
std::vector<binary::PhaseMapRow> read_finished_rows(std::filesystem::path const& target,
                                                    PhaseMapSetting const& setting,
                                                    Provenance const& provenance);

}  // namespace mattis::io
