// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <filesystem>
#include <string>

namespace mattis::io::detail {

/// The system's text for a number of errno.
std::string reason(int error);

/// The file that a write to `target` reaches: behind symbolic links, of which the last may dangle.
/// \return empty where they lead round in a circle
std::filesystem::path behind_links(std::filesystem::path target);

/// A short name of its own beside the target, whatever the length of the target's name. Drawn at
/// random, because a number of the process is the same in two containers that share a folder.
std::filesystem::path beside(std::filesystem::path const& target);

/// The folder that holds `path`.
std::filesystem::path folder_of(std::filesystem::path const& path);

/// Brings a file or folder to the disk. \return 0 or errno
int sync_path(std::filesystem::path const& path);

}  // namespace mattis::io::detail
