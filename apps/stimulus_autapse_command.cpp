// SPDX-License-Identifier: BSD-3-Clause
#include "command.hpp"
#include "drawn_run.hpp"
#include "stimulus_options.hpp"
#include "stimulus_summary.hpp"
#include "summary.hpp"

#include <mattis/core/error.hpp>
#include <mattis/io/stimulus_file.hpp>

#include <cstdio>
#include <memory>

namespace mattis::command {

namespace {

struct AutapseRequest {
  stimulus::AutapseOptions options;
  ProgrammeOptions shown{.stimulus = "modulated"};
  stimulus::ScoreOptions scores;
  Computation computation;
};

StimulusKnobs knobs_of(stimulus::AutapseOptions& own) {
  return {own.w_external, own.w_s,       own.delta,         own.sigma,
          own.dt,         own.t_end,     own.trials,        own.seed,
          own.every,      own.threshold, own.fall_threshold};
}

void print(AutapseRequest& request, io::ScoredRun const& result, double wall,
           io::Provenance const& provenance) {
  auto& options = request.options;
  if (request.computation.json) {
    JsonLine line;
    line.add("command", "stimulus autapse").add("leak", options.leak);
    add_knobs(line, knobs_of(options));
    add_scores(line, "", result.scores);
    add_ending(line, request.computation, wall, provenance);
    deliver(line);
    return;
  }
  print_row("autapse", to_text(options.trials) + (options.trials == 1 ? " trial" : " trials"));
  print_row("time", to_text(options.t_end) + " (" + to_text(options.steps()) + " steps)");
  print_scores(result.scores, request.scores.confidence);
  print_computation(request.computation, wall, provenance);
}

template <Real T>
void run(AutapseRequest& request) {
  auto& options = request.options;
  options.programme = request.shown.programme(1, 1, options.t_end);
  request.scores.seed = options.seed;
  validate(request.computation);
  stimulus::validate(options);
  run_and_draw(
      request.computation, options,
      [&](auto const& exec) { return io::provenance<T>(exec, options.how); },
      [&](auto const& exec) {
    auto made = stimulus::run_autapse<T>(exec, options);
    auto const scores = stimulus::scores(made.responses, request.scores);
    return io::ScoredRun{std::move(made), scores};
      },
      [&](auto const& path, auto const& result, double wall, auto const& provenance) {
    io::write_autapse(path, options, result, wall, provenance);
  },
      [&](auto const&... outcome) { print(request, outcome...); });
}

}  // namespace

Command stimulus_autapse_command() {
  auto const request = std::make_shared<AutapseRequest>();
  Command command{.name = "stimulus autapse",
                  .summary = "one neuron that talks to itself, with the same knobs and scores",
                  .example =
                      "mattis stimulus autapse --w-external 2 --w-s 1.2 --sigma 0.3 --strength 1 "
                      "--stim-duration 2 --t-end 10 --trials 1000 --seed 1 --out autapse.h5"};
  auto& options = command.options;
  auto& own = request->options;
  options.add("leak", "L", own.leak, "constant that is subtracted");
  options.add("x0", "S", own.x0, "standard deviation of x at the start");
  add_knob_options(options, knobs_of(own), request->shown, request->scores, false);
  add_computation_options(options, request->computation, {.figure = true});
  command.run = [request](std::string const&) {
    request->computation.precision == "double" ? run<double>(*request) : run<float>(*request);
  };
  return command;
}

}  // namespace mattis::command
