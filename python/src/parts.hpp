// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The subjects of mattis._core, which types, names and signatures of the package stand before.
#include <nanobind/nanobind.h>

namespace mattis::python {

void add_models(nanobind::module_& module);
void add_patterns(nanobind::module_& module);
void add_kernels(nanobind::module_& module);
void add_binary_cues(nanobind::module_& module);
void add_binary_scans(nanobind::module_& module);
void add_binary_networks(nanobind::module_& module);
void add_equilibrium(nanobind::module_& module);
void add_stimulus(nanobind::module_& module);
void add_sweep(nanobind::module_& module);

}  // namespace mattis::python
