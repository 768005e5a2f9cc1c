// SPDX-License-Identifier: BSD-3-Clause
// mattis._core: the library for the Python package. mattis::Error is ValueError.
#include "lifetime.hpp"
#include "parts.hpp"

#include <mattis/core/error.hpp>
#include <mattis/version.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include <exception>

namespace nb = nanobind;

NB_MODULE(_core, module) {
  using namespace mattis;
  using namespace mattis::python;

  nb::register_exception_translator([](std::exception_ptr const& thrown, void*) {
    try {
      std::rethrow_exception(thrown);
    } catch (Error const& error) {
      PyErr_SetString(PyExc_ValueError, error.what());
    }
  });

  module.attr("__version__") = version();
  module.attr("__git_hash__") = git_hash();
  add_models(module);
  add_patterns(module);
  add_kernels(module);
  add_binary_cues(module);
  add_binary_scans(module);
  add_binary_networks(module);
  add_equilibrium(module);
  add_stimulus(module);
  add_sweep(module);

  module.def(
      "_end",
      [] {
    tell_to_stop();
    nb::gil_scoped_release const released;
    end();
      },
      "Ends Kokkos. Called as the interpreter ends.");
  nb::module_::import_("atexit").attr("register")(module.attr("_end"));
}
