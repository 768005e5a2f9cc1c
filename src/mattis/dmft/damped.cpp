// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/dmft/damped.hpp>
#include <mattis/dmft/solution_checkpoint.hpp>

#include <algorithm>
#include <cmath>

namespace mattis {
namespace {

/// a <- a + share (b - a)
void mix(double share, HostArray<double**> const& b, HostArray<double**> const& a) {
  for (std::size_t i = 0; i < a.size(); ++i) a.data()[i] += share * (b.data()[i] - a.data()[i]);
}

}  // namespace

template <ExecutionSpace Exec, Real T>
OrderParameters solve_by_damped_iteration(Ensemble<Exec, T>& ensemble, Dense const& model,
                                          SolveOptions const& options, Solution& solution) {
  auto const condensed = static_cast<int>(model.a.size());
  auto const now = initial_guess(options.T, condensed);
  OrderParameters const next(options.T, condensed);
  if (auto const* const resumed = resumed_at(options, SolutionCheckpoint::Stage::iteration))
    copy(resumed->order, now);
  bool const fresh = !options.samples;
  double const enough =
      fresh ? std::max(options.tol, 10 / std::sqrt(static_cast<double>(options.M))) : options.tol;
  auto const save = [&] {
    options.checkpoint.save({.stage = SolutionCheckpoint::Stage::iteration,
                             .samples = options.M,
                             .sweeps = solution.sweeps,
                             .order = now,
                             .results = solution,
                             .spread = {}});
  };
  for (int iteration = solution.sweeps; iteration < options.iterations; ++iteration) {
    solution.jitter = ensemble.map(now, fresh ? iteration * options.M : 0, options.M, next);
    solution.residual = largest_change(now, next);
    solution.residuals.push_back(solution.residual);
    ++solution.sweeps;
    expect(std::isfinite(solution.residual), "iteration " + to_text(solution.sweeps),
           "finite order parameters (a smaller dt helps)", solution.residual);
    mix(options.update_stepsize, next.C, now.C);
    mix(options.update_stepsize, next.S, now.S);
    mix(options.update_stepsize, next.m, now.m);
    if (!fresh && solution.residual <= options.tol) return now;
    if (options.progress) {
      options.progress({.stage = "iteration",
                        .fraction = static_cast<double>(iteration + 1) / options.iterations,
                        .residual = solution.residual});
    }
    if (iteration + 1 < options.iterations && options.checkpoint.is_due()) save();
  }
  if (solution.residual <= enough) return now;
  if (options.checkpoint.is_wanted()) save();
  throw_unexpected("iterations",
                   "a residual of at most " + to_text(enough) + " after " +
                       to_text(options.iterations) +
                       " damped iterations (more of them, another update_stepsize, a smaller dt or "
                       "method picard may "
                       "help)",
                   to_text(solution.residual));
}

#define MATTIS_INSTANTIATE_DAMPED(EXEC)                                                     \
  template OrderParameters solve_by_damped_iteration(Ensemble<EXEC, float>&, Dense const&,  \
                                                     SolveOptions const&, Solution&);       \
  template OrderParameters solve_by_damped_iteration(Ensemble<EXEC, double>&, Dense const&, \
                                                     SolveOptions const&, Solution&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_DAMPED)

}  // namespace mattis
