// SPDX-License-Identifier: BSD-3-Clause
#include "toml_file.hpp"

#include "nearest_name.hpp"

#include <mattis/core/error.hpp>

#include <toml++/toml.h>

#include <optional>
#include <string>
#include <string_view>

namespace mattis::command {

namespace {

toml::table parse(std::filesystem::path const& path) {
  auto const expected = "a TOML file";
  std::error_code failure;
  if (!std::filesystem::exists(path, failure)) throw_unexpected(path.string(), expected, "no such file");
  if (std::filesystem::is_directory(path, failure)) throw_unexpected(path.string(), expected, "a folder");
  try {
    return toml::parse_file(path.string());
  } catch (toml::parse_error const& error) {
    auto const line = "line " + std::to_string(error.source().begin.line) + ": ";
    throw_unexpected(path.string(), expected, line + std::string(error.description()));
  }
}

/// The text that the same value has on the command line; none for what no option takes.
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

std::string word(std::filesystem::path const& path, toml::table const& table, char const* key) {
  auto const* node = table.get(key);
  auto const* text = node == nullptr ? nullptr : node->as_string();
  auto const got = node == nullptr ? "none" : "another type";
  if (text == nullptr) throw_unexpected(path.string() + ": " + key, "a string", got);
  return text->get();
}

Command& named(std::filesystem::path const& path, std::string const& name, std::span<Command> commands) {
  std::string all;
  for (auto& command : commands) {
    if (command.name == name) return command;
    all.append(all.empty() ? "" : ", ").append(command.name);
  }
  throw_unexpected(path.string() + ": command", "one of " + all, name);
}

}  // namespace

Command& read_command(std::filesystem::path const& path, std::span<Command> commands) {
  auto const table = parse(path);
  auto& command = named(path, word(path, table, "command"), commands);
  if (!command.models.empty()) choose_model(command, word(path, table, "model"));
  for (auto const& [key, node] : table) {
    std::string const name(key.str());
    if (name == "command" || (name == "model" && !command.models.empty())) continue;
    auto const where = path.string() + ": " + name;
    auto* const option = command.options.find(name);
    if (option == nullptr) {
      auto const nearest = nearest_name(name, command.options.names());
      throw_unexpected(where, "a known key (the nearest is " + nearest + ")", "an unknown one");
    }
    if (option->given) throw_unexpected(where, "each key once", "it again with - or _");
    auto const text = command_line_text(node);
    bool const is_switch = option->value.empty();
    if (!text || is_switch != node.is_boolean())
      throw_unexpected(where, is_switch ? "true or false" : "a number, a string or an array of numbers",
                       "another type");
    auto const* array = node.as_array();
    if (array != nullptr && array->empty()) continue;  // a = [] is the same as no a
    command.options.set(*option, *text);
  }
  return command;
}

}  // namespace mattis::command
