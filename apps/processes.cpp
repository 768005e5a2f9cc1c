// SPDX-License-Identifier: BSD-3-Clause
#include "processes.hpp"

#include "computation.hpp"

#include <mattis/core/clock.hpp>
#include <mattis/core/error.hpp>

#include <sched.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#ifdef MATTIS_MPI
#include <mattis/mpi/communicator.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <limits>
#include <memory>
#endif

namespace mattis::command {

namespace {

void report(std::string message) {
  std::replace(message.begin(), message.end(), '\n', ' ');
  std::fprintf(stderr, "mattis: %s\n", message.c_str());
}

#ifdef MATTIS_MPI

/// Seconds that a process which fails waits for the others to end in their own way.
constexpr double patience_seconds = 5;
/// Seconds that it listens before for what another has said.
constexpr double listening_seconds = 0.02;

// The program's own, as its Kokkos is: what MPI has one of.
std::unique_ptr<mpi::Communicator> world;
int spoken_stderr = -1;  // of a silent process

/// Whether a launcher started this process as one of several, or may have; without one MPI is not
/// started, which takes a tenth of a second and more.
bool launched() {
  for (auto const* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_SIZE",
                           "MPI_LOCALNRANKS", "MV2_COMM_WORLD_SIZE"})
    if (std::getenv(name) != nullptr) return true;
  return false;
}

void fall_silent() {
  spoken_stderr = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  int const nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  for (int const stream : {STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, stream);
  ::close(nowhere);
}

void speak_again() {
  if (spoken_stderr >= 0) ::dup2(spoken_stderr, STDERR_FILENO);
}

void end_mpi() {
  world.reset();
  MPI_Finalize();
}

#endif

}  // namespace

#ifdef MATTIS_MPI

Processes::Processes() {
  if (!launched()) return;
  int level = MPI_THREAD_SINGLE;
  if (MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &level) != MPI_SUCCESS)
    throw Error("MPI: expected to start, got a failure of MPI_Init_thread");
  world = std::make_unique<mpi::Communicator>(MPI_COMM_WORLD);
  if (world->rank() > 0) fall_silent();
}

Processes::~Processes() {
  if (world) end_mpi();
}

int Processes::finish() {
  if (!world) return 0;
  bool const all_here = world->meet(std::numeric_limits<double>::infinity());
  auto const elsewhere = failure_elsewhere();
  if (!elsewhere) return 0;
  int const code = world->failure()->code;
  if (!all_here) return fail(code, *elsewhere);
  if (world->rank() == 0) report(*elsewhere);
  end_mpi();
  return code;
}

int Processes::fail(int code, std::string const& message) {
  if (!world) {
    report(message);
    return code;
  }
  // What another said has arrived, but one look need not find it yet.
  for (Clock const clock; !world->failure() && clock.seconds() < listening_seconds;) world->look();
  auto const& elsewhere = world->failure();
  if (elsewhere) code = elsewhere->code;
  int const speaker = elsewhere && !elsewhere->speaks && elsewhere->rank == 0 ? 1 : 0;
  if (world->rank() == speaker) {
    speak_again();
    report(message);
  }
  world->report(code, message);
  if (!world->meet(patience_seconds)) {
    if (world->rank() > 0 && !elsewhere) {
      speak_again();
      report("process " + std::to_string(world->rank()) + ": " + message);
    }
    MPI_Abort(MPI_COMM_WORLD, code);
  }
  end_mpi();
  return code;
}

Team const* team() { return world && world->size() > 1 ? world.get() : nullptr; }

std::optional<std::string> failure_elsewhere() {
  if (!world || !world->failure()) return {};
  return "process " + std::to_string(world->failure()->rank) + ": " + world->failure()->message;
}

#else

Processes::Processes() = default;
Processes::~Processes() = default;
int Processes::finish() { return 0; }
int Processes::fail(int code, std::string const& message) {
  report(message);
  return code;
}
Team const* team() { return nullptr; }
std::optional<std::string> failure_elsewhere() { return {}; }

#endif

bool is_first_process() { return team_rank(team()) == 0; }

int threads_of_process(int threads) {
  if (threads > 0 || team() == nullptr || std::getenv("OMP_NUM_THREADS") != nullptr ||
      std::getenv("KOKKOS_NUM_THREADS") != nullptr)
    return threads;
  cpu_set_t set;
  auto const all = static_cast<int>(std::thread::hardware_concurrency());
  bool const bound = sched_getaffinity(0, sizeof set, &set) != 0 || CPU_COUNT(&set) < all;
  return bound ? threads : std::max(1, all / team()->on_node());
}

void leave_output_to_first(Computation& computation) {
#ifdef MATTIS_MPI
  // Open MPI's standard output is a terminal of its own, whatever it leads to; its standard error
  // is none.
  if (world && ::isatty(STDERR_FILENO) == 0) computation.progress = false;
#endif
  if (is_first_process()) return;
  computation.out.clear();
  computation.figure.clear();
  computation.progress = false;
}

void wait_for_processes() {
  if (team() != nullptr) team()->least(0);
}

void expect_one_process(std::string const& command) {
  if (team() != nullptr)
    throw_unexpected(command, "one process (solve, simulate and recovery take several)",
                     std::to_string(team()->size()));
}

}  // namespace mattis::command
