// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

namespace mattis::io {

/// A file that appears whole or not at all: written under another name beside its target, then
/// renamed.
///
///     OutputFile out(target);
///     out.fill([&](auto const& path) { write_something(path); });
///     out.commit();
///
/// An object that dies without commit(), as when an exception unwinds, leaves nothing, and an older
/// target as it was.
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

  /// Calls write(temporary()). \throws Error  as that, where it names temporary() with the target's
  /// name instead
  void fill(std::function<void(std::filesystem::path const&)> const& write);

  /// Brings the content to the disk (fsync) and gives the file its name. \throws Error when that
  /// fails
  void commit();

 private:
  std::string name_, shown_;
  std::filesystem::path target_;  ///< behind symbolic links, so that a link stays one
  std::filesystem::path temporary_;
};

/// A small file that grows under the name "<target>.part" until it is complete, and then gets its
/// own. Whenever the process ends, the file of either name is a whole one, the last or the one
/// before.
class PartFile {
 public:
  /// Touches nothing. \param exists  whether a part of that name is this object's to replace
  /// \throws Error  as check_output_path, for both names
  PartFile(std::filesystem::path const& target, bool exists);

  static std::filesystem::path part_of(std::filesystem::path const& target);
  std::filesystem::path const& part() const { return part_; }

  /// Brings this content to the disk and puts it in place of the last.
  /// \throws Error  when that fails, or where the first would replace a part of somebody else's;
  /// the last one stays
  void replace(std::span<std::byte const> content);

  /// Gives the part the name of the target. \throws Error when that fails
  void commit();

 private:
  std::filesystem::path target_, part_;  ///< behind symbolic links
  bool exists_;
};

/// Checks that a file can be written at `target`, by making and removing one beside it. A symbolic
/// link is followed, to a file that is not there yet too. \throws Error "<name>: ..." for an
/// existing folder or special file, a missing or unwritable folder above, a write-protected file,
/// links in a circle
void check_output_path(std::filesystem::path const& target, std::string const& name = "out");

/// Whether two names are of one file, by whatever links; empty ones are of none.
bool same_file(std::filesystem::path const& a, std::filesystem::path const& b);

}  // namespace mattis::io
