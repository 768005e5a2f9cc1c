// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string>

namespace mattis::command {

/// What `mattis bench --mpi` is asked.
struct ProcessBench {
  bool wanted = false;
  bool quick = false;                 ///< nothing about larger problems
  double latency = 0, bandwidth = 0;  ///< s and bytes/s of a network that is not there
};

/// Times messages between the processes that share the command, and steps of what they can share;
/// says what the model of docs/cluster.md makes of these steps and of more processes.
/// \throws Error  without several processes, or in a build without MPI
void bench_processes(ProcessBench const& request, int threads, bool json);

}  // namespace mattis::command
