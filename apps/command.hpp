// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "options.hpp"

#include <functional>
#include <string>
#include <vector>

namespace mattis::command {

/// One command of the program: `mattis <name> [<model>] --options`.
struct Command {
  std::string name;  ///< of two words where it is one of a group: "binary chain"
  std::string summary;
  std::string example;                   ///< whole command lines
  std::vector<std::string> models = {};  ///< those it knows; none: it takes no model
  std::string model = {};                ///< the one asked for
  Options options = {};
  /// What takes_rest() takes stands behind this word, up to the next option.
  std::string rest_behind = "--";
  /// Takes words that are no options: those behind `--`, another command line, or the values of an
  /// option that has several. None: there may be none.
  std::function<void(std::vector<std::string>)> takes_rest = {};
  /// Takes the one file or folder that the command is about, called `operand` in help; none: it is
  /// about none.
  std::string operand = {}, operand_help = {};
  std::function<void(std::string const&)> takes_operand = {};
  /// The same of a command that is about several.
  std::function<void(std::vector<std::string> const&)> takes_operands = {};
  bool sweepable = true;  ///< its summary is numbers that its options decide: points of a sweep
  bool shared = false;    ///< several processes can run it together
  /// Checks everything, then works; given the model that was asked for. \throws Error, Interrupted
  std::function<void(std::string const& model)> run = {};
};

Command simulate_command();
Command solve_command();
Command recovery_command();
Command equilibrium_command();
Command sweep_command();
Command sweep_merge_command();
Command plot_command();
Command info_command();
Command verify_command();
Command tune_command();
Command bench_command();
Command binary_retrieve_command();
Command binary_capacity_command();
Command binary_magnetisation_command();
Command binary_basin_command();
Command binary_phase_map_command();
Command binary_sequence_command();
Command binary_forgetting_command();
Command binary_mixtures_command();
Command binary_sample_command();
Command binary_chain_command();
Command binary_patterns_command();
Command stimulus_run_command();
Command stimulus_autapse_command();
Command stimulus_preset_command();

/// \throws Error  unless `model` is one of the command's, naming those
void choose_model(Command& command, std::string const& model);

}  // namespace mattis::command
