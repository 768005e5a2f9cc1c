// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/forgetting.hpp>
#include <mattis/io/detail/row_file.hpp>
#include <mattis/io/provenance.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace mattis::io {

/// The HDF5 file of forgetting, which grows network by network as "<target>.part": whenever this
/// process ends, a reader finds all rows that append() returned from. Datasets m_run (networks, P),
/// the last learned first; once finished also m, m_se (P), attributes remembered, remembered_se,
/// wall_seconds. The other attributes, every option and those of the provenance, are there from the
/// start.
class ForgettingFile {
 public:
  /// Touches no file. \param patterns  "random", or where they are from
  /// \param finished  rows of "<target>.part" that this goes on with
  /// \throws Error  when it cannot be written, or is there while no row is finished
  ForgettingFile(std::filesystem::path const& target, binary::ForgettingOptions const& options,
                 std::string const& patterns, Provenance const& provenance,
                 std::vector<binary::ForgettingRow> const& finished);

  /// \throws Error  when it cannot be written; the rows before stay
  void append(binary::ForgettingRow const& row);
  int rows() const { return rows_; }
  std::filesystem::path const& part() const { return file_.part(); }
  /// Gives the file its name. \throws Error  when that fails; the rows stay
  void finish(binary::Forgetting const& result, double wall_seconds);

 private:
  void add(binary::ForgettingRow const& row);

  detail::RowFile file_;
  int rows_ = 0;
};

/// The rows in the "<target>.part" of these options; none where there is no such file.
/// \throws Error  when it is damaged or of other options
std::vector<binary::ForgettingRow> read_finished_rows(std::filesystem::path const& target,
                                                      binary::ForgettingOptions const& options,
                                                      std::string const& patterns,
                                                      Provenance const& provenance);

}  // namespace mattis::io
