// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/scans.hpp>
#include <mattis/io/detail/row_file.hpp>
#include <mattis/io/provenance.hpp>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace mattis::io {

/// What a scan is one of.
struct ScanSetting {
  std::string name;         ///< "capacity", ..
  std::string along;        ///< what changes, the name of a dataset
  std::int64_t P = 0;       ///< patterns, where all points have as many; 0
  std::optional<double> T;  ///< likewise
  binary::ScanOptions const& options;
  std::vector<binary::ScanPoint> points;
  std::int64_t graded = 0;          ///< samples of the graded network's theory; 0: without
  std::string patterns = "random";  ///< or where they are from
  std::string learning = "hebb";    ///< how couplings and fields came to be, in words
};

/// A point, and what theories say of it; NaN where they say nothing.
struct ScanFileRow {
  binary::ScanRow row;
  double m_theory = std::numeric_limits<double>::quiet_NaN();  ///< of binary spins in equilibrium
  binary::Estimate m_graded = {std::numeric_limits<double>::quiet_NaN(),
                               std::numeric_limits<double>::quiet_NaN()};
};

/// Binary spins' equilibrium between the points.
struct TheoryCurve {
  std::vector<double> at, m;
};

/// The HDF5 file of a scan, which grows point by point as "<target>.part": whenever this process
/// ends, a reader finds all rows that append() returned from. Datasets `along`, m, m_se, retrieved,
/// retrieved_se, m_theory, m_graded, m_graded_se, attempts, flips (points), m_run, retrieved_run
/// (points, networks, replicas); once finished also theory_at, theory_m (a line), attributes half,
/// half_se, attempts, flips, sweep_seconds, wall_seconds. The other attributes, every option and
/// those of the provenance, are there from the start.
class ScanFile {
 public:
  /// Touches no file. \param finished  rows of "<target>.part" that this goes on with
  /// \throws Error  when it cannot be written, or is there while no row is finished
  ScanFile(std::filesystem::path const& target, ScanSetting const& setting,
           Provenance const& provenance, std::vector<ScanFileRow> const& finished);

  /// \throws Error  when it cannot be written; the rows before stay
  void append(ScanFileRow const& row);
  int rows() const { return rows_; }
  std::filesystem::path const& part() const { return file_.part(); }
  /// Gives the file its name. \throws Error  when that fails; the rows stay
  void finish(TheoryCurve const& theory, binary::Estimate half, double wall_seconds);

 private:
  void add(ScanFileRow const& row);

  std::string along_;
  binary::ScanOptions const& options_;
  detail::RowFile file_;
  int rows_ = 0;
  std::int64_t attempts_ = 0, flips_ = 0;
  double sweep_seconds_ = 0;
};

/// The rows in the "<target>.part" of a scan of this setting; none where there is no such file.
/// \throws Error  when it is damaged or of another setting
std::vector<ScanFileRow> read_finished_rows(std::filesystem::path const& target,
                                            ScanSetting const& setting,
                                            Provenance const& provenance);

}  // namespace mattis::io
