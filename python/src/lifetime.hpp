// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Kokkos in a Python process: it starts at the first call and ends with the interpreter.
#include <shared_mutex>

namespace mattis::python {

/// One call that computes. Kokkos runs while it lives: the first starts it. Made and destroyed
/// without the interpreter's lock, since it waits for other threads.
class Running {
 public:
  /// \throws std::runtime_error  in a process that was forked after the first call, as Kokkos'
  /// threads were not; and after end()
  Running();

 private:
  std::shared_lock<std::shared_mutex> lock_;
};

/// Whether calls shall stop, since the interpreter is ending; from any thread.
bool ending();

/// Tells the calls of other threads to stop, waits for them and ends Kokkos, where this process
/// started it. Later calls throw. Without the interpreter's lock.
void end();

}  // namespace mattis::python
