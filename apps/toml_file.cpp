// SPDX-License-Identifier: BSD-3-Clause
#include "toml_file.hpp"

#include "toml_text.hpp"

#include <mattis/core/error.hpp>

namespace mattis::command {

namespace {

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
  return parse_command(read_toml_text(path), path.string(), commands);
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
    auto const origin = place(name, key.source());
    auto const where = origin + ": " + spelled;
    auto& option = known_option(command.options, spelled, where);
    if (option.given) throw_unexpected(where, "each key once", "it again with - or _");
    auto const value = option_text(option, node, where);
    auto const* array = node.as_array();
    if (array != nullptr && array->empty()) continue;  // a = [] is the same as no a
    command.options.set(option, value, origin);
  }
  return command;
}

}  // namespace mattis::command
