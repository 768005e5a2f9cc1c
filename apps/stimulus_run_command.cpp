// SPDX-License-Identifier: BSD-3-Clause
#include "checkpointing.hpp"
#include "command.hpp"
#include "drawn_run.hpp"
#include "stimulus_options.hpp"
#include "stimulus_summary.hpp"
#include "summary.hpp"

#include <mattis/core/error.hpp>
#include <mattis/io/stimulus_checkpoint_file.hpp>
#include <mattis/io/stimulus_file.hpp>

#include <cstdio>
#include <memory>

namespace mattis::command {

namespace {

struct RunRequest {
  stimulus::RunOptions options;
  std::string mode = "additive";
  std::string patterns = "random";
  ProgrammeOptions shown;
  stimulus::ScoreOptions scores;
  int landscape = 0;
  Computation computation;
  Checkpointing checkpointing;
};

constexpr StimulusMode all_modes[] = {StimulusMode::additive, StimulusMode::multiplicative,
                                      StimulusMode::rate_additive,
                                      StimulusMode::rate_multiplicative};

StimulusMode mode_of(std::string const& name) {
  for (auto const mode : all_modes)
    if (name == io::name_of(mode)) return mode;
  throw_unexpected("mode", "a mode", name);
}

StimulusKnobs knobs_of(stimulus::RunOptions& own) {
  auto& dynamics = own.dynamics;
  return {dynamics.w_external, dynamics.w_s,  dynamics.delta,    dynamics.sigma,
          dynamics.dt,         own.t_end,     own.trials,        own.seed,
          own.every,           own.threshold, own.fall_threshold};
}

void print(RunRequest& request, io::ScoredRun const& result, double wall,
           io::Provenance const& provenance) {
  auto& options = request.options;
  if (request.computation.json) {
    JsonLine line;
    line.add("command", "stimulus run").add("mode", request.mode);
    line.add("N", options.N).add("P", options.P);
    add_knobs(line, knobs_of(options));
    add_scores(line, "", result.scores);
    line.add("step_seconds", result.run.seconds);
    add_ending(line, request.computation, wall, provenance);
    deliver(line);
    return;
  }
  print_row("network", request.mode + ", " + to_text(options.N) + " neurons, " +
                           to_text(options.P) + " memories, " + to_text(options.trials) +
                           (options.trials == 1 ? " trial" : " trials"));
  print_row("time", to_text(options.t_end) + " (" + to_text(options.steps()) + " steps)");
  print_scores(result.scores, request.scores.confidence);
  print_computation(request.computation, wall, provenance);
}

template <Real T>
void run(RunRequest& request) {
  auto& options = request.options;
  options.dynamics.mode = mode_of(request.mode);
  options.orthogonal = request.patterns == "orthogonal";
  options.programme = request.shown.programme(options.P, options.N, options.t_end);
  request.scores.seed = options.seed;
  validate(request.computation);
  validate(request.checkpointing, request.computation);
  stimulus::validate<T, Kokkos::DefaultExecutionSpace>(options);
  if (request.landscape != 0) stimulus::validate_landscape(options, request.landscape);
  CheckpointClock clock(request.checkpointing.interval);
  run_and_draw(
      request.computation, options,
      [&](auto const& exec) { return io::provenance<T>(exec, options.how); },
      [&](auto const& exec) {
    auto const provenance = io::provenance<T>(exec, options.how);
    auto watched = options;  // what the hooks hold must not outlive Kokkos
    watched.checkpoint = checkpoint_hooks<stimulus::RunCheckpoint>(
        request.checkpointing, clock,
        [&options, provenance](auto const& file, auto const& state) {
      io::write_checkpoint(file, options, state, provenance);
        },
        [&](auto const& file) { return io::read_checkpoint(file, options, provenance); });
    auto made = stimulus::run<T>(exec, watched);
    auto const scores = stimulus::scores(made.responses, request.scores);
    io::ScoredRun result{std::move(made), scores};
    if (request.landscape != 0)
      result.landscape = stimulus::landscape(exec, options, request.landscape);
    return result;
      },
      [&](auto const& path, auto const& result, double wall, auto const& provenance) {
    io::write_stimulus_run(path, options, result, wall, provenance);
  },
      [&](auto const&... outcome) {
    finish(request.checkpointing);
    print(request, outcome...);
      }, [&] { return kept(request.checkpointing); });
}

}  // namespace

Command stimulus_run_command() {
  auto const request = std::make_shared<RunRequest>();
  Command command{.name = "stimulus run",
                  .summary = "a network driven by stimuli, many trials, with scores",
                  .example =
                      "mattis stimulus run --mode multiplicative --stimulus modulated "
                      "--strength 20 --stim-duration 5 --N 1024 --P 10 --sigma 2 --t-end 10 "
                      "--trials 50 --seed 1 --out run.h5\n"
                      "  mattis stimulus run --stimulus sequence --sequence 1,2,1 --times 0,8,16 "
                      "--strength 4 --t-end 25 --figure run.png"};
  auto& options = command.options;
  auto& run_options = request->options;
  std::vector<std::string> modes;
  for (auto const mode : all_modes) modes.emplace_back(io::name_of(mode));
  options.add_choice(
      "mode", modes, request->mode,
      "whether the stimulus adds to the field or to the coupling, of graded activity "
      "or firing rates");
  options.add("N", "NEURONS", run_options.N, "neurons");
  options.add("P", "PATTERNS", run_options.P, "memories");
  options.add_choice("patterns", {"random", "orthogonal"}, request->patterns,
                     "orthogonal: from Hadamard's matrix, N a power of two");
  options
      .add("activity", "p", run_options.dynamics.activity,
           "share of ones in the memories of firing rates")
      .default_text = "0.5";
  options.add("y0", "S", run_options.y0, "standard deviation of the states at the start");
  add_knob_options(options, knobs_of(run_options), request->shown, request->scores, true);
  options.add_switch("save-states", run_options.save_states, "keep y, too");
  options.add_switch("energy", run_options.energy, "of the landscape that the stimulus shapes");
  options.add("landscape", "G", request->landscape,
              "energy of the first trial over the overlaps with two memories, G values of each, "
              "under each stimulus; 0: none");
  add_computation_options(options, request->computation, {.figure = true});
  add_checkpoint_options(options, request->checkpointing);
  command.run = [request](std::string const&) {
    request->computation.precision == "double" ? run<double>(*request) : run<float>(*request);
  };
  return command;
}

}  // namespace mattis::command
