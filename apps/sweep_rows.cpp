// SPDX-License-Identifier: BSD-3-Clause
#include "sweep_rows.hpp"

#include "command_line.hpp"
#include "json_line.hpp"

#include <mattis/core/clock.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/memory.hpp>

#include <cmath>
#include <limits>
#include <system_error>

namespace mattis::command {

namespace {

void set(Command& command, char const* name, std::string const& text) {
  if (auto* const option = command.options.find(name)) command.options.set(*option, text);
}

void run(Command& command, sweep::Part const& part, sweep::Task const& task,
         std::filesystem::path const& checkpoint) {
  if (!part.model.empty()) choose_model(command, part.model);
  for (auto const& [name, value] : task.parameters) set(command, name.c_str(), value);
  set(command, "json", "true");
  set(command, "progress", "false");
  if (command.options.find("checkpoint") != nullptr) {
    set(command, "checkpoint", checkpoint.string());
    set(command, "resume", "true");
  }
  command.options.check();
  command.run(command.model);
}

}  // namespace

sweep::Row compute_row(sweep::Part const& part, sweep::Task const& task,
                       std::filesystem::path const& checkpoint) {
  Clock const clock;
  sweep::Row row{.name = task.name};
  TakenSummary const taken;
  try {
    auto command = new_command(part.command);
    run(command, part, task, checkpoint);
    if (!taken.summary()) throw_unexpected(part.command, "a summary", "none");
    row.numbers = taken.summary()->numbers();
    // What is kept as text has no other NaN than this one.
    for (auto& [name, value] : row.numbers)
      if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
  } catch (std::exception const& error) {
    auto const exhausted = memory_exhausted(error);
    if (!exhausted && dynamic_cast<Error const*>(&error) == nullptr) throw;
    row.failed = true;
    row.remark = exhausted.value_or(error.what());
    std::error_code ignored;
    std::filesystem::remove(checkpoint, ignored);
  }
  row.seconds = clock.seconds();
  return row;
}

}  // namespace mattis::command
