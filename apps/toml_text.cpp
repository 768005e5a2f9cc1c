// SPDX-License-Identifier: BSD-3-Clause
#include "toml_text.hpp"

#include "nearest_name.hpp"

#include <mattis/core/error.hpp>

#include <fstream>

namespace mattis::command {

// Settings are short; a device that never ends is none.
std::string read_toml_text(std::filesystem::path const& path) {
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

std::string place(std::string const& name, toml::source_region const& source) {
  return source.begin.line == 0 ? name : name + ":" + std::to_string(source.begin.line);
}

toml::table parse_toml(std::string_view text, std::string const& name) {
  try {
    return toml::parse(text, name);
  } catch (toml::parse_error const& error) {
    std::string got(error.description());
    if (got.find("not representable in 64 bits") != std::string::npos)
      got += " (in quotes it is taken as it is)";
    throw_unexpected(place(name, error.source()), "TOML", got);
  }
}

std::optional<std::string> command_line_text(toml::node const& node) {
  if (auto const* text = node.as_string()) return text->get();
  if (auto const* number = node.as_integer()) return std::to_string(number->get());
  if (auto const* number = node.as_floating_point()) return to_text(number->get());
  if (auto const* truth = node.as_boolean()) return truth->get() ? "true" : "false";
  auto const* array = node.as_array();
  if (array == nullptr) return std::nullopt;
  std::string joined;
  for (auto const& entry : *array) {
    auto const text = entry.is_number() ? command_line_text(entry) : std::nullopt;
    if (!text) return std::nullopt;
    joined.append(joined.empty() ? "" : ",").append(*text);
  }
  return joined;
}

Word word(std::string const& name, toml::table const& table, char const* key) {
  auto const* node = table.get(key);
  if (node == nullptr) throw_unexpected(name + ": " + key, "a string", "none");
  auto const origin = place(name, node->source());
  auto const* text = node->as_string();
  if (text == nullptr) throw_unexpected(origin + ": " + key, "a string", "another type");
  return {text->get(), origin};
}

Option& known_option(Options& options, std::string const& key, std::string const& where) {
  auto* const option = options.find(key);
  if (option != nullptr) return *option;
  auto const nearest = nearest_name(key, options.names());
  throw_unexpected(where, "a known key (the nearest is " + nearest + ")", "an unknown one");
}

std::string option_text(Option const& option, toml::node const& node, std::string const& where) {
  auto const value = command_line_text(node);
  bool const is_switch = option.value.empty();
  if (value && is_switch == node.is_boolean()) return *value;
  throw_unexpected(where, is_switch ? "true or false" : "a number, a string or an array of numbers",
                   "another type");
}

}  // namespace mattis::command
