// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What readers of TOML files have in common.
#include "options.hpp"

#include <toml++/toml.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace mattis::command {

/// The whole text of a file, which may be a pipe. \throws Error  naming it, where there is none of
/// at most 16 MB
std::string read_toml_text(std::filesystem::path const& path);

/// "FILE:LINE"
std::string place(std::string const& name, toml::source_region const& source);

/// \throws Error  beginning with FILE:LINE, where it is no TOML
toml::table parse_toml(std::string_view text, std::string const& name);

/// The word that `key` has in the file, and where.
struct Word {
  std::string text;
  std::string origin;
};

/// \throws Error  beginning with `name`, the file's, or FILE:LINE, where it is no string
Word word(std::string const& name, toml::table const& table, char const* key);

/// The text that the same value has on the command line; none for what no option takes.
std::optional<std::string> command_line_text(toml::node const& node);

/// The option that a key names. \throws Error  beginning with `where`, with the nearest one
Option& known_option(Options& options, std::string const& key, std::string const& where);

/// What an option is given by a value; an empty array is an empty text.
/// \throws Error  beginning with `where`, for one of another type
std::string option_text(Option const& option, toml::node const& node, std::string const& where);

}  // namespace mattis::command
