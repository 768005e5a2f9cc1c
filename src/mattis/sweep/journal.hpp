// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/sweep/row.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mattis::sweep {

/// What rows of one file have in common, and results of another are not mixed with.
struct Origin {
  std::string version, git_hash;
  std::string backend;  ///< "OpenMP avx512": other sets agree within rounding
  std::string device;   ///< the processor's or accelerator's model, which decides nothing
};

/// The rows of a sweep, or of a part of it, in the order in which they came: a file of lines, each
/// with a checksum and handed to the system when its row is finished. However the process ends,
/// the file has all of them but the one being written. A row of the same name replaces the one
/// before.
class Journal {
 public:
  /// Goes on with the file of that name, whose last line, where it is torn, is dropped; or makes
  /// it. \throws Error  when it cannot be written, is of another origin or damaged, naming the
  /// line, or when somebody else is writing it (flock, where the file system has it)
  Journal(std::filesystem::path path, Origin const& origin);
  ~Journal();
  Journal(Journal const&) = delete;
  Journal& operator=(Journal const&) = delete;

  /// \throws Error  when it cannot be written
  void append(Row const& row);
  /// Brings the rows to the disk: they outlive the machine, too. \throws Error
  void sync();
  /// sync(), and another name: it is complete. \throws Error
  void rename(std::filesystem::path const& target);

 private:
  void write(std::string text);

  std::filesystem::path path_;
  int file_ = -1;
};

struct JournalContents {
  Origin origin;
  std::vector<Row> rows;     ///< as written, a name may be there again
  std::uintmax_t whole = 0;  ///< bytes of the lines that are whole
};

/// \throws Error  naming file and line, unless it is a journal; a torn last line is none of it
JournalContents read_journal(std::filesystem::path const& path);

}  // namespace mattis::sweep
