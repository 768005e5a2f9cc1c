// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/solve.hpp>

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace mattis {

/// One point of a sweep: how the overlap with one condensed pattern goes on from a cue of amplitude
/// a. Overlaps, errors and residual are NaN, and m, m_se are full of it, where the theory was not
/// solved.
struct RecoveryRow {
  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

  int n = 1;
  double alpha = 0, a = 0, ic_noise = 0;
  double m_initial = unknown, m_initial_se = unknown;  ///< m(0)
  double m_peak = unknown, m_peak_se = unknown;        ///< largest m(t)
  /// Time of the peak, in units of the neuron's time constant; its error is half the length of the
  /// stretch of time around it whose overlap lies within m_peak_se of the peak's, at least half a
  /// step.
  double t_peak = unknown, t_peak_se = unknown;
  double m_final = unknown, m_final_se = unknown;  ///< m(T-1)
  /// The peak is above m(0) by more than sqrt(m_initial_se^2 + m_peak_se^2), which exceeds the
  /// error of their difference where the two errors go together.
  bool recovered = false;
  bool retained = false;    ///< m(T-1) is at least the threshold
  bool refined = false;     ///< not of the grid: a step of the bisection for the capacity
  bool converged = false;   ///< the theory was solved
  std::string remark = {};  ///< why it was not; else the warnings of its diagnosis, joined by "; "
  int sweeps = 0;           ///< as those of Solution
  double residual = unknown;
  double wall_seconds = 0;
  std::vector<double> m = {}, m_se = {};  ///< (T) the whole course
};

/// Largest load at which the strongest cue is retained up to the last step. NaN: no such load among
/// those tried.
struct Capacity {
  int n = 1;
  double a = 0;         ///< the cue
  double lower = 0;     ///< largest load tried at which it is retained
  double upper = 0;     ///< the next load tried, at which it is not, nor at any beyond
  double alpha = 0;     ///< halfway between the two
  double alpha_se = 0;  ///< the error of m(T-1) there over its slope; the bracket is not in it
};

using RowCallback = std::function<void(RecoveryRow const&)>;

struct RecoveryOptions {
  std::vector<int> n = {1};   ///< interaction orders: 1 (Hopfield) or even
  std::vector<double> alpha;  ///< loads, each once
  double g = 0;               ///< coupling gain, > 0
  std::vector<double>
      a;  ///< amplitudes of the cue, > 0, each once; one condensed pattern in every point
  std::optional<double> ic_noise = {};  ///< of the cue; none: sqrt(max(0, g^2 - a^2))
  /// Overlap that counts as retained, in (0, 1). Retrieval below capacity is nearly perfect (0.97
  /// at the capacity of the binary network without noise, Amit, Gutfreund and Sompolinsky 1985);
  /// what is lost beyond leaves a remnant that decays slowly, through 0.5 only long after the
  /// horizons that can be solved for.
  double threshold = 0.9;
  double capacity_tol =
      0.002;  ///< bisect until lower and upper are no farther apart; 0: no bisection
  /// Of every point; no given samples, no checkpoint. One seed for all: the points share their
  /// random numbers, so that differences between rows are known better than the rows. Progress
  /// tells of the whole sweep. Of a team each process solves points of the grid alone, and all
  /// together those of the bisection.
  SolveOptions solve = {.method = Method::causal};
  /// Called with each row when it is finished, on the calling thread; what it throws ends the
  /// sweep.
  RowCallback on_row = {};
  /// The first rows of an earlier call with these options, in its order: taken over instead of
  /// solved, without on_row.
  std::vector<RecoveryRow> finished = {};
};

struct Recovery {
  std::vector<RecoveryRow>
      rows;  ///< n, then alpha, then a (fastest); after the rows of an n, its refined ones
  std::vector<Capacity> capacities;  ///< one for each n
  double wall_seconds = 0;
};

/// Checks every option, for every point. \throws Error naming the option
template <Real T = float, ExecutionSpace Exec = Kokkos::DefaultHostExecutionSpace>
void validate(RecoveryOptions const& options, int concurrency);

/// Transient recovery (Clark 2025; docs/models.md 1.2): the mean-field theory at every load, order
/// and amplitude of the cue. Same bits for any number of threads. A point that cannot be solved is
/// recorded as such, and the sweep goes on. \throws Error  for a bad option before any work
template <Real T = float, ExecutionSpace Exec>
Recovery recovery(Exec const& exec, RecoveryOptions const& options);

}  // namespace mattis
