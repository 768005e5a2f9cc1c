// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "command.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mattis::command {

/// Those that a command line or a TOML file can name, their options not set.
std::vector<Command> all_commands();

/// One of them. \throws Error  where there is none of that name
Command new_command(std::string const& name);

/// What a command line asks for: a command with its options set, or a text to print.
struct Invocation {
  std::optional<Command> command;
  std::string text;
};

/// Reads the arguments (without the program's name), and the TOML file that they may name. Runs and
/// prints nothing. \throws Error  for anything wrong with them
Invocation parse_command_line(std::vector<std::string> const& arguments);

/// Does what an invocation asks for.
/// \throws Error  naming an option (and the file that it came from), Interrupted
void run(Invocation const& invocation);

}  // namespace mattis::command
