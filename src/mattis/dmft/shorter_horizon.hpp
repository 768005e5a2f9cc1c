// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/scratch.hpp>
#include <mattis/dmft/order_parameters.hpp>
#include <mattis/dmft/solve.hpp>

namespace mattis {

/// Where sweeps over T steps start: the solution over half as many, found the same way from few
/// samples, and what it says of the steps beyond. A sweep makes one more step exact and throws the
/// others about (docs/models.md 1.3), so that a long horizon is cheaper to reach in this way: T =
/// 1000, n = 1, 28 sweeps over the first 1024 samples from a state that does not move. \return the
/// initial_guess() where the horizon is short, or the sweeps over a shorter one fail
/// \param scratch  room for an Ensemble of these options
template <ExecutionSpace Exec, Real T>
OrderParameters guess_from_shorter_horizon(Exec const& exec, Dense const& model,
                                           SolveOptions const& options,
                                           Scratch<Exec> const& scratch);

/// The first steps of `steps`, of which the others are likely to repeat the latest: C and m as of a
/// process that goes back and forth through the second half of `shorter`, which keeps C positive
/// semidefinite, and S as it was at the same distance.
OrderParameters extended(OrderParameters const& shorter, int steps);

}  // namespace mattis
