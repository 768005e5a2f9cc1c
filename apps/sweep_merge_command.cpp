// SPDX-License-Identifier: BSD-3-Clause
#include "command.hpp"
#include "sweep_config.hpp"
#include "sweep_result.hpp"

#include <mattis/core/error.hpp>

#include <memory>

namespace mattis::command {

namespace {

struct MergeRequest {
  std::filesystem::path folder;
  SweepOutput output;
};

void run(MergeRequest const& request) {
  if (request.folder.empty())
    throw_unexpected("merge", "the folder of a sweep (mattis sweep merge FOLDER)", "none");
  sweep::Folder const folder(request.folder);
  if (!std::filesystem::exists(folder.config()))
    throw_unexpected("merge", "the folder of a sweep, with its sweep.toml",
                     request.folder.string());
  validate(request.output);
  auto const plan = read_sweep(folder.config());
  auto const collected = folder.collect();
  std::size_t there = 0;
  for (std::size_t i = 0; i < plan.points(); ++i)
    there += collected.rows.contains(sweep::task(plan, i).name) ? 1 : 0;
  if (there < plan.points())
    throw_unexpected("merge", std::to_string(plan.points()) + " rows",
                     std::to_string(there) + " (mattis sweep " + folder.config().string() +
                         " --out " + folder.path().string() + " --status tells whose are missing)");
  finish_sweep(folder, request.output, plan, write_result(folder, plan, collected));
}

}  // namespace

Command sweep_merge_command() {
  auto const request = std::make_shared<MergeRequest>();
  Command command{.name = "sweep merge",
                  .summary = "one file of the rows that shards of a sweep have computed",
                  .example = "mattis sweep merge tradeoff --figure tradeoff.png"};
  command.operand = "FOLDER";
  command.operand_help = "that of the sweep";
  command.takes_operand = [request](std::string const& text) { request->folder = text; };
  add_sweep_output_options(command.options, request->output);
  command.sweepable = false;
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
