// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "processes.hpp"

#include <mattis/core/error.hpp>
#include <mattis/core/stop.hpp>

#include <string>

namespace mattis::command {

/// Thrown after a signal asked to stop; what it unwinds removes what it had begun.
struct Interrupted {
  int signal;
  std::string kept = {};  ///< of what is finished, and where; empty: nothing
};

/// From here on the signals of terminals and batch systems (SIGINT, SIGTERM, SIGHUP, SIGUSR1,
/// SIGUSR2, SIGXCPU) set a flag instead of ending the process, those that are ignored stay so, and
/// a file that reaches a size limit is an error of its write. Another one ends the process at once
/// from five seconds after the first on, in case that something hangs: before, it would only cut
/// off what the first has begun, the last checkpoint above all.
void catch_signals();

/// Whether one came: from any thread, an atomic load.
bool interrupted();

/// \throws Interrupted  when a signal came
void throw_if_interrupted();

/// What `compute` returns, reading of files included. \throws Interrupted  in place of its Stopped,
/// with what kept() says. Error  where another process ended the command, with the same
template <class Compute, class Kept>
auto until_interrupted(Compute const& compute, Kept const& kept) {
  try {
    detail::StoppableCall const call(interrupted);
    return compute();
  } catch (Stopped const&) {
    try {
      throw_if_interrupted();
    } catch (Interrupted const& signal) {
      throw Interrupted{signal.signal, kept()};
    }
    if (auto const elsewhere = failure_elsewhere()) {
      std::string const left = kept();
      throw Error(*elsewhere + (left.empty() ? "" : "; " + left));
    }
    throw;
  }
}

}  // namespace mattis::command
