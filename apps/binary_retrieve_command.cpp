// SPDX-License-Identifier: BSD-3-Clause
#include "binary_run.hpp"
#include "binary_summary.hpp"
#include "command.hpp"
#include "interrupt.hpp"
#include "learning_options.hpp"
#include "pattern_source.hpp"
#include "replica_symmetry.hpp"
#include "summary.hpp"

#include <mattis/binary/retrieval.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/bitmap.hpp>
#include <mattis/io/retrieval_file.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace mattis::command {

namespace {

struct RetrieveRequest {
  binary::RetrievalOptions options;
  PatternSource source;
  std::string cue;
  std::filesystem::path picture;
  BinaryDynamics dynamics{.dynamics = "glauber"};
  LearningRequest learning;
  std::int64_t replicas = 32, networks = 0;
  Computation computation;
};

/// A pattern of a source that replicas ended nearest to.
struct CameBack {
  std::string name;
  std::int64_t replicas = 0;
  double m = 0;  ///< mean |overlap| of those
};

/// What a retrieval was one of, and what came of it.
struct Retrieved {
  io::RetrievalOrigin origin;
  binary::Retrieval result;
  std::vector<CameBack> came_back;  ///< most replicas first; of patterns that have names
};

std::vector<CameBack> came_back(std::vector<std::string> const& names, binary::CuedRun const& run) {
  std::vector<CameBack> all;
  for (auto const& name : names) all.push_back({.name = name});
  if (names.empty()) return all;
  for (std::size_t i = 0; i < run.nearest.size(); ++i) {
    auto& one = all[static_cast<std::size_t>(run.nearest.data()[i])];
    ++one.replicas;
    one.m += std::abs(run.m_nearest.data()[i]);
  }
  std::erase_if(all, [](auto const& one) { return one.replicas == 0; });
  for (auto& one : all) one.m /= static_cast<double>(one.replicas);
  std::stable_sort(all.begin(), all.end(),
                   [](auto const& a, auto const& b) { return a.replicas > b.replicas; });
  return all;
}

/// Whether the replica-symmetric theory is of this: independent patterns, updates one by one.
bool has_theory(RetrieveRequest const& request) {
  return !request.source.given() && request.learning.is_plain() &&
         request.options.rule != SpinRule::zero && request.options.order != SpinOrder::parallel;
}

SpinSpeed speed_of(binary::CuedRun const& run) {
  return {.attempts = run.attempts, .flips = run.accepted(), .seconds = run.seconds};
}

void print_json(RetrieveRequest const& request, Retrieved const& retrieved, double wall,
                io::Provenance const& provenance) {
  auto const& options = request.options;
  auto const& result = retrieved.result;
  JsonLine line;
  line.add("command", "binary retrieve").add("N", options.N).add("P", options.P);
  line.add("T", options.T).add("corruption", options.corruption).add("sweeps", options.sweeps);
  line.add("replicas", options.replicas * options.networks).add("networks", options.networks);
  line.add("dynamics", request.dynamics.dynamics).add("order", request.dynamics.order);
  line.add("seed", options.seed);
  line.add("patterns", retrieved.origin.patterns);
  request.learning.add_to(line);
  if (!request.cue.empty()) line.add("cue", request.cue);
  add_estimate(line, "m", result.m);
  if (has_theory(request)) line.add("m_theory", retrieved.origin.m_theory);
  add_estimate(line, "m_nearest", result.m_nearest);
  add_estimate(line, "right", result.right);
  add_estimate(line, "energy", result.energy);
  add_estimate(line, "q", result.q);
  add_estimate(line, "flips_per_neuron", result.familiarity);
  line.add("m_half", result.m_series.mean).add("m_half_se", result.m_series.se);
  line.add("m_half_tau", result.m_series.tau);
  add_endings(line, result.endings);
  if (!retrieved.came_back.empty()) {
    std::vector<std::string> names;
    std::vector<double> replicas, m;
    for (auto const& one : retrieved.came_back) {
      names.push_back(one.name);
      replicas.push_back(static_cast<double>(one.replicas));
      m.push_back(one.m);
    }
    line.add("came_back", names).add("came_back_replicas", replicas).add("came_back_m", m);
  }
  speed_of(result.run).add_to(line);
  line.add("sweep_seconds", result.run.seconds).add("drift", result.run.drift);
  add_outcome(line, request.computation, wall, provenance);
  line.add("picture", request.picture.string());
  deliver(line);
}

void print_came_back(std::vector<CameBack> const& came_back) {
  constexpr std::size_t shown = 8;
  for (std::size_t i = 0; i < std::min(shown, came_back.size()); ++i) {
    auto const& one = came_back[i];
    char text[64];
    std::snprintf(text, sizeof text, ", overlap %.3f", one.m);
    print_row(i == 0 ? "came back" : "", one.name + " in " + to_text(one.replicas) +
                                             (one.replicas == 1 ? " replica" : " replicas") + text);
  }
  if (came_back.size() > shown)
    print_row("", "and " + to_text(static_cast<std::int64_t>(came_back.size() - shown)) + " more");
}

void print_table(RetrieveRequest const& request, Retrieved const& retrieved, double wall,
                 io::Provenance const& provenance) {
  auto const& options = request.options;
  auto const& result = retrieved.result;
  print_row("networks", to_text(options.networks) + " of " + to_text(options.N) + " neurons and " +
                            to_text(options.P) + " patterns, " + to_text(options.replicas) +
                            " replicas each");
  if (request.source.given()) print_row("patterns", retrieved.origin.patterns);
  if (!request.learning.is_plain()) print_row("couplings", request.learning.text());
  print_row("final overlap", text_of(result.m) + " with the cue's pattern");
  if (has_theory(request)) {
    auto const m = retrieved.origin.m_theory;
    char text[40];
    std::snprintf(text, sizeof text, "%.6f, N to infinity", m);
    print_row("replica symmetric", std::isnan(m) ? "none above T_M" : text);
  }
  print_row("nearest pattern", text_of(result.m_nearest) + ", the cue's in " +
                                   text_of(result.right) + " of the replicas");
  print_came_back(retrieved.came_back);
  print_row("energy", text_of(result.energy) + " per neuron");
  print_row("replica overlap", text_of(result.q));
  print_row("familiarity", text_of(result.familiarity) + " flips per neuron");
  speed_of(result.run).print();
  print_computation(request.computation, wall, provenance);
}

void check_paths(RetrieveRequest const& request) {
  auto const& computation = request.computation;
  validate(computation);
  validate(request.source);
  expect_other_than_output(computation, request.source.npy, "npy");
  request.learning.check_paths(computation);
  if (!request.cue.empty() && !request.source.given())
    throw_unexpected("cue", "patterns that have names (--audio, --images or --npy)", "none");
  if (request.picture.empty()) return;
  if (request.source.audio.empty())
    throw_unexpected("picture", "recordings (--audio FOLDER)", "none");
  io::check_picture_path(request.picture);
  expect_other_than_output(computation, request.picture, "picture");
}

/// Patterns of the source, where there is one, and what they decide.
StoredPatterns store(RetrieveRequest& request, io::RetrievalOrigin& origin) {
  auto& options = request.options;
  StoredPatterns stored;
  if (!request.source.given()) {
    if (options.N == 0 && request.learning.couplings.empty()) options.N = 1000;
    if (options.P == 0) options.P = 50;
    return stored;
  }
  stored = stored_patterns(request.source, options.seed);
  if (options.N == 0) options.N = stored.given.N;
  if (options.P == 0) options.P = stored.given.P;
  expect(options.P >= 1 && options.P <= stored.given.P, "P",
         "from 1 to the " + to_text(stored.given.P) + " patterns of " +
             origin_of(request.source).source,
         options.P);
  if (!request.cue.empty()) options.cue = stored.cue(request.cue, options.P);
  origin.patterns = description(request.source, stored);
  origin.names = {stored.names.begin(), stored.names.begin() + options.P};
  return stored;
}

std::vector<std::int8_t> signs_of(std::uint32_t const* row, std::int64_t N) {
  std::vector<std::int8_t> signs;
  for (std::int64_t i = 0; i < N; ++i)
    signs.push_back((row[i / 32] >> (i % 32) & 1u) != 0 ? std::int8_t{1} : std::int8_t{-1});
  return signs;
}

/// Of the first replica.
void write_picture(RetrieveRequest const& request, StoredPatterns const& stored,
                   binary::CuedRun const& run) {
  auto const N = request.options.N, mu = run.cue(0, 0);
  auto const pattern = std::span(stored.given.entries)
                           .subspan(static_cast<std::size_t>(mu * N), static_cast<std::size_t>(N));
  auto const cued = signs_of(&run.start(0, 0, 0), N), ended = signs_of(&run.states(0, 0, 0), N);
  write_spectrum_picture(request.picture, request.source,
                         stored.names[static_cast<std::size_t>(mu)],
                         {.stored = pattern, .cued = cued, .retrieved = ended});
}

void run(RetrieveRequest& request) {
  auto& options = request.options;
  auto const& computation = request.computation;
  expect(request.replicas >= 1, "replicas", "at least 1", request.replicas);
  options.networks =
      (request.source.given() || !request.learning.couplings.empty()) && request.networks == 0
          ? 1
          : planned_networks(request.networks, request.replicas);
  options.replicas = (request.replicas + options.networks - 1) / options.networks;
  options.rule = request.dynamics.rule();
  options.order = request.dynamics.sites();
  check_paths(request);
  io::RetrievalOrigin origin;
  auto const stored = store(request, origin);
  if (request.source.given()) options.given = &stored.given;
  options.learning = request.learning.of(options.N);
  origin.learning = request.learning.text();
  binary::validate(options);
  if (has_theory(request)) {
    auto const alpha = static_cast<double>(options.P) / static_cast<double>(options.N);
    if (auto const m = retrieval_overlap(alpha, options.T)) origin.m_theory = m->value;
  }

  run_binary(
      computation, options,
      [&](auto const& exec) {
    Retrieved retrieved{
        .origin = origin, .result = binary::retrieve(exec, options), .came_back = {}};
    retrieved.came_back = came_back(origin.names, retrieved.result.run);
    return retrieved;
      },
      [&](auto const& path, Retrieved const& retrieved, double wall, auto const& provenance) {
    io::write_retrieval(path, options, retrieved.result, retrieved.origin, wall, provenance);
  },
      [&](Retrieved const& retrieved, double wall, auto const& provenance) {
    if (!request.picture.empty()) write_picture(request, stored, retrieved.result.run);
    computation.json ? print_json(request, retrieved, wall, provenance)
                     : print_table(request, retrieved, wall, provenance);
      });
}

}  // namespace

Command binary_retrieve_command() {
  auto const request = std::make_shared<RetrieveRequest>();
  Command command{
      .name = "binary retrieve",
      .summary = "start binary networks from corrupted patterns: what comes back",
      .example =
          "mattis binary retrieve --N 2000 --P 100 --T 0.2 --corruption 0.2 --sweeps 100 "
          "--replicas 64 --seed 1 --out retrieval.h5\n"
          "  mattis binary retrieve --audio FOLDER --P 8 --cue 7.wav --T 0.1 --corruption 0.2 "
          "--picture seven.png\n"
          "  mattis binary retrieve --rule clipped --kept 0.5 --N 2000 --P 80 --T 0.1"};
  auto& options = command.options;
  auto& retrieval = request->options;
  options.add("N", "NEURONS", retrieval.N,
              "neurons; 0: 1000, or as many as the patterns given have");
  options.add("P", "PATTERNS", retrieval.P, "patterns stored; 0: 50, or all that are given");
  options.add("T", "T", retrieval.T, "temperature, in units of the couplings");
  options.add("corruption", "R", retrieval.corruption, "share of a cue's entries inverted");
  options.add("sweeps", "N", retrieval.sweeps, "attempts per neuron");
  options.add("replicas", "R", request->replicas, "runs in all");
  options.add("networks", "K", request->networks,
              "independent draws of the patterns that share them; 0: one for 8 replicas, 16 at "
              "most");
  add_pattern_source_options(options, request->source);
  options
      .add_text("cue", "NAME", request->cue,
                "the pattern that all replicas are cues of; left out, each another")
      .default_text = "";
  options.add("picture", "FILE.png|.pgm", request->picture,
              "spectrum of a replica's recording as stored, cued and retrieved");
  add_learning_options(options, request->learning, true);
  add_dynamics_options(options, request->dynamics);
  options.add("seed", "SEED", retrieval.seed, "of the random numbers");
  add_binary_computation_options(options, request->computation);
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
