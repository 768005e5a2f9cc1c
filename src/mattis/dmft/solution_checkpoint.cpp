// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/shape.hpp>
#include <mattis/dmft/picard.hpp>
#include <mattis/dmft/solution_checkpoint.hpp>
#include <mattis/dmft/standard_errors.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace mattis {
namespace {

using Stage = SolutionCheckpoint::Stage;

void expect_shapes(std::string const& name, OrderParameters const& order, std::size_t T,
                   std::size_t K) {
  expect_shape(name + ".m", order.m, {T, K});
  expect_shape(name + ".C", order.C, {T, T});
  expect_shape(name + ".S", order.S, {T, T});
}

void expect_shapes(std::string const& name, RunningSpread const& spread, std::size_t T,
                   std::size_t columns) {
  expect_shape(name + ".mean", spread.mean, {T, columns});
  expect_shape(name + ".squares", spread.squares, {T, columns});
}

bool fits(Stage stage, Dense const& model, SolveOptions const& options) {
  switch (stage) {
    case Stage::iteration:
      return options.method != Method::causal;
    case Stage::residual:
      return options.method == Method::causal;
    case Stage::ensembles:
      return options.standard_errors && sub_ensembles(model, options).count >= 2;
    default:
      return options.standard_errors && !options.samples &&
             sub_ensembles(model, options).samples < options.M;
  }
}

void validate_iteration(SolutionCheckpoint const& checkpoint, SolveOptions const& options) {
  auto const& results = checkpoint.results;
  expect(!results.residuals.empty(), "checkpoint.residuals", "one of every sweep", 0);
  if (options.method == Method::damped) {
    expect(results.sweeps >= 1, "checkpoint.results.sweeps", "at least 1", results.sweeps);
    expect(results.sweeps < options.iterations, "iterations",
           "more than the " + to_text(results.sweeps) + " of the checkpoint", options.iterations);
    return;
  }
  expect(checkpoint.samples >= 1 && checkpoint.samples <= options.M, "checkpoint.samples",
         "1 to M = " + to_text(options.M), checkpoint.samples);
  expect(checkpoint.sweeps >= 0, "checkpoint.sweeps", "at least 0", checkpoint.sweeps);
  expect(checkpoint.sweeps < sweep_limit(options), "max_sweeps",
         "more than the " + to_text(checkpoint.sweeps) + " of the checkpoint",
         sweep_limit(options));
}

void validate_spread(EnsembleSpread const& spread, std::size_t T, std::size_t K, Dense const& model,
                     SolveOptions const& options) {
  expect_shapes("checkpoint.spread.now", spread.now, T, K);
  expect_shape("checkpoint.spread.E", spread.E, {T, 2});
  expect_shapes("checkpoint.spread.m", spread.m, T, K);
  expect_shapes("checkpoint.spread.C", spread.C, T, T);
  expect_shapes("checkpoint.spread.S", spread.S, T, T);
  expect_shapes("checkpoint.spread.E_spread", spread.E_spread, T, 2);
  int const count = sub_ensembles(model, options).count;
  expect(spread.ensembles >= 0 && spread.ensembles <= count, "checkpoint.spread.ensembles",
         "at most " + to_text(count), spread.ensembles);
  expect(spread.sweeps_of_ensemble >= 0 && spread.sweeps_of_ensemble <= options.T,
         "checkpoint.spread.sweeps_of_ensemble", "0 to T", spread.sweeps_of_ensemble);
  expect(spread.sweeps >= spread.sweeps_of_ensemble, "checkpoint.spread.sweeps",
         "those of all ensembles", spread.sweeps);
  expect(spread.change >= 0 && std::isfinite(spread.change), "checkpoint.spread.change",
         "a finite number of at least 0", spread.change);
  expect(spread.final_overlaps.size() == static_cast<std::size_t>(spread.ensembles) * K,
         "checkpoint.spread.final_overlaps", "K of every ensemble",
         static_cast<std::int64_t>(spread.final_overlaps.size()));
}

}  // namespace

void LatestSolution::keep(SolutionCheckpoint const& state) {
  int const steps = state.order.steps(), condensed = state.order.condensed();
  if (!state_) {
    state_.emplace();
    state_->order = OrderParameters(steps, condensed);
    state_->results.E =
        HostArray<double**>("mattis::dmft::latest_E", static_cast<std::size_t>(steps), 2);
  }
  auto& kept = *state_;
  kept.stage = state.stage;
  kept.samples = state.samples;
  kept.sweeps = state.sweeps;
  copy(state.order, kept.order);
  auto const E = std::exchange(kept.results, state.results).E;
  std::copy_n(kept.results.E.data(), E.size(), E.data());
  kept.results.E = E;
  if (state.stage < Stage::ensembles) return;
  if (kept.spread.E.size() == 0) kept.spread = EnsembleSpread(steps, condensed);
  copy(state.spread, kept.spread);
}

SolutionCheckpoint const* resumed_at(SolveOptions const& options, Stage stage) {
  auto const* const checkpoint = options.checkpoint.resume.get();
  return checkpoint != nullptr && checkpoint->stage == stage ? checkpoint : nullptr;
}

void validate(SolutionCheckpoint const& checkpoint, Dense const& model,
              SolveOptions const& options) {
  auto const T = static_cast<std::size_t>(options.T);
  auto const K = model.a.size();
  expect(fits(checkpoint.stage, model, options), "checkpoint.stage",
         "one that method " + method_name(options.method) + " has",
         static_cast<int>(checkpoint.stage));
  expect_shapes("checkpoint.order", checkpoint.order, T, K);
  expect_shape("checkpoint.results.E", checkpoint.results.E, {T, 2});
  if (checkpoint.stage == Stage::iteration) validate_iteration(checkpoint, options);
  if (checkpoint.stage >= Stage::ensembles)
    validate_spread(checkpoint.spread, T, K, model, options);
}

}  // namespace mattis
