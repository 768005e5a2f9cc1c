// SPDX-License-Identifier: BSD-3-Clause
// binary sequence and forgetting: couplings that are not Hebb's alone.
#include "binary_options.hpp"
#include "command.hpp"
#include "figure.hpp"
#include "interrupt.hpp"
#include "json_line.hpp"
#include "progress_bar.hpp"
#include "runtime.hpp"
#include "summary.hpp"

#include <mattis/binary/sequences.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/scan_file.hpp>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace mattis::command {

namespace {

using Exec = Kokkos::DefaultExecutionSpace;

struct SequenceRequest {
  binary::SequenceOptions options{.N = 1000, .P = 10};
  bool open = false;
  Computation computation;
};

struct ForgettingRequest {
  binary::ForgettingOptions options{.N = 1000, .P = 300};
  BinaryDynamics dynamics{.dynamics = "zero"};
  Computation computation;
};

void add_means(JsonLine& line, std::string const& name,
               std::vector<binary::Estimate> const& estimates) {
  std::vector<double> mean, se;
  for (auto const& one : estimates) {
    mean.push_back(one.mean);
    se.push_back(one.se);
  }
  line.add(name, mean).add(name + "_se", se);
}

std::string text_of(binary::Estimate const& one) {
  return estimates_text({.mean = {one.mean}, .se = {one.se}});
}

void run(SequenceRequest& request) {
  auto& options = request.options;
  auto const& computation = request.computation;
  options.cyclic = !request.open;
  validate(computation);
  binary::validate(options);
  Runtime const runtime(computation.threads);
  Exec const exec;
  auto const provenance = binary_provenance(exec, options.how);
  options.should_stop = interrupted;
  Clock const clock;
  auto const result = until_interrupted([&] { return binary::recall_sequence(exec, options); },
                                        [] { return std::string(); });
  auto const wall = clock.seconds();
  write_and_draw("binary", computation.out, computation.figure, [&](auto const& path) {
    io::write_sequence(path, options, result, wall, provenance);
  });
  if (computation.json) {
    JsonLine line;
    line.add("command", "binary sequence").add("N", options.N).add("P", options.P);
    line.add("stay", options.stay).add("go", options.go).add("cyclic", options.cyclic);
    line.add("T", options.T).add("corruption", options.corruption).add("seed", options.seed);
    line.add("replicas", options.replicas).add("steps", result.lead.size() - 1);
    line.add("in_order", result.in_order.mean).add("in_order_se", result.in_order.se);
    add_means(line, "lead", result.lead);
    line.add("wall_seconds", wall).add("backend", provenance.backend);
    line.add("threads", provenance.threads).add("out", computation.out.string());
    line.add("figure", computation.figure.string());
    std::puts(line.text().c_str());
  } else {
    print_row("in order", text_of(result.in_order) + " of the steps");
    print_row("last overlap", text_of(result.lead.back()) + " with the pattern whose turn it is");
    print_computation(computation, wall, provenance);
  }
  finish_summary(computation);
}

void run(ForgettingRequest& request) {
  auto& options = request.options;
  auto const& computation = request.computation;
  options.rule = request.dynamics.rule();
  validate(computation);
  binary::validate(options);
  Runtime const runtime(computation.threads);
  Exec const exec;
  auto const provenance = binary_provenance(exec, options.how);
  options.should_stop = interrupted;
  Clock const clock;
  auto const result = [&] {
    ProgressBar bar(computation.progress);
    options.progress = make_progress(bar);
    return until_interrupted([&] { return binary::forget(exec, options); },
                             [] { return std::string(); });
  }();
  auto const wall = clock.seconds();
  write_and_draw("binary", computation.out, computation.figure, [&](auto const& path) {
    io::write_forgetting(path, options, result, wall, provenance);
  });
  if (computation.json) {
    JsonLine line;
    line.add("command", "binary forgetting").add("N", options.N).add("P", options.P);
    line.add("limit", result.limit).add("T", options.T).add("sweeps", options.sweeps);
    line.add("networks", options.networks).add("threshold", options.threshold);
    line.add("dynamics", request.dynamics.dynamics).add("seed", options.seed);
    line.add("remembered", result.remembered.mean).add("remembered_se", result.remembered.se);
    add_means(line, "m", result.m);
    line.add("wall_seconds", wall).add("backend", provenance.backend);
    line.add("threads", provenance.threads).add("out", computation.out.string());
    line.add("figure", computation.figure.string());
    std::puts(line.text().c_str());
  } else {
    print_row("limit", to_text(result.limit) + " of couplings, in steps of learning");
    print_row("remembered", text_of(result.remembered) + " of " + to_text(options.P) + " patterns");
    print_row("last learned", text_of(result.m.front()));
    print_row("first learned", text_of(result.m.back()));
    print_computation(computation, wall, provenance);
  }
  finish_summary(computation);
}

}  // namespace

Command binary_sequence_command() {
  auto const request = std::make_shared<SequenceRequest>();
  Command command{.name = "binary sequence",
                  .summary = "patterns that follow each other",
                  .example =
                      "mattis binary sequence --N 1000 --P 10 --stay 1 --go 3 --T 0.1 "
                      "--seed 1"};
  auto& options = command.options;
  auto& sequence = request->options;
  options.add("N", "NEURONS", sequence.N, "neurons");
  options.add("P", "PATTERNS", sequence.P, "patterns of the sequence");
  options.add("stay", "A", sequence.stay, "weight of what keeps a pattern");
  options.add("go", "B", sequence.go, "weight of what leads to the next: lambda = B / A");
  options.add_switch("open", request->open, "the last is not followed by the first");
  options.add("T", "T", sequence.T, "temperature; 0: the sign of the field");
  options.add("corruption", "R", sequence.corruption, "share of the first pattern inverted");
  options.add("steps", "N", sequence.steps, "updates of all neurons; 0: twice the sequence");
  options.add("replicas", "R", sequence.replicas, "runs");
  options.add("seed", "SEED", sequence.seed, "of the random numbers");
  add_binary_computation_options(options, request->computation);
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

Command binary_forgetting_command() {
  auto const request = std::make_shared<ForgettingRequest>();
  Command command{.name = "binary forgetting",
                  .summary = "couplings of limited magnitude, which remember what came last",
                  .example =
                      "mattis binary forgetting --N 1000 --P 300 --seed 1 "
                      "--out forgetting.h5"};
  auto& options = command.options;
  auto& forgetting = request->options;
  options.add("N", "NEURONS", forgetting.N, "neurons");
  options.add("P", "PATTERNS", forgetting.P, "patterns learned, one after the other");
  options.add("limit", "A", forgetting.limit,
              "largest |J|, in steps of learning; 0: 0.43 sqrt(N), about the best");
  options.add("T", "T", forgetting.T, "temperature; of any dynamics but zero");
  options.add("sweeps", "N", forgetting.sweeps, "attempts per neuron");
  options.add("networks", "K", forgetting.networks, "independent draws of the patterns");
  options.add("threshold", "M", forgetting.threshold, "an overlap of at least this is remembered");
  options.add("seed", "SEED", forgetting.seed, "of the random numbers");
  options.add_choice("dynamics", {"glauber", "metropolis", "zero"}, request->dynamics.dynamics,
                     "heat bath, Metropolis, or Hopfield's rule without noise");
  add_binary_computation_options(options, request->computation);
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
