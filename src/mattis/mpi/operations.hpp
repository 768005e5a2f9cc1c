// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The calls that processes share, the communicator beside the execution space. All processes of it
// make the same call with the same options, and all get the result: the same bits for any number of
// processes and of threads. Progress, rows and checkpoints may be wanted by one of them alone.
#include <mattis/dmft/recovery.hpp>
#include <mattis/dmft/solve.hpp>
#include <mattis/models/simulate.hpp>
#include <mattis/mpi/communicator.hpp>

namespace mattis::mpi {

/// mattis::solve: each process takes a share of the samples, and some of the ensembles that the
/// standard errors are estimated from.
template <Real T = float, ExecutionSpace Exec>
Solution solve(Exec const& exec, Communicator const& communicator, Dense const& model,
               SolveOptions options) {
  options.team = &communicator;
  return mattis::solve<T>(exec, model, options);
}

/// mattis::simulate: each process takes some of the trials, or of the cues of a trial.
template <Real T = float, ExecutionSpace Exec>
Simulation simulate(Exec const& exec, Communicator const& communicator, Dense const& model,
                    SimulateOptions options) {
  options.team = &communicator;
  return mattis::simulate<T>(exec, model, options);
}

/// mattis::recovery: each process solves points of the grid; the steps of the bisection, which wait
/// for each other, are solved by all together.
template <Real T = float, ExecutionSpace Exec>
Recovery recovery(Exec const& exec, Communicator const& communicator, RecoveryOptions options) {
  options.solve.team = &communicator;
  return mattis::recovery<T>(exec, options);
}

}  // namespace mattis::mpi
