// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/solve.hpp>
#include <mattis/io/hdf5.hpp>

namespace mattis::io {

/// Attributes T, dt, M, tol, max_sweeps, method, for the damped one update_stepsize and iterations, and seed.
void write_solve_options(Hdf5File& file, SolveOptions const& options);

}  // namespace mattis::io
