// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/error.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace mattis::command {

/// An empty file of its own name, gone with this object.
class TemporaryFile {
 public:
  /// \param who  makes it: a command's name, which is in the file's
  explicit TemporaryFile(std::string const& who) {
    auto const folder = std::filesystem::temp_directory_path();
    path_ = (folder / ("mattis-" + who + "-XXXXXX")).string();
    int const file = ::mkstemp(path_.data());
    if (file < 0) throw Error(who + ": no temporary file can be made in " + folder.string());
    ::close(file);
  }
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  TemporaryFile(TemporaryFile const&) = delete;
  TemporaryFile& operator=(TemporaryFile const&) = delete;

  std::string const& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace mattis::command
