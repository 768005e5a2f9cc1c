// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/io/detail/paths.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <random>
#include <system_error>

namespace mattis::io::detail {

namespace fs = std::filesystem;

std::string reason(int error) { return std::generic_category().message(error); }

fs::path behind_links(fs::path target) {
  constexpr int most_links = 40;  // as Linux
  std::error_code failure;
  for (int links = 0; links < most_links; ++links) {
    // std::filesystem::weakly_canonical() takes a link that dangles for a name that nobody has.
    auto const next = fs::read_symlink(target, failure);
    if (failure) return target;
    target = target.parent_path() / next;  // an absolute one replaces the folder
  }
  return {};
}

fs::path beside(fs::path const& target) {
  std::random_device source;
  auto const number = std::uint64_t{source()} << 32 | source();
  char name[40];
  std::snprintf(name, sizeof name, ".mattis-%016llx.part", static_cast<unsigned long long>(number));
  return target.parent_path() / name;
}

fs::path folder_of(fs::path const& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

int sync_path(fs::path const& path) {
  int const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  int const error = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  return error;
}

}  // namespace mattis::io::detail
