// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/clock.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/shape.hpp>
#include <mattis/dmft/solve.hpp>
#include <mattis/dmft/standard_errors.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace mattis {
namespace {

using HostSpace = Kokkos::DefaultHostExecutionSpace;

/// The first sweeps need no precision: 1024 samples, then eight times as many until all M are in.
constexpr std::int64_t first_samples = 1024;
constexpr std::int64_t sample_growth = 8;

/// A stage over `samples` samples ends when a sweep changes less than its own sampling error, about 1 / sqrt(samples).
double stage_tolerance(std::int64_t samples, SolveOptions const& options) {
  return samples < options.M ? std::max(options.tol, 0.3 / std::sqrt(static_cast<double>(samples))) : options.tol;
}

/// Sweeps of one stage: one more step of time is exact after each (causality).
int sweep_limit(SolveOptions const& options) { return options.max_sweeps > 0 ? options.max_sweeps : options.T + 20; }

double fraction_done(double residual, double first, double tol) {
  if (!(residual < first)) return 0;
  return std::clamp(std::log(first / residual) / std::log(first / tol), 0.0, 1.0);
}

template <ExecutionSpace Exec, Real T>
OrderParameters sweep_to_convergence(Ensemble<Exec, T>& ensemble, Dense const& model, SolveOptions const& options,
                                     Solution& solution) {
  auto const condensed = static_cast<int>(model.a.size());
  OrderParameters now(options.T, condensed);
  OrderParameters next(options.T, condensed);
  ensemble.initial_guess(now);
  std::int64_t samples = options.samples ? options.M : std::min(first_samples, options.M);
  int const limit = sweep_limit(options);
  int sweeps_of_stage = 0;
  while (sweeps_of_stage < limit) {
    solution.jitter = ensemble.map(now, 0, samples, next);
    solution.residual = largest_change(now, next);
    solution.residuals.push_back(solution.residual);
    if (samples == options.M) ++solution.sweeps;
    ++sweeps_of_stage;
    expect(std::isfinite(solution.residual), "sweep " + to_text(static_cast<int>(solution.residuals.size())),
           "finite order parameters (a smaller dt helps)", solution.residual);
    std::swap(now, next);
    bool const converged = solution.residual <= stage_tolerance(samples, options);
    if (converged && samples == options.M) return now;
    if (samples < options.M && (converged || sweeps_of_stage == limit)) {
      samples = std::min(options.M, samples * sample_growth);
      sweeps_of_stage = 0;
    }
    if (options.progress) {
      options.progress({.stage = "sweep",
                        .fraction = fraction_done(solution.residual, solution.residuals.front(), options.tol),
                        .residual = solution.residual});
    }
  }
  throw_unexpected("max_sweeps",
                   "convergence to tol = " + to_text(options.tol) + " within " + to_text(limit) +
                       " sweeps (more of them, a smaller dt, a larger tol or method causal may help)",
                   "a residual of " + to_text(solution.residual));
}

Solution allocate_solution(int steps, int condensed) {
  auto const T = static_cast<std::size_t>(steps);
  auto const K = static_cast<std::size_t>(condensed);
  auto const array = [T](char const* label, std::size_t columns) { return HostArray<double**>(label, T, columns); };
  Solution solution;
  solution.m_se = array("mattis::solution::m_se", K);
  solution.C_phi_se = array("mattis::solution::C_phi_se", T);
  solution.S_phi_se = array("mattis::solution::S_phi_se", T);
  solution.E = array("mattis::solution::E", 2);
  solution.E_se = array("mattis::solution::E_se", 2);
  return solution;
}

void check_samples(Samples const& samples, SolveOptions const& options, std::size_t condensed) {
  auto const M = static_cast<std::size_t>(options.M);
  expect_shape("samples xi", samples.xi, {M, condensed});
  expect_shape("samples x0", samples.x0, {M});
  expect_shape("samples z", samples.z, {static_cast<std::size_t>(options.T), M});
  for (std::size_t i = 0; i < samples.xi.size(); ++i) {
    expect(std::abs(samples.xi.data()[i]) == 1, "samples xi", "+1 or -1 everywhere", int{samples.xi.data()[i]});
  }
  for (std::size_t i = 0; i < samples.x0.size(); ++i) {
    expect(std::isfinite(samples.x0.data()[i]), "samples x0", "finite numbers", samples.x0.data()[i]);
  }
  for (std::size_t i = 0; i < samples.z.size(); ++i) {
    expect(std::isfinite(samples.z.data()[i]), "samples z", "finite numbers", samples.z.data()[i]);
  }
}

}  // namespace

template <Real T>
std::size_t solver_bytes(Dense const& model, SolveOptions const& options, int concurrency) {
  auto const condensed = static_cast<int>(model.a.size());
  // The solution and its errors, three more sets while the sweeps and the spread over ensembles run.
  return Ensemble<HostSpace, T>::bytes(model, options, concurrency) + 6 * OrderParameters::bytes(options.T, condensed);
}

template <Real T>
void validate(Dense const& model, SolveOptions const& options, int concurrency) {
  validate(model);
  expect_order(model.n);
  expect(options.T >= 2, "T", "at least 2 steps", options.T);
  expect(options.dt > 0 && options.dt <= 1, "dt", "a step in (0, 1]", options.dt);
  expect(options.M >= 1, "M", "at least 1 sample", options.M);
  expect(std::isfinite(options.tol) && options.tol > 0, "tol", "a tolerance above 0", options.tol);
  expect(options.max_sweeps >= 0, "max_sweeps", "at least 1 sweep, or 0 for T + 20", options.max_sweeps);
  if (options.jitter) {
    expect(std::isfinite(*options.jitter) && *options.jitter >= 0, "jitter", "at least 0", *options.jitter);
  }
  auto const steps = static_cast<double>(options.T);
  expect_fits_in_memory("memory for T = " + to_text(options.T), 100 * steps * steps);  // before any size could overflow
  expect_fits_in_memory("memory", static_cast<double>(solver_bytes<T>(model, options, concurrency)));
  if (options.samples) check_samples(*options.samples, options, model.a.size());
}

template <Real T, ExecutionSpace Exec>
Solution solve(Exec const& exec, Dense const& model, SolveOptions const& options) {
  validate<T>(model, options, exec.concurrency());
  Clock const clock;
  auto solution = allocate_solution(options.T, static_cast<int>(model.a.size()));
  Ensemble<Exec, T> ensemble(exec, model, options);
  auto const order = sweep_to_convergence(ensemble, model, options, solution);
  solution.m = order.m;
  solution.C_phi = order.C;
  solution.S_phi = order.S;
  ensemble.energies(order, solution.E);
  if (options.standard_errors) estimate_standard_errors(ensemble, options, order, solution);
  solution.wall_seconds = clock.seconds();
  return solution;
}

#define MATTIS_INSTANTIATE_SOLVE(EXEC)                                                  \
  template Solution solve<float, EXEC>(EXEC const&, Dense const&, SolveOptions const&); \
  template Solution solve<double, EXEC>(EXEC const&, Dense const&, SolveOptions const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_SOLVE)

template std::size_t solver_bytes<float>(Dense const&, SolveOptions const&, int);
template std::size_t solver_bytes<double>(Dense const&, SolveOptions const&, int);
template void validate<float>(Dense const&, SolveOptions const&, int);
template void validate<double>(Dense const&, SolveOptions const&, int);

}  // namespace mattis
