// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/detail/paths.hpp>
#include <mattis/io/output_file.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace mattis::io {

namespace {

namespace fs = std::filesystem;
using detail::reason;

constexpr auto* expected_file = "a file that can be written";

/// Writes a new file and brings it to the disk. \return 0 or errno
int write_new(fs::path const& path, std::span<std::byte const> content) {
  int const descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) return errno;
  int error = 0;
  while (error == 0 && !content.empty()) {
    auto const written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno != EINTR) error = errno;
    if (written > 0) content = content.subspan(static_cast<std::size_t>(written));
  }
  if (error == 0 && ::fsync(descriptor) != 0) error = errno;
  if (::close(descriptor) != 0 && error == 0) error = errno;
  if (error != 0) ::unlink(path.c_str());
  return error;
}

}  // namespace

void check_output_path(fs::path const& target, std::string const& name) {
  auto const got = [&](std::string const& what) {
    throw_unexpected(name, expected_file, target.string() + " (" + what + ")");
  };
  if (target.empty()) throw_unexpected(name, expected_file, "an empty name");
  auto const real = detail::behind_links(target);
  if (real.empty()) got(reason(ELOOP));
  std::error_code failure;
  auto const status = fs::status(real, failure);
  if (fs::is_directory(status)) got("an existing folder");
  if (!real.has_filename()) got("no file name");
  if (real.filename().native().size() > 255) got(reason(ENAMETOOLONG));
  if (fs::exists(status) && !fs::is_regular_file(status)) got("not a regular file");
  if (fs::exists(status) && ::access(real.c_str(), W_OK) != 0) got(reason(errno));
  if (!fs::is_directory(detail::folder_of(real), failure)) got("its folder does not exist");
  auto const probe = detail::beside(real);
  int const descriptor = ::open(probe.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) got(reason(errno));
  ::close(descriptor);
  ::unlink(probe.c_str());
}

bool same_file(fs::path const& a, fs::path const& b) {
  if (a.empty() || b.empty()) return false;
  std::error_code failure;
  if (fs::equivalent(a, b, failure) && !failure) return true;
  auto const real = [&](fs::path const& path) {
    return fs::weakly_canonical(detail::behind_links(path), failure);
  };
  auto const whole = real(a);
  return !whole.empty() && whole == real(b);
}

OutputFile::OutputFile(fs::path const& target, std::string name)
    : name_(std::move(name)), shown_(target.string()) {
  check_output_path(target, name_);
  target_ = detail::behind_links(target);
  temporary_ = detail::beside(target_);
}

OutputFile::~OutputFile() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove(temporary_, ignored);
}

void OutputFile::fill(std::function<void(fs::path const&)> const& write) {
  try {
    write(temporary_);
  } catch (Error const& error) {
    std::string message = error.what();
    auto const hidden = temporary_.string();
    auto const at = message.find(hidden);
    if (at == message.npos) throw;
    throw Error(message.replace(at, hidden.size(), shown_));
  }
}

void OutputFile::commit() {
  int error = detail::sync_path(temporary_);
  if (error == 0 && ::rename(temporary_.c_str(), target_.c_str()) != 0) error = errno;
  if (error != 0) throw_unexpected(name_, expected_file, shown_ + " (" + reason(error) + ")");
  temporary_.clear();
  // The name itself is on the disk only once the folder is. Some file systems refuse, which loses
  // nothing written.
  detail::sync_path(detail::folder_of(target_));
}

PartFile::PartFile(fs::path const& target, bool exists) : exists_(exists) {
  check_output_path(target);
  target_ = detail::behind_links(target);
  part_ = part_of(target);
  check_output_path(part_);
}

fs::path PartFile::part_of(fs::path const& target) {
  auto part = detail::behind_links(target);
  part += ".part";
  return part;
}

void PartFile::replace(std::span<std::byte const> content) {
  auto const next = detail::beside(part_);
  int error = write_new(next, content);
  // The first time a hard link, because unlike a rename it replaces nothing; some file systems have
  // none.
  bool const linked = error == 0 && !exists_ && ::link(next.c_str(), part_.c_str()) == 0;
  if (error == 0 && !exists_ && !linked && errno == EEXIST) error = EEXIST;
  if (error == 0 && !linked && ::rename(next.c_str(), part_.c_str()) != 0) error = errno;
  if (linked || error != 0) ::unlink(next.c_str());
  if (error != 0) throw_unexpected(part_.string(), "to be written", reason(error));
  if (!exists_) detail::sync_path(detail::folder_of(part_));
  exists_ = true;
}

void PartFile::commit() {
  if (::rename(part_.c_str(), target_.c_str()) != 0)
    throw_unexpected("out", expected_file, target_.string() + " (" + reason(errno) + ")");
  detail::sync_path(detail::folder_of(target_));
}

}  // namespace mattis::io
