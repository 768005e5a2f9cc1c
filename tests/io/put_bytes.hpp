// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <filesystem>
#include <fstream>
#include <string>

namespace mattis::testing {

/// Makes a file of these bytes, or replaces it. \return its path
inline std::filesystem::path put_bytes(std::filesystem::path const& path,
                                       std::string const& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path;
}

}  // namespace mattis::testing
