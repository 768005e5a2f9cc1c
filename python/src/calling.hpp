// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// How a call of Python's computes: on the device of a name, without the interpreter's lock, heard
// by its signals.
#include "arguments.hpp"
#include "lifetime.hpp"
#include "recording.hpp"
#include "tuned_choices.hpp"
#include "watch.hpp"

#include <mattis/core/error.hpp>
#include <mattis/core/execution.hpp>

#include <nanobind/nanobind.h>

#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace mattis::python {

/// What every computation takes beside its own options.
struct Common {
  std::string device = "cpu", precision = "float";
  int threads = 0;                             ///< 0: all
  nanobind::object report = nanobind::none();  ///< as Watch takes it

  /// Takes device, threads and report, and precision where `precise`, and then nothing may be left.
  static Common of(Arguments& arguments, bool precise = true);
};

inline constexpr bool has_accelerator =
    !std::is_same_v<Kokkos::DefaultExecutionSpace, Kokkos::DefaultHostExecutionSpace>;

/// Whether `device`, a name as torch has them, is the accelerator. \throws Error
bool is_accelerator(std::string const& device);

/// The host space on so many of its threads; 0: all.
Kokkos::DefaultHostExecutionSpace host(int threads);

/// Ends a thread quietly, as the interpreter does with those that outlive its end.
[[noreturn]] void leave_thread();
/// \throws std::runtime_error  where the interpreter is ending
void expect_not_ending();

/// What compute() gives, called without the interpreter's lock. \throws what a signal raised while
/// it ran
template <class Compute>
auto without_lock(Watch& watch, Compute const& compute) {
  expect_not_ending();
  std::optional<decltype(compute())> result;
  std::exception_ptr failure;
  bool stopped = false;
  {
    Inside const inside;
    nanobind::gil_scoped_release const released;
    try {
      Running const running;
      result.emplace(compute());
    } catch (Stopped const&) {
      stopped = true;
    } catch (...) {
      failure = std::current_exception();
    }
  }
  watch.throw_if_raised();
  if (failure) std::rethrow_exception(failure);
  if (stopped) leave_thread();
  return std::move(*result);
}

/// compute(exec, how) on the device of that name.
template <class Compute>
auto on_device(std::string const& device, int threads, Compute const& compute) {
  auto const run = [&]<class Exec>(Exec const& exec) {
    // Of the whole space, whatever part of it runs: they are read once in a process.
    return compute(exec, command::TunedChoices(Exec{}).how());
  };
  if constexpr (has_accelerator) {
    if (is_accelerator(device)) return run(Kokkos::DefaultExecutionSpace{});
  } else {
    is_accelerator(device);
  }
  return run(host(threads));
}

/// Checks before work, after which an Error is no longer the argument's: work that failed, such as
/// to converge.
template <class Validate, class Work>
void validated(Validate const& validate, Work const& work) {
  validate();
  try {
    work();
  } catch (Error const& error) {
    throw std::runtime_error(error.what());
  }
}

/// What compute(exec) writes (Recording). The options get how they run, and when to stop.
template <class Options, class Compute>
nanobind::tuple recorded(Common const& common, Options& options, Compute const& compute) {
  Watch watch(common.report);
  options.should_stop = watch.should_stop();
  if constexpr (requires { options.progress; }) options.progress = watch.progress();
  auto record = without_lock(watch, [&] {
    return on_device(common.device, common.threads, [&](auto const& exec, How const& how) {
      if constexpr (requires { options.how; }) options.how = how;
      Record kept;
      Recording const recording(kept, options.should_stop);
      compute(exec);
      return kept;
    });
  });
  return to_python(std::move(record));
}

/// A computation that knows no precision: check(exec), then work(exec), which writes the result.
template <class Options, class Check, class Work>
nanobind::tuple computed(Common const& common, Options& options, Check const& check,
                         Work const& work) {
  return recorded(common, options,
                  [&](auto const& exec) { validated([&] { check(exec); }, [&] { work(exec); }); });
}

/// One of either precision T: check<T>(exec), work<T>(exec).
template <class Options, class Check, class Work>
nanobind::tuple computed_in_precision(Common const& common, Options& options, Check const& check,
                                      Work const& work) {
  return recorded(common, options, [&](auto const& exec) {
    auto const compute = [&]<class T>(T) {
      validated([&] { check.template operator()<T>(exec); },
                [&] { work.template operator()<T>(exec); });
    };
    common.precision == "double" ? compute(double{}) : compute(float{});
  });
}

}  // namespace mattis::python
