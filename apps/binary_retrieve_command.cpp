// SPDX-License-Identifier: BSD-3-Clause
#include "binary_options.hpp"
#include "command.hpp"
#include "interrupt.hpp"
#include "json_line.hpp"
#include "progress_bar.hpp"
#include "runtime.hpp"
#include "summary.hpp"

#include <mattis/binary/retrieval.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/retrieval_file.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace mattis::command {

namespace {

struct RetrieveRequest {
  binary::RetrievalOptions options{.N = 1000, .P = 50};
  BinaryDynamics dynamics{.dynamics = "glauber"};
  std::int64_t replicas = 32, networks = 0;
  Computation computation;
};

/// Attempts and accepted flips in a nanosecond.
double per_nanosecond(std::int64_t count, binary::CuedRun const& run) {
  return run.seconds > 0 ? static_cast<double>(count) * 1e-9 / run.seconds : 0;
}

void print_json(RetrieveRequest const& request, binary::Retrieval const& result, double wall,
                io::Provenance const& provenance) {
  auto const& options = request.options;
  JsonLine line;
  line.add("command", "binary retrieve").add("N", options.N).add("P", options.P);
  line.add("T", options.T).add("corruption", options.corruption).add("sweeps", options.sweeps);
  line.add("replicas", options.replicas * options.networks).add("networks", options.networks);
  line.add("dynamics", request.dynamics.dynamics).add("order", request.dynamics.order);
  line.add("seed", options.seed);
  auto const estimate = [&](std::string const& name, binary::Estimate const& one) {
    line.add(name, one.mean).add(name + "_se", one.se);
  };
  estimate("m", result.m);
  estimate("m_nearest", result.m_nearest);
  estimate("right", result.right);
  estimate("energy", result.energy);
  estimate("q", result.q);
  estimate("flips_per_neuron", result.familiarity);
  line.add("m_half", result.m_series.mean).add("m_half_se", result.m_series.se);
  line.add("m_half_tau", result.m_series.tau);
  if (result.endings.size() > 0) {
    std::int64_t cycles = 0, fixed = 0;
    for (std::size_t i = 0; i < result.endings.size(); ++i) {
      cycles += result.endings.data()[i] == binary::Ending::two_cycle;
      fixed += result.endings.data()[i] == binary::Ending::fixed;
    }
    line.add("fixed_points", fixed).add("two_cycles", cycles);
  }
  auto const& run = result.run;
  line.add("attempts", run.attempts).add("flips", run.accepted());
  line.add("attempts_per_ns", per_nanosecond(run.attempts, run));
  line.add("flips_per_ns", per_nanosecond(run.accepted(), run));
  line.add("sweep_seconds", run.seconds).add("wall_seconds", wall);
  line.add("backend", provenance.backend).add("threads", provenance.threads);
  line.add("out", request.computation.out.string());
  std::puts(line.text().c_str());
}

std::string text_of(binary::Estimate const& one) {
  return estimates_text({.mean = {one.mean}, .se = {one.se}});
}

void print_table(RetrieveRequest const& request, binary::Retrieval const& result, double wall,
                 io::Provenance const& provenance) {
  auto const& options = request.options;
  print_row("networks", to_text(options.networks) + " of " + to_text(options.N) + " neurons and " +
                            to_text(options.P) + " patterns, " + to_text(options.replicas) +
                            " replicas each");
  print_row("final overlap", text_of(result.m) + " with the cue's pattern");
  print_row("nearest pattern", text_of(result.m_nearest) + ", the cue's in " +
                                   text_of(result.right) + " of the replicas");
  print_row("energy", text_of(result.energy) + " per neuron");
  print_row("replica overlap", text_of(result.q));
  print_row("familiarity", text_of(result.familiarity) + " flips per neuron");
  char text[120];
  auto const& run = result.run;
  std::snprintf(text, sizeof text, "%.3g attempts and %.3g flips per ns",
                per_nanosecond(run.attempts, run), per_nanosecond(run.accepted(), run));
  print_row("speed", text);
  print_computation(request.computation, wall, provenance);
}

void run(RetrieveRequest& request) {
  auto& options = request.options;
  auto const& computation = request.computation;
  expect(request.replicas >= 1, "replicas", "at least 1", request.replicas);
  options.networks = planned_networks(request.networks, request.replicas);
  options.replicas = (request.replicas + options.networks - 1) / options.networks;
  options.rule = request.dynamics.rule();
  options.order = request.dynamics.sites();
  validate(computation);
  binary::validate(options);

  Runtime const runtime(computation.threads);
  Kokkos::DefaultExecutionSpace const exec;
  auto const provenance = binary_provenance(exec, options.how);
  options.should_stop = interrupted;
  Clock const clock;
  auto const result = [&] {
    ProgressBar bar(computation.progress);
    options.progress = make_progress(bar);
    return until_interrupted([&] { return binary::retrieve(exec, options); },
                             [] { return std::string(); });
  }();
  auto const wall = clock.seconds();
  write_output(computation, [&](auto const& path) {
    io::write_retrieval(path, options, result, wall, provenance);
  });
  computation.json ? print_json(request, result, wall, provenance)
                   : print_table(request, result, wall, provenance);
  finish_summary(computation);
}

}  // namespace

Command binary_retrieve_command() {
  auto const request = std::make_shared<RetrieveRequest>();
  Command command{
      .name = "binary retrieve",
      .summary = "start binary networks from corrupted patterns: what comes back",
      .example =
          "mattis binary retrieve --N 2000 --P 100 --T 0.2 --corruption 0.2 --sweeps 100 "
          "--replicas 64 --seed 1 --out retrieval.h5"};
  auto& options = command.options;
  auto& retrieval = request->options;
  options.add("N", "NEURONS", retrieval.N, "neurons");
  options.add("P", "PATTERNS", retrieval.P, "patterns stored, by Hebb's rule");
  options.add("T", "T", retrieval.T, "temperature, in units of the couplings");
  options.add("corruption", "R", retrieval.corruption, "share of a cue's entries inverted");
  options.add("sweeps", "N", retrieval.sweeps, "attempts per neuron");
  options.add("replicas", "R", request->replicas, "runs in all");
  options.add("networks", "K", request->networks,
              "independent draws of the patterns that share them; 0: one for 8 replicas, 16 at "
              "most");
  add_dynamics_options(options, request->dynamics);
  options.add("seed", "SEED", retrieval.seed, "of the random numbers");
  add_binary_computation_options(options, request->computation);
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
