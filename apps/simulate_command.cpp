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
#include <mattis/io/simulation_checkpoint_file.hpp>
#include <mattis/io/simulation_file.hpp>
#include <mattis/models/simulate.hpp>

#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>

namespace mattis::command {

namespace {

struct SimulateRequest {
  Dense model{.n = 2, .alpha = 0, .g = 0};
  SimulateOptions options;
  Computation computation;
  Checkpointing checkpointing;
  std::string integrator = "euler";
  Option const* given_n = nullptr;
  Option const* given_precision = nullptr;
};

/// Mean of the last step, with its standard error over trials: cues of one trial share its
/// patterns.
Estimates final_values(HostArray<double***> const& values, std::size_t trials) {
  auto const cues = values.extent(0) / trials;
  auto const last = values.extent(1) - 1;
  Estimates estimates;
  for (std::size_t k = 0; k < values.extent(2); ++k) {
    std::vector<double> of_trial(trials);
    double sum = 0;
    for (std::size_t r = 0; r < trials; ++r) {
      for (std::size_t c = 0; c < cues; ++c)
        of_trial[r] += values(r * cues + c, last, k) / static_cast<double>(cues);
      sum += of_trial[r];
    }
    double const mean = sum / static_cast<double>(trials);
    double squares = 0;
    for (double const value : of_trial) squares += (value - mean) * (value - mean);
    auto const pairs = static_cast<double>(trials) * static_cast<double>(trials - 1);
    estimates.mean.push_back(mean);
    estimates.se.push_back(trials > 1 ? std::sqrt(squares / pairs)
                                      : std::numeric_limits<double>::quiet_NaN());
  }
  return estimates;
}

void print_summary(SimulateRequest const& request, Simulation const& result,
                   io::Provenance const& provenance) {
  auto const trials = static_cast<std::size_t>(request.options.trials);
  auto const overlap = final_values(result.m, trials);
  auto const energy = final_values(result.E, trials);
  auto const& options = request.options;
  if (request.computation.json) {
    JsonLine line;
    line.add("command", "simulate")
        .add("model", model_name(request.model))
        .add("n", request.model.n)
        .add("alpha", request.model.alpha)
        .add("g", request.model.g);
    line.add("N", options.N)
        .add("P", result.P)
        .add("T", options.T)
        .add("dt", options.dt)
        .add("trials", options.trials);
    line.add("cues", options.cues).add("integrator", request.integrator);
    if (options.integrator == Integrator::cvode) line.add("rtol", options.rtol);
    line.add("steps", result.steps);
    line.add("seed", options.seed).add("m_final", overlap.mean).add("m_final_se", overlap.se);
    line.add("E_final", energy.mean)
        .add("E_final_se", energy.se)
        .add("wall_seconds", result.wall_seconds);
    line.add("backend", provenance.backend)
        .add("threads", provenance.threads)
        .add("precision", provenance.precision);
    line.add("out", request.computation.out.string());
    deliver(line);
    return;
  }
  auto const order = request.model.n == 1 ? "" : ", n = " + std::to_string(request.model.n);
  print_row("network",
            model_name(request.model) + order + ", N = " + std::to_string(options.N) +
                ", P = " + std::to_string(result.P) + ", " + std::to_string(options.trials) +
                (options.trials == 1 ? " trial" : " trials") +
                (options.cues == 1 ? "" : " of " + std::to_string(options.cues) + " cues"));
  if (options.integrator == Integrator::cvode)
    print_row("integrator", "cvode, rtol = " + to_text(options.rtol) + ", " +
                                to_text(result.steps) + " steps in all");
  print_row("final time", time_text(options.dt, options.T));
  print_row("final overlap", estimates_text(overlap));
  print_row("final energy", estimates_text(energy) + " (patterns, neurons)");
  print_computation(request.computation, result.wall_seconds, provenance);
}

template <Real T>
void run(SimulateRequest& request) {
  auto const& model =
      request.model;  // no structured binding: clang 16 captures none where OpenMP is on
  auto options = request.options;
  auto& computation = request.computation;
  auto const& checkpointing = request.checkpointing;
  validate<T>(model);
  options.team = team();
  validate<T, Kokkos::DefaultExecutionSpace>(model, options);
  validate(computation);
  validate(checkpointing, computation);
  computation.threads = threads_of_process(computation.threads);
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
    auto const compute = [&] {
      watched.checkpoint = checkpoint_hooks<SimulationCheckpoint>(
          checkpointing, clock,
          [&](auto const& file, auto const& state) {
        io::write_checkpoint(file, model, options, state, provenance);
          },
          [&](auto const& file) { return io::read_checkpoint(file, model, options, provenance); });
      wait_for_processes();
      return simulate<T>(exec, model, watched);
    };
    return until_interrupted(compute, [&] { return kept(checkpointing); });
  }();
  write_output(computation, [&](auto const& path) {
    io::write_simulation(path, model, options, result, provenance);
  });
  finish(checkpointing);
  print_summary(request, result, provenance);
  finish_summary(computation);
  if (team() == nullptr) choices.tune_missing();
}

}  // namespace

Command simulate_command() {
  auto const request = std::make_shared<SimulateRequest>();
  Command command{
      .name = "simulate",
      .summary = "simulate networks of finite size",
      .example =
          "mattis simulate hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 100 --dt 0.02 --N "
          "200 --trials 20 "
          "--seed 1 --out simulation.h5\n"
          "  mattis simulate dense --n 2 --alpha 0.1 --g 1.2 --a 1.08 --T 50 --N 100 "
          "--trials 20 --out dense.h5\n"
          "  mattis simulate hopfield --integrator cvode --rtol 1e-6 --alpha 0.1 --g 1.2 "
          "--a 1.08 --trials 20",
      .models = {"hopfield", "dense"}};
  auto& options = command.options;
  request->given_n = &add_model_options(options, request->model);
  options.add("T", "STEPS", request->options.T, "records kept, of t = 0 .. T-1");
  options.add("dt", "DT", request->options.dt,
              "between two records, in units of the neuron's time constant");
  options.add_choice("integrator", integrator_names(), request->integrator,
                     "Euler steps of dt, or CVODE's in continuous time (SUNDIALS)");
  options.add("rtol", "RTOL", request->options.rtol, "tolerance of a step of cvode");
  options.add("N", "NEURONS", request->options.N, "neurons");
  options.add("trials", "R", request->options.trials, "independent networks");
  options.add("cues", "B", request->options.cues,
              "initial states of each network, with noise of their own");
  options.add("seed", "SEED", request->options.seed, "of the random numbers");
  options.add_switch("distinct-indices", request->options.distinct_indices,
                     "only products of n + 1 different neurons interact: no self-interaction");
  options.add_switch("save-states", request->options.save_states,
                     "write x and phi of every neuron too");
  options.add_switch("by-patterns", request->options.by_patterns,
                     "processes share the patterns of each network, not the networks");
  add_computation_options(options, request->computation);
  add_checkpoint_options(options, request->checkpointing);
  command.shared = true;
  request->given_precision = options.find("precision");
  command.run = [request](std::string const& model) {
    set_order(request->model, model, *request->given_n);
    request->options.integrator = integrator_named(request->integrator);
    // Whose steps feel the rounding of float.
    if (request->options.integrator == Integrator::cvode && !request->given_precision->given)
      request->computation.precision = "double";
    request->computation.precision == "double" ? run<double>(*request) : run<float>(*request);
  };
  return command;
}

}  // namespace mattis::command
