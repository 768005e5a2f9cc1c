// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/output_file.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace mattis::io {

namespace {

namespace fs = std::filesystem;

std::string reason(int error) { return std::generic_category().message(error); }

/// The file that a write to `target` reaches.
fs::path behind_links(fs::path const& target) {
  std::error_code failure;
  auto const real = fs::is_symlink(target, failure) ? fs::weakly_canonical(target, failure) : target;
  return failure ? target : real;
}

/// A short name of its own beside the target, whatever the length of the target's name.
fs::path beside(fs::path const& target) {
  static std::atomic<int> count = 0;
  auto const name = ".mattis-" + std::to_string(::getpid()) + "-" + std::to_string(count++) + ".part";
  return target.parent_path() / name;
}

int sync_path(fs::path const& path) {
  int const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  int const error = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  return error;
}

}  // namespace

void check_output_path(fs::path const& target, std::string const& name) {
  auto const expected = "a file that can be written";
  auto const got = [&](std::string const& what) {
    throw_unexpected(name, expected, target.string() + " (" + what + ")");
  };
  if (target.empty()) throw_unexpected(name, expected, "an empty name");
  auto const real = behind_links(target);
  std::error_code failure;
  auto const status = fs::status(real, failure);
  if (fs::is_directory(status)) got("an existing folder");
  if (!real.has_filename()) got("no file name");
  if (real.filename().native().size() > 255) got(reason(ENAMETOOLONG));
  if (fs::exists(status) && !fs::is_regular_file(status)) got("not a regular file");
  if (fs::exists(status) && ::access(real.c_str(), W_OK) != 0) got(reason(errno));
  auto const folder = real.has_parent_path() ? real.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, failure)) got("its folder does not exist");
  auto const probe = beside(real);
  int const descriptor = ::open(probe.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) got(reason(errno));
  ::close(descriptor);
  ::unlink(probe.c_str());
}

OutputFile::OutputFile(fs::path const& target, std::string name) : name_(std::move(name)) {
  check_output_path(target, name_);
  target_ = behind_links(target);
  temporary_ = beside(target_);
}

OutputFile::~OutputFile() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove(temporary_, ignored);
}

void OutputFile::commit() {
  int error = sync_path(temporary_);
  if (error == 0 && ::rename(temporary_.c_str(), target_.c_str()) != 0) error = errno;
  if (error != 0) throw_unexpected(name_, "a file that can be written", target_.string() + " (" + reason(error) + ")");
  temporary_.clear();
  // The name itself is on the disk only once the folder is. Some file systems refuse, which loses nothing written.
  sync_path(target_.has_parent_path() ? target_.parent_path() : fs::path("."));
}

fs::path OutputFile::keep_part() {
  sync_path(temporary_);  // what it cannot bring to the disk is still worth keeping
  auto const kept = std::exchange(temporary_, {});
  for (int number = 1;; ++number) {
    auto part = target_;
    part += number == 1 ? ".part" : ".part" + std::to_string(number);
    // A hard link, because unlike a rename it replaces nothing; some file systems have none.
    if (::link(kept.c_str(), part.c_str()) == 0) {
      ::unlink(kept.c_str());
      return part;
    }
    if (errno != EEXIST) return kept;
  }
}

}  // namespace mattis::io
