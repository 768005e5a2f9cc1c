// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/dmft/moment_matching.hpp>
#include <mattis/dmft/picard.hpp>
#include <mattis/dmft/solution_checkpoint.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace mattis {
namespace {

/// The first sweeps need no precision: 1024 samples, then eight times as many until all M are in.
constexpr std::int64_t first_samples = 1024;
constexpr std::int64_t sample_growth = 8;

/// A stage over fewer than all samples ends when a sweep changes less than its own sampling error.
double stage_tolerance(std::int64_t samples, Dense const& model, SolveOptions const& options) {
  return samples < options.M ? std::max(options.tol, 0.3 * sampling_error(model, options, samples))
                             : options.tol;
}

double fraction_done(double residual, double first, double tol) {
  if (!(residual < first)) return 0;
  return std::clamp(std::log(first / residual) / std::log(first / tol), 0.0, 1.0);
}

}  // namespace

template <ExecutionSpace Exec, Real T>
OrderParameters solve_by_sweeps(Ensemble<Exec, T>& ensemble, Dense const& model,
                                SolveOptions const& options, OrderParameters const& start,
                                Solution& solution) {
  auto now = start;
  OrderParameters next(options.T, static_cast<int>(model.a.size()));
  std::int64_t samples = options.samples ? options.M : std::min(first_samples, options.M);
  int const limit = sweep_limit(options);
  int sweeps_of_stage = 0;
  if (auto const* const resumed = resumed_at(options, SolutionCheckpoint::Stage::iteration)) {
    copy(resumed->order, now);
    samples = resumed->samples;
    sweeps_of_stage = resumed->sweeps;
  }
  auto const save = [&] {
    options.checkpoint.save({.stage = SolutionCheckpoint::Stage::iteration,
                             .samples = samples,
                             .sweeps = sweeps_of_stage,
                             .order = now,
                             .results = solution,
                             .spread = {}});
  };
  while (sweeps_of_stage < limit) {
    // The first sweep over all samples moves what fewer of them gave: it is not the last, unless it
    // starts from what is within tol.
    bool const near = !solution.residuals.empty() && solution.residuals.back() <= options.tol;
    bool const draft = samples == options.M && sweeps_of_stage == 0 && limit > 1 && !near;
    double kernel_tol = 0;
    if (draft || samples < options.M) kernel_tol = negligible_error(model, options, samples);
    if (draft) kernel_tol = std::min(kernel_tol, 0.1 * options.tol);
    solution.jitter = ensemble.map(now, 0, samples, next, kernel_tol);
    solution.residual = largest_change(now, next);
    solution.residuals.push_back(solution.residual);
    if (samples == options.M) ++solution.sweeps;
    ++sweeps_of_stage;
    expect(std::isfinite(solution.residual),
           "sweep " + to_text(static_cast<int>(solution.residuals.size())),
           "finite order parameters (a smaller dt helps)", solution.residual);
    std::swap(now, next);
    bool const converged = solution.residual <= stage_tolerance(samples, model, options);
    if (converged && samples == options.M && !draft) return now;
    if (samples < options.M && (converged || sweeps_of_stage == limit)) {
      samples = std::min(options.M, samples * sample_growth);
      sweeps_of_stage = 0;
    }
    if (options.progress) {
      options.progress(
          {.stage = "sweep",
           .fraction = fraction_done(solution.residual, solution.residuals.front(), options.tol),
           .residual = solution.residual});
    }
    if (sweeps_of_stage < limit && options.checkpoint.is_due()) save();
  }
  if (options.checkpoint.is_wanted()) save();
  throw_unexpected(
      "max_sweeps",
      "convergence to tol = " + to_text(options.tol) + " within " + to_text(limit) +
          " sweeps (more of them, a smaller dt, a larger tol or method causal may help)",
      "a residual of " + to_text(solution.residual));
}

#define MATTIS_INSTANTIATE_PICARD(EXEC)                                                 \
  template OrderParameters solve_by_sweeps(Ensemble<EXEC, float>&, Dense const&,        \
                                           SolveOptions const&, OrderParameters const&, \
                                           Solution&);                                  \
  template OrderParameters solve_by_sweeps(Ensemble<EXEC, double>&, Dense const&,       \
                                           SolveOptions const&, OrderParameters const&, \
                                           Solution&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_PICARD)

}  // namespace mattis
