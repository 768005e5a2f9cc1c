// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <filesystem>
#include <string>

namespace mattis::io {

/// A file that appears whole or not at all: written under another name beside its target, then renamed.
///
///     OutputFile out(target);
///     write_something(out.temporary());
///     out.commit();
///
/// An object that dies without commit(), as when an exception unwinds, leaves nothing, and an older target as it was.
class OutputFile {
 public:
  /// \param name  of the option that the file belongs to, for errors
  /// \throws Error  as check_output_path
  explicit OutputFile(std::filesystem::path const& target, std::string name = "out");
  ~OutputFile();
  OutputFile(OutputFile const&) = delete;
  OutputFile& operator=(OutputFile const&) = delete;

  /// Where to write: a file of this name does not exist yet.
  std::filesystem::path const& temporary() const { return temporary_; }

  /// Brings the content to the disk (fsync) and gives the file its name. \throws Error when that fails
  void commit();

  /// Keeps what is written so far as "<target>.part", or "<target>.part2" and so on where that exists.
  /// \return the name it has now, which is temporary() where the file system refuses the other
  std::filesystem::path keep_part();

 private:
  std::string name_;
  std::filesystem::path target_;  ///< behind symbolic links, so that a link stays one
  std::filesystem::path temporary_;
};

/// Checks that a file can be written at `target`, by making and removing one beside it.
/// \throws Error "<name>: ..." for an existing folder or special file, a missing or unwritable folder above, a
/// write-protected file
void check_output_path(std::filesystem::path const& target, std::string const& name = "out");

}  // namespace mattis::io
