// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Files of TOML, for the sources that know toml++ and nothing of Kokkos.
#include <toml++/toml.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace mattis::command {

/// The whole text of what may be a pipe. \throws Error  naming it
std::string toml_text(std::filesystem::path const& path);

/// "FILE:LINE"; the name alone where there is no line.
std::string toml_place(std::string const& name, toml::source_region const& source);

/// \throws Error  beginning with the place
toml::table parse_toml(std::string_view text, std::string const& name);

}  // namespace mattis::command
