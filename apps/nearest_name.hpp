// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mattis::command {

/// The name that the fewest insertions, deletions, replacements and swaps of neighbours turn
/// `given` into (optimal string alignment); the first of equals, empty where there are no names.
std::string nearest_name(std::string_view given, std::vector<std::string> const& names);

}  // namespace mattis::command
