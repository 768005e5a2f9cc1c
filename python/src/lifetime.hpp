// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Kokkos in a Python process: it starts at the first call and ends with the interpreter.
#include <shared_mutex>

namespace mattis::python {

/// What computes. Kokkos runs while it lives: the first starts it. Made and destroyed without the
/// interpreter's lock, since it waits for other threads.
class Running {
 public:
  /// \throws std::runtime_error  in a process that was forked after the first call, as Kokkos'
  /// threads were not. \throws Stopped  after end()
  Running();

 private:
  std::shared_lock<std::shared_mutex> lock_;
};

/// A call, from before it gives the interpreter's lock away until it has it back. A thread that
/// asks for the lock of an interpreter that has ended is unwound there, through code that cannot
/// be: so the end waits for it. Made and destroyed with the lock.
class Inside {
 public:
  Inside();
  ~Inside();
  Inside(Inside const&) = delete;
  Inside& operator=(Inside const&) = delete;
};

/// Whether calls shall stop, since the interpreter is ending; from any thread.
bool ending();

/// From now on ending(). With the interpreter's lock, so that no call begins meanwhile.
void tell_to_stop();

/// After tell_to_stop(): waits for the calls of other threads and ends Kokkos, where this process
/// started it. Without the interpreter's lock.
void end();

}  // namespace mattis::python
