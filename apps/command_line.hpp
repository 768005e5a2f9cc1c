// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string>
#include <vector>

namespace mattis::command {

/// Runs what the arguments (without the program's name) ask for; prints help and version.
/// \throws Error  for anything wrong with them, Interrupted
void run_command_line(std::vector<std::string> const& arguments);

}  // namespace mattis::command
