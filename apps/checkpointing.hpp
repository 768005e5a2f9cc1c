// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "computation.hpp"
#include "interrupt.hpp"
#include "options.hpp"
#include "processes.hpp"

#include <mattis/core/checkpoint_hooks.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace mattis::command {

/// What a command that can be ended at any moment and go on later takes.
struct Checkpointing {
  std::filesystem::path file;
  double interval = 30;
  bool resume = false;
};

/// --checkpoint --checkpoint-interval --resume
void add_checkpoint_options(Options& options, Checkpointing& checkpointing);

/// \throws Error  for a bad interval, a file that cannot be written or is the output's, or one that
/// is there and not to be resumed
void validate(Checkpointing const& checkpointing, Computation const& computation);

/// Whether there is a checkpoint to go on from.
bool resumes(Checkpointing const& checkpointing);

/// Says when the next checkpoint is due: `interval` seconds after the start or after the last one
/// was written.
class CheckpointClock {
 public:
  explicit CheckpointClock(double interval) : interval_(interval) {}

  bool due() const {
    return std::chrono::duration<double>(Steady::now() - last_).count() >= interval_;
  }
  void written() { last_ = Steady::now(); }

 private:
  using Steady = std::chrono::steady_clock;
  double interval_;
  Steady::time_point last_ = Steady::now();
};

/// What saves and resumes, as the options say. `clock` outlives the computation.
/// \param write  of a State to the file   \param read  the State in the file
template <class State, class Write, class Read>
CheckpointHooks<State> checkpoint_hooks(Checkpointing const& checkpointing, CheckpointClock& clock,
                                        Write write, Read read) {
  if (checkpointing.file.empty()) return {};
  CheckpointHooks<State> hooks;
  if (is_first_process()) {
    hooks.due = [&clock] { return clock.due(); };
    hooks.save = [&clock, write, file = checkpointing.file](State const& state) {
      write(file, state);
      clock.written();
    };
  }
  if (resumes(checkpointing))
    hooks.resume = std::make_shared<State const>(read(checkpointing.file));
  return hooks;
}

/// Removes the checkpoint of a computation that is complete.
void finish(Checkpointing const& checkpointing);

/// What an interruption leaves: empty, or where the checkpoint is.
std::string kept(Checkpointing const& checkpointing);

}  // namespace mattis::command
