// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/team.hpp>

#include <optional>
#include <string>

namespace mattis::command {

struct Computation;

/// The processes that `mpirun` or `srun` started for one command, for as long as this lives: starts
/// and ends MPI. One that was started alone, or a build without MPI, has none of it. All but the
/// first are silent: their standard output and error lead nowhere.
class Processes {
 public:
  /// \throws Error  where MPI cannot be started
  Processes();
  ~Processes();
  Processes(Processes const&) = delete;
  Processes& operator=(Processes const&) = delete;

  /// Ends the command, which was successful here: waits until it was elsewhere, too. \return the
  /// exit code
  int finish();
  /// Ends the command, which failed here: one line from one process says why, and none is left
  /// waiting. \return the exit code
  int fail(int code, std::string const& message);
};

/// Those that share this command's work; null: this process is alone.
Team const* team();

/// Whether this process is the one that writes files and prints.
bool is_first_process();

/// What another process reported that ends the command, "process 3: ..", where it is known.
std::optional<std::string> failure_elsewhere();

/// Threads of this process, where `threads` is what was asked for: 0, all that the machine has,
/// means a share of them where processes of one machine are not bound to processors of their own.
int threads_of_process(int threads);

/// Of processes but the first: no files, no bar.
void leave_output_to_first(Computation& computation);

/// Returns when all processes have come here: what one has read, another may then write.
void wait_for_processes();

/// \throws Error  for a command that several processes cannot share
void expect_one_process(std::string const& command);

}  // namespace mattis::command
