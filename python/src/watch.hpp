// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What Python hears of a long call, and what the call hears of Python.
#include <mattis/core/progress.hpp>
#include <mattis/core/stop.hpp>

#include <nanobind/nanobind.h>

#include <chrono>
#include <optional>
#include <thread>

namespace mattis::python {

/// Asks the interpreter for signals while a call computes without its lock, and tells it how far
/// the call is. Made and destroyed with the lock.
class Watch {
 public:
  /// \param report  called with (stage, fraction, residual), about ten times a second; None:
  /// nothing
  explicit Watch(nanobind::object report = nanobind::none());

  /// For the library; they refer to this.
  StopCallback should_stop();
  ProgressCallback progress();

  /// Throws what a signal handler raised (KeyboardInterrupt), where one did: why a call Stopped.
  /// With the lock.
  void throw_if_raised();

 private:
  using Clock = std::chrono::steady_clock;

  bool asked();
  void tell(Progress const& progress);

  nanobind::object report_;
  std::thread::id caller_ = std::this_thread::get_id();
  bool hears_signals_;  // Python's main thread alone does
  Clock::time_point next_look_, next_report_;
  std::optional<nanobind::python_error> raised_;
};

}  // namespace mattis::python
