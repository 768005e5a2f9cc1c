// SPDX-License-Identifier: BSD-3-Clause
#include "checkpointing.hpp"

#include <mattis/core/error.hpp>
#include <mattis/io/output_file.hpp>

#include <cmath>
#include <system_error>

namespace mattis::command {

void add_checkpoint_options(Options& options, Checkpointing& checkpointing) {
  options.add("checkpoint", "FILE", checkpointing.file,
              "save here from time to time what it takes to go on");
  options.add("checkpoint-interval", "SECONDS", checkpointing.interval, "between two checkpoints");
  options.add_switch("resume", checkpointing.resume,
                     "go on from the checkpoint, where there is one");
}

void validate(Checkpointing const& checkpointing, Computation const& computation) {
  auto const& file = checkpointing.file;
  expect(std::isfinite(checkpointing.interval) && checkpointing.interval >= 0,
         "checkpoint-interval", "at least 0 seconds", checkpointing.interval);
  if (file.empty()) {
    if (checkpointing.resume)
      throw_unexpected("resume", "the file to go on from (--checkpoint FILE)", "none");
    return;
  }
  io::check_output_path(file, "checkpoint");
  expect_other_than_output(computation, file, "checkpoint");
  if (!checkpointing.resume && std::filesystem::exists(file))
    throw_unexpected("checkpoint", "a new file, or --resume to go on from it",
                     file.string() + " (it exists)");
}

bool resumes(Checkpointing const& checkpointing) {
  return checkpointing.resume && std::filesystem::exists(checkpointing.file);
}

std::string kept(Checkpointing const& checkpointing) {
  auto const& file = checkpointing.file;
  if (file.empty() || !std::filesystem::exists(file)) return {};
  return "checkpoint kept in " + file.string() + " (--resume goes on from it)";
}

void finish(Checkpointing const& checkpointing) {
  std::error_code ignored;
  if (!checkpointing.file.empty() && is_first_process())
    std::filesystem::remove(checkpointing.file, ignored);
}

}  // namespace mattis::command
