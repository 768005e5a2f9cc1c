// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/checkpoint_hooks.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/core/progress.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/core/team.hpp>
#include <mattis/kernels/patterns.hpp>
#include <mattis/models/hopfield.hpp>
#include <mattis/models/integrator.hpp>

#include <cstdint>

namespace mattis {

struct SimulationCheckpoint;

struct SimulateOptions {
  int T = 100;           ///< records kept, of t = 0 .. T-1
  double dt = 0.02;      ///< between them, in units of the neuron's time constant, in (0, 1]
  std::int64_t N = 200;  ///< neurons
  int trials = 1;        ///< independent sets of patterns
  int cues = 1;  ///< initial states of each set of patterns, independent draws of their noise
  std::uint64_t seed = 0;
  bool distinct_indices = false;  ///< only products of n + 1 different neurons interact; n <= 32
  bool save_states = false;       ///< keep x and phi
  Integrator integrator =
      Integrator::euler;  ///< cvode: states of double, and a build with SUNDIALS
  double rtol = 1e-6;     ///< cvode's tolerance of a step, of x_i relative to |x_i| + 1
  ProgressCallback progress = {};
  StopCallback should_stop = {};
  CheckpointHooks<SimulationCheckpoint> checkpoint = {};
  How how = {};  ///< which implementation of the kernels runs
  /// Processes that share the networks, trials and cues, or the patterns of each; null: this one
  /// alone. All give the same options; progress and checkpoint.save may be one's alone.
  Team const* team = nullptr;
  /// Share the patterns of a network instead: each process draws and keeps blocks of them, and
  /// fields are sums over blocks in a fixed tree (models/shared_network.hpp). The same for any
  /// number of processes, one included; within rounding what networks are otherwise. Not with
  /// distinct indices.
  bool by_patterns = false;
};

/// Order parameters of every network, on the host; row trial * cues + cue.
struct Simulation {
  HostArray<double***> m;  ///< (trials cues, T, K) overlaps with the condensed patterns
  HostArray<double***>
      E;  ///< (trials cues, T, 2) energy per neuron: pattern part E0, single-neuron part E1
  HostArray<double***> x;    ///< (trials cues, T, N), empty unless asked for
  HostArray<double***> phi;  ///< (trials cues, T, N), empty unless asked for
  std::int64_t P = 0;        ///< patterns
  std::int64_t steps = 0;    ///< of the integrator, of all networks together
  double wall_seconds = 0;
};

/// Bytes that simulate() allocates, results included.
template <Real T = float, ExecutionSpace Exec = Kokkos::DefaultHostExecutionSpace>
std::size_t simulation_bytes(Dense const& model, SimulateOptions const& options);

/// Checks every option against the model, the memory that Exec allocates from included. \throws
/// Error naming the option
template <Real T = float, ExecutionSpace Exec = Kokkos::DefaultHostExecutionSpace>
void validate(Dense const& model, SimulateOptions const& options);

/// Simulates `trials` independent sets of patterns, each from `cues` initial states
/// (docs/models.md 1.1), by Euler steps or in continuous time. Same bits for any number of threads,
/// of processes of a team, of trials and of cues. \throws Error for a bad option, before any work;
/// Stopped  where options.should_stop says so
template <Real T = float, ExecutionSpace Exec>
Simulation simulate(Exec const& exec, Dense const& model, SimulateOptions const& options);

/// One network whose patterns and initial state x0 (N) are given: trajectories of all P overlaps.
template <Real T = float, ExecutionSpace Exec>
Simulation simulate_from(Exec const& exec, Dense const& model, SimulateOptions const& options,
                         PatternSet<Exec> const& xi, HostArray<double const*> x0);

}  // namespace mattis
