// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <filesystem>
#include <string>

namespace mattis::command {

/// Where the source tree is whose build/<preset> has the program, if it is in one.
std::filesystem::path source_tree();

/// A file that the program comes with: below that source tree, or below ../share/mattis of an
/// installed program. \param who  asks for it, for errors  \throws Error  saying where it was
/// looked for
std::filesystem::path find_shipped(std::string const& who, std::filesystem::path const& file);

}  // namespace mattis::command
