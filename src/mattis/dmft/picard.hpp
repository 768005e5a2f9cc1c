// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/ensemble.hpp>

namespace mattis {

/// Sweeps over as many samples before they are given up: one more step of time is exact after each
/// (causality).
inline int sweep_limit(SolveOptions const& options) {
  return options.max_sweeps > 0 ? options.max_sweeps : options.T + 20;
}

/// Undamped sweeps over fixed samples (docs/models.md 1.3), few at first, until none of the order
/// parameters moves by more than options.tol. Fills sweeps, residual, residuals and jitter of
/// `solution`, which are those of the checkpoint where one is resumed. \param start    where to
/// start from, overwritten \return         the order parameters \throws Error   with the residual,
/// when max_sweeps over all samples do not do
template <ExecutionSpace Exec, Real T>
OrderParameters solve_by_sweeps(Ensemble<Exec, T>& ensemble, Dense const& model,
                                SolveOptions const& options, OrderParameters const& start,
                                Solution& solution);

}  // namespace mattis
