// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
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

/// Puts these bytes, and no others, into a file.
inline void write_bytes(std::filesystem::path const& path, std::uint8_t const* data,
                        std::size_t size) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<char const*>(data), static_cast<std::streamsize>(size));
  out.close();
  if (!out) std::abort();
}

}  // namespace mattis::fuzz
