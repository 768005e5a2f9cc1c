// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/checkpoint_hooks.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/core/progress.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/core/team.hpp>
#include <mattis/dmft/diagnosis.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/models/hopfield.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace mattis {

/// Given samples instead of drawn ones.
struct Samples {
  HostArray<std::int8_t**> xi;  ///< (M, K) signs of the condensed patterns
  HostArray<double*> x0;        ///< (M) initial states
  HostArray<double**> z;        ///< (T, M) standard normals: eta = L z
};

struct SolutionCheckpoint;

/// How to reach the fixed point of the map (m, C, S) -> (m', C', S').
enum class Method {
  picard,  ///< undamped sweeps over fixed samples
  causal,  ///< one pass through time; keeps the history of every sample, (2 T + K + 1) M numbers
  damped,  ///< damped iteration over fresh samples, for comparison
};

/// "picard", "causal", "damped"
std::string method_name(Method method);
/// \throws Error  for a name that is none of these
Method method_of(std::string const& name);

struct SolveOptions {
  int T = 100;             ///< Euler steps kept
  double dt = 0.02;        ///< step, in (0, 1]
  std::int64_t M = 50000;  ///< samples of the effective neuron
  double tol = 1e-4;       ///< stop when no entry of m, C_phi, S_phi changes by more in a sweep
  int max_sweeps =
      0;  ///< sweeps over all samples before it is an error; 0: T + 20 (causality needs T at most)
  Method method = Method::picard;
  double update_stepsize =
      0.3;               ///< damped: share of the new order parameters in each iteration, in (0, 1]
  int iterations = 150;  ///< damped: sweeps, each over M fresh samples
  std::uint64_t seed = 0;
  std::optional<double> jitter =
      {};  ///< added to the diagonal of C_eta; none: the smallest that lets it factor
  /// Largest KernelCompression::error() of the self-coupling that the samples read compressed; 0:
  /// always all of it; none: kernel_tolerance(). Sweeps over fewer than M samples take a hundredth
  /// of their scatter where that is larger, unless it is 0; the first over all M likewise, but no
  /// more than a tenth of tol. Method causal reads all of it.
  std::optional<double> kernel_tol = {};
  std::optional<Samples> samples = {};
  bool match_moments = true;  ///< give drawn samples their exact second moments
                              ///< (moment_matching.hpp); not for damped
  bool standard_errors = true;
  ProgressCallback progress = {};
  StopCallback should_stop = {};
  CheckpointHooks<SolutionCheckpoint> checkpoint = {};
  How how = {};  ///< which implementation of the kernels runs
  /// Processes that share the samples, and the ensembles of the standard errors; null: this one
  /// alone. All give the same options; progress and checkpoint.save may be one's alone.
  Team const* team = nullptr;
};

/// The tolerance of the compressed self-coupling that is used: options.kernel_tol or else eight
/// rounding errors of the state, far below sweep_error_bound.
template <Real T>
double kernel_tolerance(SolveOptions const& options) {
  return options.kernel_tol.value_or(8 * static_cast<double>(std::numeric_limits<T>::epsilon()));
}

/// Order parameters of the N -> infinity network, on the host, with their standard errors.
struct Solution {
  HostArray<double**> m, m_se;          ///< (T, K)
  HostArray<double**> C_phi, C_phi_se;  ///< (T, T) <phi(t) phi(s)>
  HostArray<double**> S_phi, S_phi_se;  ///< (T, T) <d phi(t) / d eta(s)>, strictly lower triangular
  HostArray<double**> E, E_se;  ///< (T, 2) energy per neuron: pattern part, single-neuron part
  int sweeps = 0;               ///< over all samples
  double residual = 0;          ///< largest change of the last sweep
  double jitter = 0;            ///< on the diagonal of C_eta
  double kernel_tol = 0;        ///< that was used
  int kernel_rank = 0;      ///< largest of the sweeps over all M samples; 0: none was compressed
  double kernel_error = 0;  ///< largest KernelCompression::error() of them
  std::vector<double> residuals;  ///< of every sweep, the ones over few samples included
  Diagnosis diagnosis;
  double wall_seconds = 0;
};

/// Bytes that solve() allocates on a space of `concurrency` threads, results included.
template <Real T = float, ExecutionSpace Exec = Kokkos::DefaultHostExecutionSpace>
std::size_t solver_bytes(Dense const& model, SolveOptions const& options, int concurrency);

/// Checks every option against the model, the memory that Exec allocates from included. \throws
/// Error naming the option
template <Real T = float, ExecutionSpace Exec = Kokkos::DefaultHostExecutionSpace>
void validate(Dense const& model, SolveOptions const& options, int concurrency);

/// Solves the dynamical mean-field theory (docs/models.md 1.2, 1.3) for n = 1 or an even n. Same
/// bits for any number of threads and of processes of a team. With given samples (not for damped)
/// the states are double in the end for either T: nothing but rounding would separate the result
/// from theirs. \throws Error  for a bad option before any work; for no convergence, with the
/// residual; Stopped  where options.should_stop says so
template <Real T = float, ExecutionSpace Exec>
Solution solve(Exec const& exec, Dense const& model, SolveOptions const& options);

}  // namespace mattis
