// SPDX-License-Identifier: BSD-3-Clause
#include "watch.hpp"

#include "lifetime.hpp"

#include <nanobind/stl/string.h>

#include <utility>

namespace nb = nanobind;

namespace mattis::python {
namespace {

// Taking the lock waits for the thread that has it, 5 ms by default: a busy Python thread beside a
// call then costs it a twelfth, and Ctrl-C is answered well within 0.2 s.
constexpr auto between_looks = std::chrono::milliseconds(60);
constexpr auto between_reports = std::chrono::milliseconds(100);

bool on_main_thread() {
  auto const threading = nb::module_::import_("threading");
  return threading.attr("current_thread")().is(threading.attr("main_thread")());
}

}  // namespace

Watch::Watch(nb::object report)
    : report_(std::move(report)),
      hears_signals_(on_main_thread()),
      next_look_(Clock::now() + between_looks),
      next_report_(Clock::now()) {}

StopCallback Watch::should_stop() {
  return [this] { return asked(); };
}

ProgressCallback Watch::progress() {
  if (report_.is_none()) return {};
  return [this](Progress const& progress) { tell(progress); };
}

bool Watch::asked() {
  if (ending()) return true;
  if (!hears_signals_ || std::this_thread::get_id() != caller_) return false;
  if (raised_) return true;
  auto const now = Clock::now();
  if (now < next_look_) return false;
  next_look_ = now + between_looks;
  nb::gil_scoped_acquire const lock;
  if (PyErr_CheckSignals() == 0) return false;
  raised_.emplace();
  return true;
}

void Watch::tell(Progress const& progress) {
  auto const now = Clock::now();
  if (now < next_report_) return;
  next_report_ = now + between_reports;
  nb::gil_scoped_acquire const lock;
  report_(progress.stage, progress.fraction, progress.residual);
}

void Watch::throw_if_raised() {
  if (!raised_) return;
  auto raised = std::move(*raised_);
  raised_.reset();
  throw raised;
}

}  // namespace mattis::python
