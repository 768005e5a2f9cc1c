// SPDX-License-Identifier: BSD-3-Clause
#include "binary_options.hpp"
#include "binary_summary.hpp"
#include "command.hpp"
#include "interrupt.hpp"
#include "learning_options.hpp"
#include "pattern_source.hpp"
#include "replica_symmetry.hpp"
#include "row_by_row.hpp"
#include "runtime.hpp"
#include "summary.hpp"

#include <mattis/binary/phase_map.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/phase_map_file.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>

namespace mattis::command {

namespace {

struct PhaseMapRequest {
  binary::PhaseMapOptions options;
  PatternSource source;
  LearningRequest learning;
  std::vector<double> loads, temperatures;
  BinaryDynamics dynamics;
  Computation computation;
  bool resume = false;
  Option const* given_loads = nullptr;
};

/// What a map says in a few numbers (docs/models.md 2).
struct Summary {
  std::int64_t retrieval = 0, spurious = 0, none = 0;
  SpinSpeed speed;

  void add(binary::PhaseMapRow const& row) {
    for (double const m : row.m) ++(m >= 0.9 ? retrieval : m >= 0.6 ? spurious : none);
    speed.attempts += row.attempts;
    speed.flips += row.flips;
    speed.seconds += row.seconds;
  }
};

void print(PhaseMapRequest const& request, std::string const& source, Summary const& summary,
           double wall, io::Provenance const& provenance) {
  auto const& options = request.options;
  if (request.computation.json) {
    JsonLine line;
    line.add("command", "binary phase-map").add("N", options.N);
    line.add("loads", options.loads.size()).add("temperatures", options.temperatures.size());
    line.add("corruption", options.corruption).add("replicas", options.replicas);
    line.add("networks", options.draws).add("sweeps", options.sweeps).add("seed", options.seed);
    line.add("dynamics", request.dynamics.dynamics).add("order", request.dynamics.order);
    line.add("retrieval", summary.retrieval).add("spurious", summary.spurious);
    line.add("none", summary.none);
    summary.speed.add_to(line);
    line.add("sweep_seconds", summary.speed.seconds).add("wall_seconds", wall);
    line.add("backend", provenance.backend).add("threads", provenance.threads);
    line.add("patterns", source);
    request.learning.add_to(line);
    line.add("out", request.computation.out.string());
    line.add("figure", request.computation.figure.string());
    deliver(line);
    return;
  }
  print_row("phase map", to_text(static_cast<std::int64_t>(options.loads.size())) + " loads, " +
                             to_text(static_cast<std::int64_t>(options.temperatures.size())) +
                             " temperatures, " + to_text(options.N) + " neurons");
  print_row("patterns", source);
  if (!request.learning.is_plain()) print_row("learning", request.learning.text());
  print_row("points", to_text(summary.retrieval) + " retrieval (m >= 0.9), " +
                          to_text(summary.spurious) + " spurious (0.6 to 0.9), " +
                          to_text(summary.none) + " none");
  summary.speed.print();
  print_computation(request.computation, wall, provenance);
}

/// Patterns from a range of numbers, each rounded.
std::vector<std::int64_t> whole(std::vector<double> const& numbers) {
  std::vector<std::int64_t> loads;
  for (double const number : numbers) {
    expect(number >= 1 && number < 0x1p30, "loads", "from 1 to 2^30 patterns", number);
    loads.push_back(std::llround(number));
  }
  return loads;
}

/// From 2 patterns to all of the source, 80 loads at most.
std::vector<std::int64_t> loads_up_to(std::int64_t P) {
  constexpr std::int64_t most = 80;
  auto const first = std::min<std::int64_t>(2, P), count = std::min(most, P - first + 1);
  std::vector<std::int64_t> loads;
  for (std::int64_t i = 0; i < count; ++i)
    loads.push_back(count == 1 ? P
                               : first + std::llround(static_cast<double>(i * (P - first)) /
                                                      static_cast<double>(count - 1)));
  return loads;
}

/// Patterns of the source, and what they decide.
void store(PhaseMapRequest& request, StoredPatterns const& stored) {
  auto& options = request.options;
  auto const& given = stored.given;
  options.given = &given;
  if (options.N == 0) options.N = given.N;
  if (!request.given_loads->given) options.loads = loads_up_to(given.P);
  for (auto const P : options.loads)
    expect(P <= given.P, "loads",
           "at most the " + to_text(given.P) + " patterns of " + origin_of(request.source).source,
           P);
}

/// Of Hebb's rule: NaN beside any other.
io::PhaseLines lines_beside(PhaseMapRequest const& request) {
  auto const& options = request.options;
  if (request.learning.is_plain()) return phase_lines(options.loads, options.N);
  std::vector<double> const none(options.loads.size(), NAN);
  return {.T_g = none, .T_M = none, .T_c = none};
}

void run(PhaseMapRequest& request) {
  auto& options = request.options;
  auto const& computation = request.computation;
  options.rule = request.dynamics.rule();
  options.order = request.dynamics.sites();
  options.loads = whole(request.loads);
  options.temperatures = request.temperatures;
  validate(computation);
  validate(request.source);
  expect_other_than_output(computation, request.source.npy, "npy");
  request.learning.check_paths(computation);
  validate_resume(computation, request.resume);
  StoredPatterns stored;
  if (request.source.given()) {
    stored = stored_patterns(request.source, options.seed);
    store(request, stored);
  } else if (options.N == 0) {
    options.N = 513;
  }
  options.learning = request.learning.of(options.N);
  binary::validate(options);
  io::PhaseMapSetting const setting{.options = options,
                                    .patterns = description(request.source, stored),
                                    .learning = request.learning.text(),
                                    .names = stored.names};

  Runtime const runtime(computation.threads);
  Kokkos::DefaultExecutionSpace const exec;
  auto const provenance = binary_provenance(exec, options.how);
  std::vector<binary::PhaseMapRow> rows;
  if (request.resume) rows = io::read_finished_rows(computation.out, setting, provenance);
  options.should_stop = interrupted;
  auto const wall = run_row_by_row<io::PhaseMapFile, binary::PhaseMapRow>(
      computation,
      {.rows = "loads",
       .open =
           [&](auto const& path, auto const& some) {
    return std::make_unique<io::PhaseMapFile>(path, setting, provenance, some);
       },
       .compute = [&](std::size_t first,
                      auto const& on_row) { binary::phase_map(exec, options, first, on_row); },
       .finish = [&](io::PhaseMapFile& file, auto const&,
                     double seconds) { file.finish(lines_beside(request), seconds); }},
      options.progress, rows);
  Summary summary;
  for (auto const& row : rows) summary.add(row);
  print(request, setting.patterns, summary, wall, provenance);
  finish_summary(computation);
}

}  // namespace

Command binary_phase_map_command() {
  auto const request = std::make_shared<PhaseMapRequest>();
  for (int P = 2; P <= 81; ++P) request->loads.push_back(P);
  for (int t = 0; t < 80; ++t) request->temperatures.push_back(0.01 + 1.99 / 79 * t);
  Command command{.name = "binary phase-map",
                  .summary = "which stored patterns come back, over loads and temperatures",
                  .example =
                      "mattis binary phase-map --N 513 --loads 2:81:80 "
                      "--temperatures 0.01:2:80 --corruption 0.2 --sweeps 50 --seed 1 "
                      "--out map.h5\n"
                      "  mattis binary phase-map --audio FOLDER --out map.h5 --figure map.png"};
  auto& options = command.options;
  auto& map = request->options;
  options.add("N", "NEURONS", map.N, "neurons; 0: 513, or as many as the patterns given have");
  auto& loads = options.add_range("loads", request->loads,
                                  "numbers of patterns, rounded; of given ones 2 to all");
  loads.default_text = "2:81:80";
  request->given_loads = &loads;
  options.add_range("temperatures", request->temperatures, "equally spaced").default_text =
      "0.01:2:80";
  options.add("corruption", "R", map.corruption, "share of a cue's entries inverted");
  options.add("replicas", "R", map.replicas, "cues of each point");
  options.add("networks", "K", map.draws, "independent draws of the patterns of each load");
  options.add("sweeps", "N", map.sweeps, "attempts per neuron");
  add_pattern_source_options(options, request->source);
  add_learning_options(options, request->learning, false);
  add_dynamics_options(options, request->dynamics);
  options.add("seed", "SEED", map.seed, "of the random numbers");
  add_binary_computation_options(options, request->computation);
  add_resume_option(options, request->resume, "loads");
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
