// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <Kokkos_Core.hpp>

#include <optional>
#include <string>
#include <vector>

namespace mattis::command {

/// Threads that Runtime(threads) will give the default execution space; 0 asks for all that the
/// machine and the quota of its control groups give. With OpenMP what it grants, which
/// OMP_THREAD_LIMIT or OMP_DYNAMIC may make less; those of the Runtime where one lives. Needs none.
/// \throws Error  for a KOKKOS_NUM_THREADS that is no number of threads, where it counts
int planned_threads(int threads);

/// \throws Error "threads: .." unless it is 0 (all) or a number of threads that this machine can be
/// asked for
void validate_threads(int threads);

/// "5.2.0"
std::string kokkos_version();

/// Kokkos, for as long as this lives: the only place of the program that starts and stops it. One
/// made while another lives, by a command that runs for a sweep, is that one.
/// Quiet: what Kokkos would warn about is decided here. Where OpenMP grants fewer threads than were
/// asked for, a line on standard error says so.
///
/// When the threads are all that the machine has for this process, and the environment says nothing
/// about it (OMP_PROC_BIND, OMP_PLACES, GOMP_CPU_AFFINITY, KMP_AFFINITY), each is bound to a
/// processor of its own. Measured with two threads on two cores, one of which another program
/// used: 1.5 times faster than unbound; on idle cores no difference. With fewer threads than
/// processors they stay free, as two such processes would meet on the same ones.
class Runtime {
 public:
  /// \param may_bind  false: for a program that is not the command's. Threads stay free in any
  /// case, and OpenMP's number of threads is for others what it was
  explicit Runtime(int threads, bool may_bind = true);

 private:
  std::optional<Kokkos::ScopeGuard> kokkos_;
};

/// While one is there, the calling thread may run where it could before Runtime bound it: processes
/// that it starts inherit that, and would else share one processor.
class Unbound {
 public:
  Unbound();
  ~Unbound();
  Unbound(Unbound const&) = delete;
  Unbound& operator=(Unbound const&) = delete;

 private:
  std::vector<int> bound_;
};

}  // namespace mattis::command
