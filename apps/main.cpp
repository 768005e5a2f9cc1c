// SPDX-License-Identifier: BSD-3-Clause
#include "command_line.hpp"
#include "interrupt.hpp"
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

void report(std::string message) {
  std::replace(message.begin(), message.end(), '\n', ' ');
  std::fprintf(stderr, "mattis: %s\n", message.c_str());
}

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
  try {
    mattis::command::run(
        mattis::command::parse_command_line({argv + std::min(argc, 1), argv + argc}));
    mattis::command::finish_output();
    return 0;
  } catch (mattis::command::Interrupted const& interrupted) {
    report((interrupted.signal == SIGINT ? "interrupted, " : "told to stop, ") +
           (interrupted.kept.empty() ? "nothing written" : interrupted.kept));
    leave(128 + interrupted.signal);
  } catch (mattis::command::Disagreement const& disagrees) {
    report(disagrees.what());
    leave(disagreement);
  } catch (mattis::command::RowsFailed const& failed) {
    report(failed.what());
    leave(some_rows_failed);
  } catch (std::exception const& error) {
    report(mattis::memory_exhausted(error).value_or(error.what()));
  }
  leave(failure);
}
