// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace mattis::io::detail {

/// All datasets of numbers in an HDF5 file, those in groups as "group/name", in the order of their
/// names. \throws Error  where it is no whole HDF5 file, has more than a hundred thousand of them,
/// or groups deeper than in eight others
std::vector<std::string> names_of_numbers(std::filesystem::path const& path);

}  // namespace mattis::io::detail
