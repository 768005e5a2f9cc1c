// SPDX-License-Identifier: BSD-3-Clause
#include "toml_table.hpp"

#include <mattis/core/error.hpp>

#include <fstream>

namespace mattis::command {

// Settings are short; a device that never ends is none.
std::string toml_text(std::filesystem::path const& path) {
  constexpr std::size_t most = std::size_t{16} << 20;
  auto const expected = "a TOML file";
  std::error_code failure;
  if (!std::filesystem::exists(path, failure))
    throw_unexpected(path.string(), expected, "no such file");
  if (std::filesystem::is_directory(path, failure))
    throw_unexpected(path.string(), expected, "a folder");
  std::ifstream file(path, std::ios::binary);
  std::string text;
  char part[4096];
  while (file.read(part, sizeof part) || file.gcount() > 0) {
    text.append(part, static_cast<std::size_t>(file.gcount()));
    if (text.size() > most) throw_unexpected(path.string(), expected, "more than 16 MB");
  }
  if (!file.eof()) throw_unexpected(path.string(), expected, "one that cannot be read");
  return text;
}

std::string toml_place(std::string const& name, toml::source_region const& source) {
  return source.begin.line == 0 ? name : name + ":" + std::to_string(source.begin.line);
}

toml::table parse_toml(std::string_view text, std::string const& name) {
  try {
    return toml::parse(text, name);
  } catch (toml::parse_error const& error) {
    std::string got(error.description());
    if (got.find("not representable in 64 bits") != std::string::npos)
      got += " (in quotes it is taken as it is)";
    throw_unexpected(toml_place(name, error.source()), "TOML", got);
  }
}

}  // namespace mattis::command
