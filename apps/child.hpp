// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace mattis::command {

/// This program once more, with its standard output thrown away, on all processors that this one
/// was given.
/// \param who  runs it, for errors: a command's name
/// \param environment  variables that it has besides ours
/// \return wall seconds  \throws Error  when it fails, which has said why, or a signal ends it
double run_child(std::string const& who, std::vector<std::string> const& arguments,
                 std::vector<std::pair<std::string, std::string>> const& environment);

}  // namespace mattis::command
