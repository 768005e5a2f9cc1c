// SPDX-License-Identifier: BSD-3-Clause
#include "checkpointing.hpp"
#include "command.hpp"
#include "computation.hpp"
#include "interrupt.hpp"
#include "json_line.hpp"
#include "processes.hpp"
#include "progress_bar.hpp"
#include "runtime.hpp"
#include "summary.hpp"
#include "tuned_choices.hpp"

#include <mattis/core/error.hpp>
#include <mattis/dmft/solve.hpp>
#include <mattis/io/samples_file.hpp>
#include <mattis/io/solution_checkpoint_file.hpp>
#include <mattis/io/solution_file.hpp>

#include <cstdio>
#include <memory>

namespace mattis::command {

namespace {

struct SolveRequest {
  Dense model{.n = 2, .alpha = 0, .g = 0};
  SolveOptions options;
  Computation computation;
  Checkpointing checkpointing;
  std::string method = "picard";
  std::filesystem::path samples;
  Option const* given_n = nullptr;
  Option const* given_M = nullptr;
};

Estimates final_values(HostArray<double**> const& values, HostArray<double**> const& errors) {
  auto const last = values.extent(0) - 1;
  Estimates estimates;
  for (std::size_t k = 0; k < values.extent(1); ++k) {
    estimates.mean.push_back(values(last, k));
    estimates.se.push_back(errors(last, k));
  }
  return estimates;
}

void print_summary(SolveRequest const& request, Solution const& result,
                   io::Provenance const& provenance) {
  auto const overlap = final_values(result.m, result.m_se);
  auto const energy = final_values(result.E, result.E_se);
  auto const& options = request.options;
  if (request.computation.json) {
    JsonLine line;
    line.add("command", "solve")
        .add("model", model_name(request.model))
        .add("n", request.model.n)
        .add("alpha", request.model.alpha)
        .add("g", request.model.g);
    line.add("T", options.T).add("dt", options.dt).add("M", options.M).add("seed", options.seed);
    line.add("m_final", overlap.mean).add("m_final_se", overlap.se);
    line.add("E_final", energy.mean).add("E_final_se", energy.se);
    line.add("method", request.method)
        .add("sweeps", result.sweeps)
        .add("residual", result.residual)
        .add("jitter", result.jitter)
        .add("kernel_rank", result.kernel_rank)
        .add("kernel_error", result.kernel_error);
    line.add("noise_condition", result.diagnosis.noise_condition);
    line.add("effective_samples", result.diagnosis.effective_samples);
    line.add("bimodality", result.diagnosis.bimodality).add("warnings", result.diagnosis.warnings);
    line.add("wall_seconds", result.wall_seconds).add("backend", provenance.backend);
    line.add("threads", provenance.threads).add("precision", provenance.precision);
    line.add("out", request.computation.out.string());
    deliver(line);
    return;
  }
  auto const order = request.model.n == 1 ? "" : ", n = " + std::to_string(request.model.n);
  print_row("mean-field theory",
            model_name(request.model) + order + ", M = " + std::to_string(options.M) + " samples");
  print_row("final time", time_text(options.dt, options.T));
  print_row("final overlap", estimates_text(overlap));
  print_row("final energy", estimates_text(energy) + " (patterns, neurons)");
  char residual[80];
  std::snprintf(residual, sizeof residual, "%.1e after %d %s (jitter %.1e)", result.residual,
                result.sweeps, result.sweeps == 1 ? "sweep" : "sweeps", result.jitter);
  print_row("residual", residual);
  for (auto const& warning : result.diagnosis.warnings) print_row("warning", warning);
  print_computation(request.computation, result.wall_seconds, provenance);
}

template <Real T>
void run(SolveRequest& request) {
  auto& model = request.model;  // no structured binding: clang 16 captures none where OpenMP is on
  auto& options = request.options;
  auto& computation = request.computation;
  auto const& checkpointing = request.checkpointing;
  auto const& method = request.method;
  auto const& samples_path = request.samples;
  auto const* const given_M = request.given_M;
  validate<T>(model);
  validate(computation);
  validate(checkpointing, computation);
  expect_other_than_output(computation, samples_path, "samples");
  options.method = method_of(method);
  io::SampleArrays samples;
  if (!samples_path.empty()) {
    expect(options.T >= 2, "T", "at least 2", options.T);
    samples = until_interrupted(
        [&] {
      return io::read_samples(samples_path, options.T, static_cast<std::int64_t>(model.a.size()));
        },
        [] { return std::string(); });
    if (given_M->given && options.M != samples.M)
      throw_unexpected("M", std::to_string(samples.M) + " as in " + samples_path.string(),
                       std::to_string(options.M));
    options.M = samples.M;
    options.samples = samples.views();
  }
  options.team = team();
  computation.threads = threads_of_process(computation.threads);
  validate<T, Kokkos::DefaultExecutionSpace>(model, options, planned_threads(computation.threads));
  leave_output_to_first(computation);

  Runtime const runtime(computation.threads);
  Kokkos::DefaultExecutionSpace const exec;
  TunedChoices const choices(exec);
  options.how = choices.how();
  auto const provenance = io::provenance<T>(exec, options.how);
  auto const result = [&] {
    ProgressBar bar(computation.progress);
    CheckpointClock clock(checkpointing.interval);
    auto watched = options;  // what the hooks hold must not outlive Kokkos
    watched.progress = make_progress(bar);
    watched.should_stop = interrupted;
    auto const parameters = checkpointing.file.empty()
                                ? io::Parameters{}
                                : io::solution_parameters(model, options, provenance);
    auto const compute = [&] {
      watched.checkpoint = checkpoint_hooks<SolutionCheckpoint>(
          checkpointing, clock,
          [&](auto const& file, auto const& state) {
        io::write_checkpoint(file, parameters, state);
          },
          [&](auto const& file) { return io::read_solution_checkpoint(file, parameters); });
      wait_for_processes();
      return solve<T>(exec, model, watched);
    };
    return until_interrupted(compute, [&] { return kept(checkpointing); });
  }();
  write_output(computation, [&](auto const& path) {
    io::write_solution(path, model, options, result, samples_path.string(), provenance);
  });
  finish(checkpointing);
  print_summary(request, result, provenance);
  finish_summary(computation);
  if (team() == nullptr) choices.tune_missing();
}

}  // namespace

Command solve_command() {
  auto const request = std::make_shared<SolveRequest>();
  Command command{
      .name = "solve",
      .summary = "solve the dynamical mean-field theory of infinitely large networks",
      .example =
          "mattis solve hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 100 --dt 0.02 --M 50000 --seed 1 "
          "--out theory.h5\n"
          "  mattis solve dense --n 2 --alpha 0.05 --g 1.5 --a 1.2 --T 50 --dt 0.05 --M 100000 "
          "--out dense_theory.h5",
      .models = {"hopfield", "dense"}};
  auto& options = command.options;
  request->given_n = &add_model_options(options, request->model);
  options.add("T", "STEPS", request->options.T, "Euler steps kept");
  options.add("dt", "DT", request->options.dt, "step, in units of the neuron's time constant");
  request->given_M =
      &options.add("M", "SAMPLES", request->options.M, "samples of the effective neuron");
  options.add("tol", "TOL", request->options.tol,
              "stop when no order parameter changes by more in a sweep");
  options.add_choice("method", {"picard", "causal", "damped"}, request->method,
                     "sweeps over fixed samples; one pass through time, which keeps them all; or, "
                     "for comparison, damped "
                     "iteration over fresh samples");
  options.add("update-stepsize", "D", request->options.update_stepsize,
              "damped: share of the new order parameters");
  options.add("iterations", "N", request->options.iterations, "damped: iterations");
  options.add("max-sweeps", "N", request->options.max_sweeps, "an error beyond; 0: T + 20");
  options.add("samples", "FILE.h5", request->samples,
              "take xi (M,K), x0 (M), z (T,M) from here instead of drawing them");
  options
      .add_switch("match-moments", request->options.match_moments,
                  "give drawn samples their exact second moments, for smaller errors; not with "
                  "method damped")
      .negatable = true;
  options.add("jitter", "auto|X", request->options.jitter,
              "added to the diagonal of the noise covariance");
  options.add("kernel-tol", "auto|X", request->options.kernel_tol,
              "largest relative error of a compressed self-coupling; 0: not compressed");
  options.add("seed", "SEED", request->options.seed, "of the random numbers");
  add_computation_options(options, request->computation);
  add_checkpoint_options(options, request->checkpointing);
  command.shared = true;
  command.run = [request](std::string const& model) {
    set_order(request->model, model, *request->given_n);
    request->computation.precision == "double" ? run<double>(*request) : run<float>(*request);
  };
  return command;
}

}  // namespace mattis::command
