// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// How solve() gets from its options to a solution, in a workspace that it is given.
#include <mattis/core/clock.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/finite.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/dmft/causal_pass.hpp>
#include <mattis/dmft/damped.hpp>
#include <mattis/dmft/detail/host_blocks.hpp>
#include <mattis/dmft/picard.hpp>
#include <mattis/dmft/solution_checkpoint.hpp>
#include <mattis/dmft/standard_errors.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace mattis::detail {

/// Rounding the states moves the solution of few samples by up to 1e5 roundings (n = 4, 64 samples
/// of which some come near a change of sign: 3e-2 in S), and with given samples no sampling error
/// hides it. Whatever the precision, double has the last word there.
template <Real T>
bool ends_in_double(SolveOptions const& options) {
  return std::is_same_v<T, float> && options.samples && options.method != Method::damped;
}

inline Solution allocate_solution(int steps, int condensed) {
  auto const T = static_cast<std::size_t>(steps);
  auto const K = static_cast<std::size_t>(condensed);
  auto const array = [T](char const* label, std::size_t columns) {
    return HostArray<double**>(label, T, columns);
  };
  Solution solution;
  solution.m_se = array("mattis::solution::m_se", K);
  solution.C_phi_se = array("mattis::solution::C_phi_se", T);
  solution.S_phi_se = array("mattis::solution::S_phi_se", T);
  solution.E = array("mattis::solution::E", 2);
  solution.E_se = array("mattis::solution::E_se", 2);
  return solution;
}

/// One pass, then one sweep that measures by how much rounding keeps its result from being a fixed
/// point.
template <ExecutionSpace Exec, Real T>
OrderParameters solve_in_one_pass(Exec const& exec, Ensemble<Exec, T>& ensemble, Dense const& model,
                                  SolveOptions const& options, Arena<Exec> const& room,
                                  Solution& solution) {
  auto const condensed = static_cast<int>(model.a.size());
  OrderParameters const order(options.T, condensed);
  if (auto const* const resumed = resumed_at(options, SolutionCheckpoint::Stage::residual)) {
    copy(resumed->order, order);
  } else {
    CausalPass<Exec, T> pass(exec, model, options, options.M, room);
    solution.jitter = pass.run(0, order, options.progress);
    pass.energies(order, solution.E);
    if (options.checkpoint.is_due())
      options.checkpoint.save({.stage = SolutionCheckpoint::Stage::residual,
                               .order = order,
                               .results = solution,
                               .spread = {}});
  }
  OrderParameters const swept(options.T, condensed);
  ensemble.map(order, 0, options.M, swept);
  solution.sweeps = 1;
  solution.residual = largest_change(order, swept);
  solution.residuals = {solution.residual};
  expect(std::isfinite(solution.residual), "method causal",
         "finite order parameters (a smaller dt helps)", solution.residual);
  return order;
}

/// Where sweeps start, and what was done to get there.
struct Start {
  OrderParameters order;
  int sweeps;
  std::vector<double> residuals;
};

/// Sweeps in single precision, for those in double precision to start from.
template <ExecutionSpace Exec>
Start start_in_single(Exec const& exec, Dense const& model, SolveOptions options,
                      Scratch<Exec> const& scratch) {
  options.tol = std::max(options.tol, 1e-5);  // rounding
  options.checkpoint = {};
  Ensemble<Exec, float> ensemble(exec, model, options, Arena<Exec>(scratch));
  auto const condensed = static_cast<int>(model.a.size());
  auto solution = allocate_solution(options.T, condensed);
  auto const order =
      solve_by_sweeps(ensemble, model, options, initial_guess(options.T, condensed), solution);
  return {order, solution.sweeps, solution.residuals};
}

template <ExecutionSpace Exec, Real T>
OrderParameters find_order_parameters(Exec const& exec, Ensemble<Exec, T>& ensemble,
                                      Dense const& model, SolveOptions const& options,
                                      std::optional<Start> start, Arena<Exec> const& room,
                                      Solution& solution) {
  auto const condensed = static_cast<int>(model.a.size());
  auto const* const resumed = options.checkpoint.resume.get();
  if (resumed != nullptr && resumed->stage >= SolutionCheckpoint::Stage::ensembles) {
    OrderParameters const order(options.T, condensed);
    copy(resumed->order, order);
    return order;
  }
  if (options.method == Method::causal)
    return solve_in_one_pass(exec, ensemble, model, options, room, solution);
  auto const order =
      options.method == Method::damped
          ? solve_by_damped_iteration(ensemble, model, options, solution)
          : solve_by_sweeps(ensemble, model, options,
                            start ? start->order : initial_guess(options.T, condensed), solution);
  ensemble.energies(order, solution.E);
  return order;
}

/// Takes over what a checkpoint has already.
inline void take_over(Solution const& results, Solution& solution) {
  std::copy_n(results.E.data(), results.E.size(), solution.E.data());
  solution.sweeps = results.sweeps;
  solution.residual = results.residual;
  solution.jitter = results.jitter;
  solution.kernel_rank = results.kernel_rank;
  solution.kernel_error = results.kernel_error;
  solution.residuals = results.residuals;
}

inline double effective_samples(Solution const& solution) {
  double naive = 0, stated = 0;
  for (std::size_t t = 0; t < solution.m.extent(0); ++t) {
    for (std::size_t k = 0; k < solution.m.extent(1); ++k) {
      naive += solution.C_phi(t, t) - solution.m(t, k) * solution.m(t, k);
      stated += solution.m_se(t, k) * solution.m_se(t, k);
    }
  }
  return naive / stated;
}

template <Real T, ExecutionSpace Exec>
void diagnose(Exec const& exec, Dense const& model, SolveOptions const& options,
              OrderParameters const& order, Solution& solution) {
  Closure const closure(model, options.T, options.how);
  closure.update(host_side(exec), order);
  CovarianceFactor factor(options.T, options.jitter,
                          static_cast<double>(std::numeric_limits<T>::epsilon()), options.how);
  factor.factor(host_side(exec), closure.C_eta);
  solution.diagnosis.noise_condition = factor.condition_number(closure.C_eta);
  if (options.standard_errors) solution.diagnosis.effective_samples = effective_samples(solution);
  if (solution.residual > options.tol && options.method == Method::causal) {
    solution.diagnosis.warnings.push_back("rounding alone moves the order parameters by " +
                                          to_text(solution.residual) +
                                          " in a sweep, more than tol: precision double "
                                          "may help");
  }
}

/// \throws Error  naming the first step whose entry is no number
inline void expect_finite(char const* name, HostArray<double**> const& values) {
  for (std::size_t t = 0; t < values.extent(0); ++t)
    for (std::size_t k = 0; k < values.extent(1); ++k) expect_finite(name, values(t, k), "t", t);
}

/// Where a solution works.
template <ExecutionSpace Exec>
struct SolveWorkspace {
  Scratch<Exec> memory;
  bool has_pass;  // room for one over M samples behind the ensemble
};

template <Real T, ExecutionSpace Exec>
Solution solve_from(Exec const& exec, Dense const& model, SolveOptions const& options,
                    std::optional<Start> start, SolveWorkspace<Exec> const& workspace,
                    Clock const& clock) {
  auto const* const resumed = options.checkpoint.resume.get();
  double const before = resumed != nullptr ? resumed->results.wall_seconds : 0;
  auto solution = allocate_solution(options.T, static_cast<int>(model.a.size()));
  if (resumed != nullptr) take_over(resumed->results, solution);
  if (start) {
    solution.sweeps = start->sweeps;
    solution.residuals = start->residuals;
  }
  Arena<Exec> const arena(workspace.memory);
  Ensemble<Exec, T> ensemble(exec, model, options, arena);
  auto const room = [&] { return Arena<Exec>(arena); };  // what is left, for each in turn
  auto const note_kernel = [&](Solution& results) {
    results.kernel_rank = std::max(solution.kernel_rank, ensemble.kernel_rank());
    results.kernel_error = std::max(solution.kernel_error, ensemble.kernel_error());
  };
  LatestSolution latest;
  auto timed = options;
  bool due = true;  // where nobody asked before, a state is saved in any case
  if (options.checkpoint.is_wanted()) {
    timed.checkpoint.due = [&] {
      due = options.checkpoint.is_due();
      return true;
    };
    timed.checkpoint.save = [&](SolutionCheckpoint checkpoint) {
      checkpoint.results.wall_seconds = before + clock.seconds();
      note_kernel(checkpoint.results);
      latest.keep(checkpoint);
      if (std::exchange(due, true)) options.checkpoint.save(checkpoint);
    };
  }
  try {
    auto const order =
        find_order_parameters(exec, ensemble, model, timed, std::move(start), room(), solution);
    solution.m = order.m;
    solution.C_phi = order.C;
    solution.S_phi = order.S;
    expect_finite("m", solution.m);
    expect_finite("C_phi", solution.C_phi);
    expect_finite("S_phi", solution.S_phi);
    expect_finite("E", solution.E);
    if (options.standard_errors)
      estimate_standard_errors(exec, ensemble, model, timed, order, solution,
                               workspace.has_pass ? room() : Arena<Exec>(exec));
    diagnose<T>(exec, model, options, order, solution);
  } catch (Stopped const&) {
    if (latest.state() != nullptr) options.checkpoint.save(*latest.state());
    throw;
  }
  note_kernel(solution);
  if (options.team != nullptr) {
    solution.kernel_rank = static_cast<int>(greatest(*options.team, solution.kernel_rank));
    solution.kernel_error = greatest(*options.team, solution.kernel_error);
  }
  solution.kernel_tol = kernel_tolerance<T>(options);
  solution.wall_seconds = before + clock.seconds();
  return solution;
}

}  // namespace mattis::detail
