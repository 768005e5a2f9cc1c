// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/solve.hpp>

namespace mattis::io {

/// Calls take(name, value) for what a file says of the options of the theory: T, dt, M, tol,
/// max_sweeps, method, for the damped one update_stepsize and iterations, match_moments and seed.
template <class Take>
void for_each_solve_option(SolveOptions const& options, Take const& take) {
  take("T", options.T);
  take("dt", options.dt);
  take("M", options.M);
  take("tol", options.tol);
  take("max_sweeps", options.max_sweeps);
  take("method", method_name(options.method));
  if (options.method == Method::damped) {
    take("update_stepsize", options.update_stepsize);
    take("iterations", options.iterations);
  }
  take("match_moments", options.match_moments);
  take("seed", options.seed);
}

}  // namespace mattis::io
