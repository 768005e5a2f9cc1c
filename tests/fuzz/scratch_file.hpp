// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace mattis::fuzz {

/// A file name of this process in memory; whatever stands there is removed at the end.
class ScratchFile {
 public:
  explicit ScratchFile(std::string const& name)
      : path_(std::filesystem::path("/dev/shm") /
              ("mattis-fuzz-" + std::to_string(::getpid()) + "-" + name)) {
    std::filesystem::remove(path_);
  }
  ~ScratchFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  ScratchFile(ScratchFile const&) = delete;
  ScratchFile& operator=(ScratchFile const&) = delete;

  std::filesystem::path const& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace mattis::fuzz
