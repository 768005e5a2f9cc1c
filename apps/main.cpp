// SPDX-License-Identifier: BSD-3-Clause
#include "command_line.hpp"
#include "interrupt.hpp"
#include "processes.hpp"
#include "summary.hpp"
#include "sweep_result.hpp"
#include "verify_against.hpp"

#include <mattis/core/memory.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#ifdef MATTIS_COVERAGE
#include <sys/resource.h>
extern "C" void __gcov_dump();  // what exit() would do
#endif

namespace {

constexpr int disagreement = 1;
constexpr int failure = 2;
constexpr int some_rows_failed = 3;

/// A closed standard stream would give its number to the next file that is opened, and what is
/// printed would go there. Reading from and writing to what takes its place fails, as with the
/// closed one.
void hold_standard_streams() {
  for (int const stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0)
      ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/// Everything of ours is unwound by now; HDF5's exit handler would stumble over a file that the
/// disk refused.
[[noreturn]] void leave(int code) {
  std::fflush(nullptr);
#ifdef MATTIS_COVERAGE
  rlimit files;  // of a test that has no room for files the counters are kept all the same
  ::getrlimit(RLIMIT_FSIZE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_FSIZE, &files);
  __gcov_dump();
#endif
  std::_Exit(code);
}

}  // namespace

int main(int argc, char* argv[]) {
  hold_standard_streams();
  mattis::command::catch_signals();
  mattis::command::Processes processes;
  try {
    mattis::command::run(
        mattis::command::parse_command_line({argv + std::min(argc, 1), argv + argc}));
    mattis::command::finish_output();
    int const code = processes.finish();
    if (code == 0) return 0;
    leave(code);
  } catch (mattis::command::Interrupted const& interrupted) {
    leave(processes.fail(128 + interrupted.signal,
                         (interrupted.signal == SIGINT ? "interrupted, " : "told to stop, ") +
                             (interrupted.kept.empty() ? "nothing written" : interrupted.kept)));
  } catch (mattis::command::Disagreement const& disagrees) {
    leave(processes.fail(disagreement, disagrees.what()));
  } catch (mattis::command::RowsFailed const& failed) {
    leave(processes.fail(some_rows_failed, failed.what()));
  } catch (std::exception const& error) {
    leave(processes.fail(failure, mattis::memory_exhausted(error).value_or(error.what())));
  }
}
