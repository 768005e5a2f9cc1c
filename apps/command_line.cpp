// SPDX-License-Identifier: BSD-3-Clause
#include "command_line.hpp"

#include "command.hpp"
#include "nearest_name.hpp"
#include "toml_file.hpp"

#include <mattis/core/error.hpp>
#include <mattis/version.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace mattis::command {

namespace {

void add_option(CLI::App& app, Options& options, Option& option) {
  if (option.value.empty()) {
    auto const flag = "--" + option.name + (option.negatable ? ",!--no-" + option.name : "");
    app.add_flag_function(
        flag, [&](std::int64_t count) { options.set(option, count > 0 ? "true" : "false"); }, option.help);
    return;
  }
  auto* const added = app.add_option_function<std::string>(
      "--" + option.name, [&](std::string const& text) { options.set(option, text); }, option.help);
  added->type_name(option.value)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  if (!option.default_text.empty()) added->default_str(option.default_text);
}

/// A subcommand that holds the options of `command`.
CLI::App* add_command(CLI::App& app, Command& command) {
  auto* const added = app.add_subcommand(command.name, command.summary);
  added->allow_extras()->footer("Example:\n  " + command.example);
  if (!command.models.empty()) {
    std::string known;
    for (auto const& model : command.models) known.append(known.empty() ? "" : "|").append(model);
    added->add_option("model", command.model, "the network")->type_name(known);
  }
  for (auto& option : command.options.all()) add_option(*added, command.options, option);
  return added;
}

/// Options start with a dash, what is left over of the rest is an argument too many.
[[noreturn]] void refuse(std::string const& leftover, std::vector<std::string> const& names) {
  if (!leftover.starts_with("-")) throw_unexpected("arguments", "options only", "'" + leftover + "'");
  auto const name = leftover.substr(0, leftover.find('='));
  auto const bare = name.substr(std::min(name.find_first_not_of('-'), name.size()));
  auto const nearest = nearest_name(bare, names);
  throw_unexpected(name, "a known option (the nearest is --" + nearest + ")", "an unknown one");
}

void run(Command& command, std::vector<std::string> const& leftovers, bool model_chosen) {
  if (!command.models.empty() && !model_chosen) choose_model(command, command.model);
  if (!leftovers.empty()) refuse(leftovers.front(), command.options.names());
  command.options.check(command.model);
  command.run(command.model);
}

/// CLI11 wants its arguments last first. \return false when the arguments asked for help or the version, now printed
bool parse(CLI::App& app, std::vector<std::string> arguments) {
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(std::move(arguments));
  } catch (CLI::Success const& help) {
    app.exit(help);
    return false;
  } catch (CLI::ParseError const& error) {
    throw Error(error.what());
  }
  return true;
}

/// `mattis run FILE.toml`, where options on the command line replace those of the file.
void run_file(std::filesystem::path const& path, std::vector<std::string> overrides, std::span<Command> commands) {
  auto& command = read_command(path, commands);
  auto const model = command.model;
  CLI::App app;
  auto* const added = add_command(app, command);
  std::vector<std::string> arguments{command.name};
  if (!command.models.empty()) arguments.push_back(model);
  arguments.insert(arguments.end(), overrides.begin(), overrides.end());
  if (parse(app, std::move(arguments))) run(command, added->remaining(), true);
}

}  // namespace

void choose_model(Command& command, std::string const& model) {
  if (std::find(command.models.begin(), command.models.end(), model) == command.models.end()) {
    std::string known;
    for (auto const& name : command.models) known.append(known.empty() ? "" : ", ").append(name);
    throw_unexpected("model", "one of " + known, model.empty() ? "none" : "the unknown model '" + model + "'");
  }
  command.model = model;
}

void run_command_line(std::vector<std::string> const& arguments) {
  std::array commands{simulate_command(), solve_command(), recovery_command(), info_command()};

  CLI::App app("Dynamics of associative memory: networks simulated, their mean-field theory solved.", "mattis");
  app.set_version_flag("--version", std::string("mattis ") + version() + " (" + git_hash() + ")");
  app.allow_extras()->footer(
      "Example:\n  mattis simulate hopfield --alpha 0.1 --g 1.2 --a 1.08 --N 2000 --trials 20 --out simulation.h5\n"
      "mattis COMMAND --help tells the options of a command.");
  std::vector<CLI::App*> added;
  for (auto& command : commands) added.push_back(add_command(app, command));
  std::filesystem::path file;
  auto* const run_app = app.add_subcommand("run", "do what a TOML file says; options given here replace the file's");
  run_app->allow_extras()->footer(
      "The file names the command and its options:\n  command = \"solve\"\n  model = \"hopfield\"\n  alpha = 0.1\n  g "
      "= 1.2\n"
      "  a = [1.08]\n  out = \"theory.h5\"\nExample:\n  mattis run theory.toml --seed 2");
  run_app->add_option("file", file, "the TOML file")->type_name("FILE.toml");

  if (!parse(app, arguments)) return;
  if (run_app->parsed()) {
    if (file.empty()) throw_unexpected("run", "a TOML file", "none");
    return run_file(file, run_app->remaining(), commands);
  }
  for (std::size_t i = 0; i < commands.size(); ++i)
    if (added[i]->parsed()) return run(commands[i], added[i]->remaining(), false);
  std::vector<std::string> names{"run"};
  for (auto const& command : commands) names.push_back(command.name);
  auto const leftovers = app.remaining();
  if (leftovers.empty())
    throw_unexpected("command", "simulate, solve, recovery, info or run (mattis --help tells more)", "none");
  auto const nearest = nearest_name(leftovers.front(), names);
  throw_unexpected("command", "simulate, solve, recovery, info or run (the nearest is " + nearest + ")",
                   "'" + leftovers.front() + "'");
}

}  // namespace mattis::command
