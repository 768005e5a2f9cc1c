// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/ensemble_spread.hpp>
#include <mattis/dmft/order_parameters.hpp>
#include <mattis/dmft/solve.hpp>

#include <cstdint>
#include <optional>

namespace mattis {

/// Where a solution stands between two sweeps or passes through time, complete: what continues from
/// here gives the same bits as what never stopped. The samples are not in it; they are drawn again.
/// Inside a pass there is none, which would have to hold the history of every sample.
struct SolutionCheckpoint {
  enum class Stage {
    iteration,    ///< methods picard, damped: the order parameters are being found
    residual,     ///< method causal: they are found, their residual is not measured yet
    ensembles,    ///< the ensembles of the standard errors (standard_errors.hpp)
    passes_of_M,  ///< those of M samples, by passes through time
    sweeps_of_M,  ///< those of M samples, by sweeps
  };

  Stage stage = Stage::iteration;
  std::int64_t samples = 0;  ///< stage iteration of picard: samples that the next sweep is over
  int sweeps = 0;            ///< .. sweeps over as many that are done
  OrderParameters order;     ///< so far; from stage residual on the solution's
  Solution results;          ///< E, sweeps, residual, jitter, residuals and wall_seconds so far
  EnsembleSpread spread;     ///< from stage ensembles on
};

/// A copy of the last state that a solution could go on from, for when it is stopped between two.
class LatestSolution {
 public:
  void keep(SolutionCheckpoint const& state);
  /// Null where there was none.
  SolutionCheckpoint const* state() const { return state_ ? &*state_ : nullptr; }

 private:
  std::optional<SolutionCheckpoint> state_;
};

/// The checkpoint to resume where it is of this stage, else null.
SolutionCheckpoint const* resumed_at(SolveOptions const& options, SolutionCheckpoint::Stage stage);

/// \throws Error  naming what in the checkpoint does not fit the model and the options
void validate(SolutionCheckpoint const& checkpoint, Dense const& model,
              SolveOptions const& options);

}  // namespace mattis
