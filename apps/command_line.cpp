// SPDX-License-Identifier: BSD-3-Clause
#include "command_line.hpp"

#include "nearest_name.hpp"
#include "processes.hpp"
#include "toml_file.hpp"

#include <mattis/core/error.hpp>
#include <mattis/version.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <span>

namespace mattis::command {

namespace {

using Arguments = std::vector<std::string>;

Arguments from(Arguments const& arguments, std::size_t first) {
  return {arguments.begin() + static_cast<std::ptrdiff_t>(std::min(first, arguments.size())),
          arguments.end()};
}

/// CLI11 shows what the negative form of a switch assigns.
class HelpText : public CLI::Formatter {
 public:
  std::string make_option_name(CLI::Option const* option, bool is_positional) const override {
    auto name = CLI::Formatter::make_option_name(option, is_positional);
    if (auto const at = name.find("{false}"); at != std::string::npos) name.erase(at, 7);
    return name;
  }
};

void add_option(CLI::App& app, Options& options, Option& option) {
  if (option.value.empty()) {
    auto const flag = "--" + option.name + (option.negatable ? ",!--no-" + option.name : "");
    app.add_flag_function(
        flag, [&](std::int64_t count) { options.set(option, count > 0 ? "true" : "false"); },
        option.help);
    return;
  }
  auto* const added = app.add_option_function<std::string>(
      "--" + option.name, [&](std::string const& text) { options.set(option, text); }, option.help);
  added->type_name(option.value)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  if (option.value_optional) added->expected(0, 1);
  if (!option.default_text.empty()) added->default_str(option.default_text);
}

/// Options start with a dash, what is left over of the rest is an argument too many.
[[noreturn]] void refuse(std::string const& leftover, Arguments const& names) {
  if (!leftover.starts_with("-"))
    throw_unexpected("arguments", "options only", "'" + leftover + "'");
  auto const name = leftover.substr(0, leftover.find('='));
  auto const bare = name.substr(std::min(name.find_first_not_of('-'), name.size()));
  auto const nearest = nearest_name(bare, names);
  throw_unexpected(name, "a known option (the nearest is --" + nearest + ")", "an unknown one");
}

/// What CLI11 would take without a word: an end of the options, a value of a switch that is neither
/// true nor false.
void expect_plain(Arguments const& arguments, Options& options) {
  for (auto const& argument : arguments) {
    if (argument == "--") throw_unexpected("arguments", "options only", "'--'");
    auto const equals = argument.find('=');
    if (!argument.starts_with("--") || equals == std::string::npos) continue;
    auto const name = argument.substr(2, equals - 2);
    auto const* option = options.find(name.starts_with("no-") ? name.substr(3) : name);
    if (option == nullptr || !option->value.empty()) continue;
    auto const value = argument.substr(equals + 1);
    if (value != "true" && value != "false")
      throw_unexpected(name, "no value, true or false", "'" + value + "'");
  }
}

/// Hands the words that are for it to takes_rest(), and leaves the others.
void take_rest(Command const& command, Arguments& arguments) {
  auto const before = std::find(arguments.begin(), arguments.end(), command.rest_behind);
  if (before == arguments.end()) return;
  bool const all = command.rest_behind == "--";
  auto const end = all ? arguments.end()
                       : std::find_if(before + 1, arguments.end(),
                                      [](auto const& word) { return word.starts_with("-"); });
  command.takes_rest({before + 1, end});
  arguments.erase(all ? before : before + 1, end);
}

/// Sets the options of `command` from its arguments; the model among them where `takes_model`.
/// \return the text of the help where that is wanted
std::optional<std::string> set_options(Command& command, Arguments arguments, bool takes_model) {
  if (command.takes_rest) take_rest(command, arguments);
  expect_plain(arguments, command.options);
  CLI::App app(command.summary, "mattis " + command.name);
  app.formatter(std::make_shared<HelpText>());
  app.allow_extras()->footer("Example:\n  " + command.example);
  std::string model;
  if (takes_model) {
    std::string known;
    for (auto const& name : command.models) known.append(known.empty() ? "" : "|").append(name);
    app.add_option("model", model, "the network")->type_name(known);
  }
  if (command.takes_operand)
    app.add_option_function<std::string>(command.operand, command.takes_operand,
                                         command.operand_help)
        ->type_name("");
  if (command.takes_operands)
    app.add_option_function<Arguments>(command.operand, command.takes_operands,
                                       command.operand_help)
        ->type_name("");
  for (auto& option : command.options.all()) add_option(app, command.options, option);
  std::reverse(arguments.begin(), arguments.end());  // CLI11 wants them last first
  try {
    app.parse(std::move(arguments));
  } catch (CLI::CallForHelp const&) {
    return app.help();
  } catch (CLI::ArgumentMismatch const& error) {  // "--g: 1 required G missing"
    std::string const text(error.what());
    auto const* option = command.options.find(text.substr(0, text.find(':')).substr(2));
    if (option == nullptr) throw Error(text);
    throw_unexpected(option->name, "a value (--" + option->name + " " + option->value + ")",
                     "none");
  } catch (CLI::ParseError const& error) {
    throw Error(error.what());
  }
  if (takes_model) choose_model(command, model);
  if (auto const leftovers = app.remaining(); !leftovers.empty())
    refuse(leftovers.front(), command.options.names());
  command.options.check();
  return std::nullopt;
}

constexpr char const* run_help =
    "do what a TOML file says; options given here replace the file's\n"
    "Usage: mattis run FILE.toml [OPTIONS]\n\n"
    "The file names the command and its options:\n"
    "  command = \"solve\"\n  model = \"hopfield\"\n  alpha = 0.1\n  g = 1.2\n  a = [1.08]\n"
    "  out = \"theory.h5\"\n"
    "Example:\n  mattis run theory.toml --seed 2\n";

std::string version_text() {
  return std::string("mattis ") + version() + " (" + git_hash() + ")\n";
}

/// "binary" of "binary chain"; empty for a command that is of no group.
std::string group_of(Command const& command) {
  auto const space = command.name.find(' ');
  return space == std::string::npos ? "" : command.name.substr(0, space);
}

bool is_group(std::string const& name, std::span<Command const> commands) {
  return !name.empty() && std::any_of(commands.begin(), commands.end(), [&](auto const& command) {
    return group_of(command) == name;
  });
}

bool is_command(std::string const& name, std::span<Command const> commands) {
  return std::any_of(commands.begin(), commands.end(),
                     [&](auto const& command) { return command.name == name; });
}

/// Takes the name of a command from the front of the arguments: two words of one of a group, which
/// may be a command too.
std::string take_name(Arguments& arguments, std::span<Command const> commands) {
  if (arguments.empty()) return "";
  auto name = arguments[0];
  std::size_t taken = 1;
  if (is_group(name, commands) && arguments.size() > 1 && !arguments[1].starts_with("-")) {
    auto const both = name + " " + arguments[1];
    if (is_command(both, commands) || !is_command(name, commands)) {
      name = both;
      taken = 2;
    }
  }
  arguments = from(arguments, taken);
  return name;
}

/// What a group of commands can do.
std::string group_help(std::string const& group, std::span<Command const> commands) {
  CLI::App app(std::string(), "mattis " + group);
  for (auto const& command : commands)
    if (group_of(command) == group)
      app.add_subcommand(command.name.substr(group.size() + 1), command.summary);
  app.footer("mattis " + group + " COMMAND --help tells the options of a command.");
  return app.help();
}

std::string help_text(std::span<Command const> commands) {
  CLI::App app(
      "Dynamics of associative memory: networks simulated, their mean-field theory solved.",
      "mattis");
  app.add_flag("--version")->description("version and commit (mattis version)");
  std::string shown;
  for (auto const& command : commands) {
    auto const group = group_of(command);
    if (group.empty()) {
      app.add_subcommand(command.name, command.summary);
    } else if (group != shown && !is_command(group, commands)) {
      app.add_subcommand(group, "a group of commands: mattis " + group + " --help lists them");
      shown = group;
    }
  }
  app.add_subcommand("run", "do what a TOML file says; options given here replace the file's");
  app.add_subcommand("help", "this text, or that of a command: mattis help COMMAND");
  app.footer(
      "Example:\n  mattis simulate hopfield --alpha 0.1 --g 1.2 --a 1.08 --N 2000 --trials 20 "
      "--out simulation.h5\n"
      "mattis COMMAND --help tells the options of a command.");
  return app.help();
}

[[noreturn]] void refuse_command(std::string const& name, std::span<Command const> commands) {
  std::string known;
  Arguments names;
  for (auto const& command : commands) {
    known += command.name + ", ";
    names.push_back(command.name);
  }
  names.insert(names.end(), {"run", "help", "version"});
  known += "run, help or version";
  if (name.empty()) throw_unexpected("command", known + " (mattis --help tells more)", "none");
  if (name.starts_with("-"))
    throw_unexpected("command", known + " before its options", "'" + name + "'");
  throw_unexpected("command", known + " (the nearest is " + nearest_name(name, names) + ")",
                   "'" + name + "'");
}

Command* find(std::span<Command> commands, std::string const& name) {
  auto const found = std::find_if(commands.begin(), commands.end(),
                                  [&](auto const& one) { return one.name == name; });
  return found == commands.end() ? nullptr : &*found;
}

bool is_help(std::string const& argument) { return argument == "--help" || argument == "-h"; }

/// `mattis help [COMMAND]`, and what follows a --help that stands first.
Invocation help_on(Arguments names, std::span<Command> commands) {
  auto const name = take_name(names, commands);
  if (name.empty()) return {{}, help_text(commands)};
  if (!names.empty()) throw_unexpected("help", "one command", "'" + names[0] + "' too");
  if (name == "run") return {{}, run_help};
  if (is_help(name) || name == "help" || name == "version") return {{}, help_text(commands)};
  auto* const command = find(commands, name);
  if (command == nullptr && is_group(name, commands)) return {{}, group_help(name, commands)};
  if (command == nullptr) refuse_command(name, commands);
  return {{}, set_options(*command, {"--help"}, !command->models.empty()).value_or("")};
}

/// `mattis run FILE.toml`, where options on the command line replace those of the file.
Invocation read_file(Arguments const& arguments, std::span<Command> commands) {
  if (arguments.empty()) throw_unexpected("run", "a TOML file", "none");
  if (is_help(arguments[0])) return {{}, run_help};
  if (arguments[0].starts_with("-"))
    throw_unexpected("run", "a TOML file before options", "'" + arguments[0] + "'");
  auto& command = read_command(arguments[0], commands);
  if (auto help = set_options(command, from(arguments, 1), false)) return {{}, std::move(*help)};
  return {std::move(command), {}};
}

constexpr Command (*makers[])() = {simulate_command,
                                   solve_command,
                                   recovery_command,
                                   binary_retrieve_command,
                                   binary_capacity_command,
                                   binary_magnetisation_command,
                                   binary_basin_command,
                                   binary_phase_map_command,
                                   binary_sequence_command,
                                   binary_forgetting_command,
                                   binary_mixtures_command,
                                   binary_sample_command,
                                   binary_chain_command,
                                   binary_patterns_command,
                                   stimulus_run_command,
                                   stimulus_autapse_command,
                                   stimulus_preset_command,
                                   equilibrium_command,
                                   sweep_command,
                                   sweep_merge_command,
                                   plot_command,
                                   info_command,
                                   verify_command,
                                   tune_command,
                                   bench_command};

}  // namespace

void choose_model(Command& command, std::string const& model) {
  if (std::find(command.models.begin(), command.models.end(), model) == command.models.end()) {
    std::string known;
    for (auto const& name : command.models) known.append(known.empty() ? "" : ", ").append(name);
    throw_unexpected("model", "one of " + known,
                     model.empty() ? "none" : "the unknown model '" + model + "'");
  }
  command.model = model;
}

std::vector<Command> all_commands() {
  std::vector<Command> commands;
  for (auto* const make : makers) commands.push_back(make());
  return commands;
}

Command new_command(std::string const& name) {
  static auto const of_name = [] {
    std::map<std::string, Command (*)()> all;
    for (auto* const make : makers) all[make().name] = make;
    return all;
  }();
  auto const found = of_name.find(name);
  if (found == of_name.end()) throw_unexpected("command", "one that there is", "'" + name + "'");
  return found->second();
}

Invocation parse_command_line(std::vector<std::string> const& arguments) {
  auto commands = all_commands();
  auto rest = arguments;
  auto const first = take_name(rest, commands);
  if (first == "help" || is_help(first)) return help_on(rest, commands);
  if (first == "version" || first == "--version") {
    if (!rest.empty()) throw_unexpected("version", "nothing behind it", "'" + rest[0] + "'");
    return {{}, version_text()};
  }
  if (first == "run") return read_file(rest, commands);
  auto* const command = find(commands, first);
  if (command == nullptr && is_group(first, commands) && !rest.empty() && is_help(rest[0]))
    return {{}, group_help(first, commands)};
  if (command == nullptr) refuse_command(first, commands);
  if (auto help = set_options(*command, std::move(rest), !command->models.empty()))
    return {{}, std::move(*help)};
  return {std::move(*command), {}};
}

void run(Invocation const& invocation) {
  if (!invocation.command) {
    std::fputs(invocation.text.c_str(), stdout);
    return;
  }
  auto const& command = *invocation.command;
  if (!command.shared) expect_one_process(command.name);
  try {
    command.run(command.model);
  } catch (Error const& error) {
    throw Error(command.options.with_origin(error.what()));
  }
}

}  // namespace mattis::command
