// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Kokkos in a Python process: it starts at the first call and ends with the interpreter.
#include <mattis/core/stop.hpp>

#include <memory>
#include <shared_mutex>
#include <utility>

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

/// What an object of Python's holds of Kokkos, and may outlive it: memory that end() frees, or the
/// object. In a forked child, where it cannot be freed, it is left.
class Kept {
 public:
  Kept();
  Kept(Kept const&) = delete;
  Kept& operator=(Kept const&) = delete;

 protected:
  ~Kept() = default;
  /// For the destructor of what is derived: drop(), or in a forked child leave().
  void release();

 private:
  friend void end();
  virtual void drop() = 0;
  virtual void leave() = 0;
};

template <class T>
class KeptObject final : Kept {
 public:
  explicit KeptObject(T value) : value_(std::make_unique<T>(std::move(value))) {}
  ~KeptObject() { release(); }

  /// While Running. \throws Stopped  after end()
  T const& get() const {
    if (!value_) throw Stopped();
    return *value_;
  }

 private:
  void drop() override { value_.reset(); }
  void leave() override { static_cast<void>(value_.release()); }

  std::unique_ptr<T> value_;
};

/// Whether calls shall stop, since the interpreter is ending; from any thread.
bool ending();

/// From now on ending(). With the interpreter's lock, so that no call begins meanwhile.
void tell_to_stop();

/// After tell_to_stop(): waits for the calls of other threads and ends Kokkos, where this process
/// started it. Without the interpreter's lock.
void end();

}  // namespace mattis::python
