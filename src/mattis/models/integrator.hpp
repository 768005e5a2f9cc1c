// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string>
#include <vector>

namespace mattis {

/// What takes a graded network through time (docs/models.md 1.1).
enum class Integrator {
  euler,  ///< x <- x + dt dx/dt: the dynamics of the paper, one step for each record
  cvode   ///< dx/dt itself, steps and order chosen for a relative tolerance (CVODE of SUNDIALS)
};

/// Names of all of them, in their order.
std::vector<std::string> const& integrator_names();
std::string integrator_name(Integrator integrator);
/// \throws Error where there is none of that name
Integrator integrator_named(std::string const& name);

/// Whether the library was built with SUNDIALS.
bool has_cvode();

}  // namespace mattis
