// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/ensemble.hpp>

namespace mattis {

/// The usual iteration of dynamical mean-field theories (Eissfeller and Opper 1992; Roy, Biroli,
/// Bunin and Cammarota 2019; Clark 2025), for comparison:  order <- (1 - d) order + d map(order),
/// d = options.update_stepsize, over samples drawn anew in each of options.iterations sweeps. Given
/// samples stay the same, and the iteration ends at options.tol. Fills sweeps, residual (largest
/// |map(order) - order|), residuals and jitter of `solution`. \return the order parameters \throws
/// Error  with the residual: of given samples, where it is above tol; of fresh ones, above 10 /
/// sqrt(M), which their sampling errors do not explain (entries of m and C scatter by 1 / sqrt(M)
/// at most)
template <ExecutionSpace Exec, Real T>
OrderParameters solve_by_damped_iteration(Ensemble<Exec, T>& ensemble, Dense const& model,
                                          SolveOptions const& options, Solution& solution);

}  // namespace mattis
