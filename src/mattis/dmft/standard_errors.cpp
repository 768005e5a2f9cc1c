// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/dmft/causal_pass.hpp>
#include <mattis/dmft/ensemble_spread.hpp>
#include <mattis/dmft/moment_matching.hpp>
#include <mattis/dmft/solution_checkpoint.hpp>
#include <mattis/dmft/standard_errors.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

namespace mattis {
namespace {

using Stage = SolutionCheckpoint::Stage;

constexpr int most_ensembles = 16;
constexpr int fewest_ensembles = 8;
constexpr std::int64_t drawn_samples = 1024;
constexpr std::int64_t fewest_given_samples = 8;

/// Samples of a matched ensemble for each random number of a sample. So few scatter by more than 1
/// / sqrt(samples): stated over true errors of m, C and S 0.96 to 1.18 with three (T = 60, 64
/// seeds).
constexpr std::int64_t matched_samples_of_number = 3;

/// Sweeps of an ensemble of 1024 that starts from the solution. Measured: 2 for n = 1 far below
/// capacity, 5 above it (alpha 0.25, g 1.5, T 120), 2.5 for n = 2, where 1024 and 4096 samples give
/// the same scaled spread; 50 for n = 4 (alpha 0.05, g 1.5, T 60), where the scaled spread of m
/// grows by 1.8 from 1024 to 4096 samples and 2.7 to 16384.
constexpr int most_sweeps_of_weak_feedback = 10;

}  // namespace

bool may_pass(SolveOptions const& options) {
  return options.standard_errors && !options.samples && options.M > drawn_samples;
}

SubEnsembles sub_ensembles(Dense const& model, SolveOptions const& options) {
  if (!options.samples) {
    std::int64_t const drawn =
        options.method == Method::damped ? options.M * options.iterations : options.M;
    bool const matched = matches_moments(model, options, options.M);
    std::int64_t const enough =
        matched ? matched_samples_of_number * std::int64_t{numbers_of_sample(model, options)} : 0;
    std::int64_t const samples = std::min(options.M, std::max(enough, drawn_samples));
    // Large ensembles are as many as half of M samples make up, so that long horizons do not spend
    // most of their time here.
    std::int64_t const count = samples > drawn_samples ? options.M / (2 * samples) : most_ensembles;
    return {static_cast<int>(std::clamp<std::int64_t>(count, fewest_ensembles, most_ensembles)),
            samples, drawn};
  }
  auto const count =
      static_cast<int>(std::min<std::int64_t>(most_ensembles, options.M / fewest_given_samples));
  return {count, count > 0 ? options.M / count : 0, 0};
}

namespace {

void report(SolveOptions const& options, SubEnsembles const& plan, int ensemble) {
  if (!options.progress) return;
  options.progress(
      {.stage = "standard errors", .fraction = static_cast<double>(ensemble) / plan.count});
}

/// The ensemble that `spread` has begun, else number r from the solution on, by sweeps. `save` is
/// called between two of them. Long horizons converge slowly, each sweep changing 0.4 as much as
/// the one before (T = 300 and 1000, n = 1): what is left when the change is small is a sixth of
/// the spread, and is extrapolated.
template <ExecutionSpace Exec, Real T>
void solve_ensemble(Ensemble<Exec, T>& ensemble, Dense const& model, SolveOptions const& options,
                    SubEnsembles const& plan, int r, OrderParameters const& order,
                    OrderParameters& next, EnsembleSpread& spread,
                    std::function<void()> const& save) {
  // Ten times below the spread of an ensemble, which is what is estimated.
  double const enough = 0.1 * sampling_error(model, options, plan.samples);
  double const kernel_tol =
      plan.samples < options.M ? negligible_error(model, options, plan.samples) : 0;
  int const most_sweeps = order.steps() + 1;  // one more step of time is exact after each
  if (spread.sweeps_of_ensemble == 0) copy(order, spread.now);
  for (;;) {
    ensemble.map(spread.now, plan.first + r * plan.samples, plan.samples, next, kernel_tol);
    double const change = largest_change(spread.now, next);
    double const to_come = spread.take(next);
    report(options, plan, r);
    if (change < enough || spread.sweeps_of_ensemble == most_sweeps) {
      spread.extrapolate(next, to_come);
      ensemble.energies(spread.now, spread.E);
      return;
    }
    if (save) save();
  }
}

/// One ensemble after the other; with a team, each of them by all.
template <ExecutionSpace Exec, Real T>
void spread_by_sweeps(Ensemble<Exec, T>& ensemble, Dense const& model, SolveOptions const& options,
                      SubEnsembles const& plan, OrderParameters const& order,
                      EnsembleSpread& spread, std::function<void()> const& save) {
  OrderParameters next(order.steps(), order.condensed());
  while (spread.ensembles < plan.count) {
    solve_ensemble(ensemble, model, options, plan, spread.ensembles, order, next, spread, save);
    spread.add();
    save();
  }
}

/// What rank `from` has solved, to all.
void hand_on(Team const& team, int from, EnsembleSpread& spread, int& sweeps) {
  for (auto const& array : {spread.now.m, spread.now.C, spread.now.S, spread.E})
    team.broadcast(array.data(), array.size() * sizeof(double), from);
  team.broadcast(&sweeps, sizeof sweeps, from);
}

/// As many at a time as there are processes, each by one of them: those of few samples. They are
/// added in their order, and `save` is called when all processes have all of them.
template <ExecutionSpace Exec, Real T>
void spread_over_team(Ensemble<Exec, T>& ensemble, Dense const& model, SolveOptions const& options,
                      SubEnsembles const& plan, OrderParameters const& order,
                      EnsembleSpread& spread, std::function<void()> const& save) {
  auto const& team = *options.team;
  ensemble.share(nullptr);
  OrderParameters next(order.steps(), order.condensed());
  EnsembleSpread own(order.steps(), order.condensed());
  while (spread.ensembles < plan.count) {
    int const first = spread.ensembles;
    int const together = std::min(team.size(), plan.count - first);
    if (team.rank() == 0) copy(spread, own);  // which a checkpoint may have begun
    int const before = own.sweeps;
    if (team.rank() < together)
      solve_ensemble(ensemble, model, options, plan, first + team.rank(), order, next, own, {});
    for (int rank = 0; rank < together; ++rank) {
      if (rank == team.rank()) {
        copy(own.now, spread.now);
        std::copy_n(own.E.data(), own.E.size(), spread.E.data());
      }
      int sweeps = own.sweeps - before;
      hand_on(team, rank, spread, sweeps);
      spread.sweeps += sweeps;
      spread.add();
    }
    own.sweeps_of_ensemble = 0;
    save();
  }
  ensemble.share(options.team);
}

template <ExecutionSpace Exec, Real T>
void spread_by_passes(Exec const& exec, Dense const& model, SolveOptions const& options,
                      SubEnsembles const& plan, EnsembleSpread& spread,
                      detail::Arena<Exec> const& room, std::function<void()> const& save) {
  CausalPass<Exec, T> pass(exec, model, options, plan.samples, room);
  while (spread.ensembles < plan.count) {
    int const r = spread.ensembles;
    pass.run(plan.first + r * plan.samples, spread.now);
    pass.energies(spread.now, spread.E);
    spread.add();
    report(options, plan, r);
    save();
  }
}

/// How ensembles of M samples are solved: as the checkpoint has begun, else in one pass where that
/// is not too large.
template <ExecutionSpace Exec, Real T>
Stage stage_of_M(Exec const& exec, Dense const& model, SolveOptions const& options,
                 bool allocates) {
  double const bytes = CausalPass<Exec, T>::bytes(model, options, options.M, exec.concurrency());
  if (resumed_at(options, Stage::sweeps_of_M) != nullptr) return Stage::sweeps_of_M;
  if (resumed_at(options, Stage::passes_of_M) != nullptr) {
    if (allocates)
      expect_fits_in_memory("memory to go on with passes through time", bytes, memory_of<Exec>);
    return Stage::passes_of_M;
  }
  double limit = most_bytes_of_pass;
  if (allocates)
    limit = std::min(limit, 0.5 * static_cast<double>(available_memory(memory_of<Exec>)));
  double passes = bytes < limit ? 1 : 0;
  if (options.team != nullptr) passes = options.team->least(passes);
  return passes > 0 ? Stage::passes_of_M : Stage::sweeps_of_M;
}

void write_nan(Solution const& solution) {
  for (auto const& se : {solution.m_se, solution.C_phi_se, solution.S_phi_se, solution.E_se})
    std::fill_n(se.data(), se.size(), std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

template <ExecutionSpace Exec, Real T>
void estimate_standard_errors(Exec const& exec, Ensemble<Exec, T>& ensemble, Dense const& model,
                              SolveOptions const& options, OrderParameters const& order,
                              Solution& solution, detail::Arena<Exec> const& room) {
  auto plan = sub_ensembles(model, options);
  if (plan.count < 2) return write_nan(solution);
  auto const spread_at = [&](Stage stage) {
    EnsembleSpread spread(order.steps(), order.condensed());
    if (auto const* const resumed = resumed_at(options, stage)) copy(resumed->spread, spread);
    return spread;
  };
  auto const saving = [&](Stage stage, EnsembleSpread const& spread) {
    return [&, stage] {
      if (options.checkpoint.is_due())
        options.checkpoint.save(
            {.stage = stage, .order = order, .results = solution, .spread = spread});
    };
  };
  auto const* const resumed = options.checkpoint.resume.get();
  if (resumed == nullptr || resumed->stage <= Stage::ensembles) {
    auto spread = spread_at(Stage::ensembles);
    auto const save = saving(Stage::ensembles, spread);
    team_size(options.team) > 1
        ? spread_over_team(ensemble, model, options, plan, order, spread, save)
        : spread_by_sweeps(ensemble, model, options, plan, order, spread, save);
    bool const strong_feedback = spread.sweeps > most_sweeps_of_weak_feedback * plan.count;
    if (options.samples || plan.samples == options.M || !strong_feedback)
      return spread.write(plan.samples, options.M, solution);
  }

  plan.samples = options.M;
  auto const stage = stage_of_M<Exec, T>(exec, model, options, room.allocates());
  auto spread = spread_at(stage);
  if (stage == Stage::passes_of_M) {
    spread_by_passes<Exec, T>(exec, model, options, plan, spread, room, saving(stage, spread));
  } else {
    spread_by_sweeps(ensemble, model, options, plan, order, spread, saving(stage, spread));
  }
  spread.write(plan.samples, options.M, solution);
}

#define MATTIS_INSTANTIATE_STANDARD_ERRORS_REAL(EXEC, REAL)                                      \
  template void estimate_standard_errors(EXEC const&, Ensemble<EXEC, REAL>&, Dense const&,       \
                                         SolveOptions const&, OrderParameters const&, Solution&, \
                                         detail::Arena<EXEC> const&);
#define MATTIS_INSTANTIATE_STANDARD_ERRORS(EXEC)       \
  MATTIS_INSTANTIATE_STANDARD_ERRORS_REAL(EXEC, float) \
  MATTIS_INSTANTIATE_STANDARD_ERRORS_REAL(EXEC, double)
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_STANDARD_ERRORS)

}  // namespace mattis
