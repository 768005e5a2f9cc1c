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
#include <optional>

namespace mattis::command {

namespace {

struct PresetRequest {
  std::int64_t trials = 0;
  std::uint64_t seed = 0;
  int every = 1;
  std::optional<double> w_external, w_s, sigma;
  double threshold = 0.5;
  std::optional<double> fall_threshold;
  stimulus::ScoreOptions scores;
  Computation computation;
  ProgressCallback progress = {};
  StopCallback should_stop = {};
};

void print(PresetRequest const& request, std::string const& name,
           std::vector<stimulus::PresetRun> const& runs, std::vector<io::ScoredRun> const& results,
           double wall, io::Provenance const& provenance) {
  double seconds = 0;
  std::int64_t steps = 0;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    seconds += results[r].run.seconds;
    steps += runs[r].options.steps() * runs[r].options.trials;
  }
  if (request.computation.json) {
    JsonLine line;
    line.add("command", "stimulus preset").add("preset", name);
    line.add("N", runs.front().options.N).add("P", runs.front().options.P);
    line.add("trials", runs.front().options.trials).add("seed", request.seed);
    line.add("steps", steps).add("step_seconds", seconds);
    for (std::size_t r = 0; r < runs.size(); ++r)
      add_scores(line, runs[r].name + "_", results[r].scores);
    add_ending(line, request.computation, wall, provenance);
    deliver(line);
    return;
  }
  for (std::size_t r = 0; r < runs.size(); ++r) {
    auto const& options = runs[r].options;
    std::printf("%s\n", runs[r].name.c_str());
    print_row("network", to_text(options.N) + " neurons, " + to_text(options.P) + " memories, " +
                             to_text(options.steps()) + " steps, " + to_text(options.trials) +
                             (options.trials == 1 ? " trial" : " trials"));
    print_scores(results[r].scores, request.scores.confidence);
    std::puts("");
  }
  print_computation(request.computation, wall, provenance);
}

template <Real T>
void run(PresetRequest& request, std::string const& name) {
  auto runs = stimulus::preset(name, request.seed, request.trials);
  for (auto& one : runs) {
    auto& dynamics = one.options.dynamics;
    dynamics.w_external = request.w_external.value_or(dynamics.w_external);
    dynamics.w_s = request.w_s.value_or(dynamics.w_s);
    dynamics.sigma = request.sigma.value_or(dynamics.sigma);
    one.options.every = request.every;
    one.options.threshold = request.threshold;
    one.options.fall_threshold = request.fall_threshold;
    stimulus::validate<T, Kokkos::DefaultExecutionSpace>(one.options);
  }
  request.scores.seed = request.seed;
  validate(request.computation);
  run_and_draw(
      request.computation, request, [&](auto const& exec) { return io::provenance<T>(exec); },
      [&](auto const& exec) {
    std::vector<io::ScoredRun> results;
    for (auto& one : runs) {
      one.options.progress = request.progress;
      one.options.should_stop = request.should_stop;
      auto made = stimulus::run<T>(exec, one.options);
      auto const scores = stimulus::scores(made.responses, request.scores);
      results.push_back({std::move(made), scores});
    }
    return results;
      },
      [&](auto const& path, auto const& results, double wall, auto const& provenance) {
    io::write_preset(path, name, runs, results, wall, provenance);
  },
      [&](auto const&... outcome) { print(request, name, runs, outcome...); });
}

}  // namespace

Command stimulus_preset_command() {
  auto const request = std::make_shared<PresetRequest>();
  Command command{.name = "stimulus preset",
                  .summary = "the published settings, and their figures",
                  .example =
                      "mattis stimulus preset paper --seed 1 --out paper.h5 --figure paper.png\n"
                      "  mattis stimulus preset notes --w-external 3 --seed 1",
                  .models = stimulus::preset_names()};
  auto& options = command.options;
  auto& trials =
      options.add("trials", "R", request->trials, "of each run; left out, as many as usual");
  trials.default_text = "50 of the notes, else 1";
  options.add("w-external", "W", request->w_external, "weight of the stimulus", "preset");
  options.add("w-s", "W", request->w_s, "weight of the coupling", "preset");
  options.add("sigma", "S", request->sigma, "of the noise", "preset");
  options.add("seed", "SEED", request->seed, "of the random numbers");
  options.add("every", "STEPS", request->every, "overlaps that are kept; scores see every step");
  add_score_options(options, request->threshold, request->fall_threshold, request->scores);
  add_computation_options(options, request->computation, {.figure = true});
  command.run = [request](std::string const& name) {
    request->computation.precision == "double" ? run<double>(*request, name)
                                               : run<float>(*request, name);
  };
  return command;
}

}  // namespace mattis::command
