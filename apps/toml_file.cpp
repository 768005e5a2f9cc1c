// SPDX-License-Identifier: BSD-3-Clause
#include "toml_file.hpp"

#include "nearest_name.hpp"
#include "toml_table.hpp"

#include <mattis/core/error.hpp>

#include <optional>

namespace mattis::command {

namespace {

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

/// The word that `key` has in the file, and where.
struct Word {
  std::string text;
  std::string origin;
};

Word word(std::string const& name, toml::table const& table, char const* key) {
  auto const* node = table.get(key);
  if (node == nullptr) throw_unexpected(name + ": " + key, "a string", "none");
  auto const origin = toml_place(name, node->source());
  auto const* text = node->as_string();
  if (text == nullptr) throw_unexpected(origin + ": " + key, "a string", "another type");
  return {text->get(), origin};
}

Command& named(Word const& name, std::span<Command> commands) {
  std::string all;
  for (auto& command : commands) {
    if (command.name == name.text) return command;
    all.append(all.empty() ? "" : ", ").append(command.name);
  }
  throw_unexpected(name.origin + ": command", "one of " + all, "'" + name.text + "'");
}

}  // namespace

Command& read_command(std::filesystem::path const& path, std::span<Command> commands) {
  return parse_command(toml_text(path), path.string(), commands);
}

Command& parse_command(std::string_view text, std::string const& name,
                       std::span<Command> commands) {
  auto const table = parse_toml(text, name);
  auto& command = named(word(name, table, "command"), commands);
  if (!command.models.empty()) {
    auto const model = word(name, table, "model");
    try {
      choose_model(command, model.text);
    } catch (Error const& error) {
      throw Error(model.origin + ": " + error.what());
    }
  }
  for (auto const& [key, node] : table) {
    std::string const spelled(key.str());
    if (spelled == "command" || (spelled == "model" && !command.models.empty())) continue;
    auto const origin = toml_place(name, key.source());
    auto const where = origin + ": " + spelled;
    auto* const option = command.options.find(spelled);
    if (option == nullptr) {
      auto const nearest = nearest_name(spelled, command.options.names());
      throw_unexpected(where, "a known key (the nearest is " + nearest + ")", "an unknown one");
    }
    if (option->given) throw_unexpected(where, "each key once", "it again with - or _");
    auto const value = command_line_text(node);
    bool const is_switch = option->value.empty();
    if (!value || is_switch != node.is_boolean())
      throw_unexpected(where,
                       is_switch ? "true or false" : "a number, a string or an array of numbers",
                       "another type");
    auto const* array = node.as_array();
    if (array != nullptr && array->empty()) continue;  // a = [] is the same as no a
    command.options.set(*option, *value, origin);
  }
  return command;
}

}  // namespace mattis::command
