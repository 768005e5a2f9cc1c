// SPDX-License-Identifier: BSD-3-Clause
#include "calling.hpp"

#include "runtime.hpp"

namespace nb = nanobind;

namespace mattis::python {

Common Common::of(Arguments& arguments, bool precise) {
  Common common;
  arguments.take("device", common.device);
  arguments.take("threads", common.threads);
  arguments.take("report", common.report);
  if (precise && arguments.choice("precision", {"float", "double"}, 0) == 1)
    common.precision = "double";
  arguments.expect_all_taken();
  return common;
}

bool is_accelerator(std::string const& device) {
  if (device == "cpu") return false;
  bool const named = device == "cuda" || device == "cuda:0";
  if (named && has_accelerator) return true;
  throw_unexpected("device",
                   has_accelerator ? "cpu, cuda or cuda:0"
                                   : std::string("cpu (this build has no accelerator, Kokkos ") +
                                         Kokkos::DefaultExecutionSpace::name() +
                                         " alone; docs/python.md tells how to build for one)",
                   device);
}

Kokkos::DefaultHostExecutionSpace host(int threads) {
  using Host = Kokkos::DefaultHostExecutionSpace;
  command::validate_threads(threads);
  if (threads == 0 || threads == Host().concurrency()) return Host();
#ifdef KOKKOS_ENABLE_OPENMP
  if constexpr (std::is_same_v<Host, Kokkos::OpenMP>) return Host(threads);
#endif
  throw_unexpected("threads", to_text(Host().concurrency()) + " of " + Host::name(),
                   to_text(threads));
}

void leave_thread() {
  PyErr_SetNone(PyExc_SystemExit);
  throw nb::python_error();
}

void expect_not_ending() {
  if (ending())
    throw std::runtime_error("mattis: expected a call before the interpreter ends, got one after");
}

}  // namespace mattis::python
