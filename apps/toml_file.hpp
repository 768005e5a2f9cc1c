// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "command.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace mattis::command {

/// Reads a TOML file such as
///
///     command = "solve"
///     model = "hopfield"
///     alpha = 0.1
///     a = [1.08]
///     ic-noise = "auto"
///
/// into the options of the command it names, and returns that command.
/// \throws Error  beginning with FILE:LINE, for a file that does not parse, an unknown command,
/// model or key (with the
///                nearest known one), a key given twice (ic-noise and ic_noise) or a value of the
///                wrong type
Command& read_command(std::filesystem::path const& path, std::span<Command> commands);

/// The same of a text; `name` stands for the file in errors.
Command& parse_command(std::string_view text, std::string const& name, std::span<Command> commands);

}  // namespace mattis::command
