// SPDX-License-Identifier: BSD-3-Clause
// binary sequence and forgetting: couplings that are not Hebb's alone.
#include "binary_options.hpp"
#include "binary_summary.hpp"
#include "checkpointing.hpp"
#include "command.hpp"
#include "figure.hpp"
#include "interrupt.hpp"
#include "pattern_source.hpp"
#include "progress_bar.hpp"
#include "row_by_row.hpp"
#include "runtime.hpp"
#include "summary.hpp"

#include <mattis/binary/forgetting.hpp>
#include <mattis/binary/sequences.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/forgetting_file.hpp>
#include <mattis/io/sequence_file.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace mattis::command {

namespace {

struct SequenceRequest {
  binary::SequenceOptions options;
  PatternSource source;
  StoredPatterns stored;
  bool open = false;
  Checkpointing checkpointing;
  Computation computation;
};

struct ForgettingRequest {
  binary::ForgettingOptions options{.networks = 0};
  PatternSource source;
  StoredPatterns stored;
  BinaryDynamics dynamics{.dynamics = "zero"};
  Computation computation;
  bool resume = false;
};

/// Patterns of the source in their own order, which is that in which they follow each other or are
/// learned; N and P where they are not given.
template <class Request>
void take_patterns(Request& request, std::int64_t usual_N, std::int64_t usual_P) {
  auto& options = request.options;
  validate(request.source);
  expect_other_than_output(request.computation, request.source.npy, "npy");
  if (request.source.given()) {
    request.stored = stored_patterns(request.source, {});
    options.given = &request.stored.given;
  }
  if (options.N == 0) options.N = options.given != nullptr ? options.given->N : usual_N;
  if (options.P == 0) options.P = options.given != nullptr ? options.given->P : usual_P;
}

void print(SequenceRequest const& request, binary::Sequence const& result, double wall,
           io::Provenance const& provenance) {
  auto const& options = request.options;
  auto const& computation = request.computation;
  if (computation.json) {
    JsonLine line;
    line.add("command", "binary sequence").add("N", options.N).add("P", options.P);
    line.add("stay", options.stay).add("go", options.go).add("cyclic", options.cyclic);
    line.add("T", options.T).add("corruption", options.corruption).add("seed", options.seed);
    line.add("replicas", options.replicas).add("steps", result.lead.size() - 1);
    line.add("patterns", description(request.source, request.stored));
    add_estimate(line, "in_order", result.in_order);
    add_estimates(line, "lead", result.lead);
    add_outcome(line, computation, wall, provenance);
    deliver(line);
    return;
  }
  print_row("in order", text_of(result.in_order) + " of the steps");
  print_row("last overlap", text_of(result.lead.back()) + " with the pattern whose turn it is");
  print_computation(computation, wall, provenance);
}

void print(ForgettingRequest const& request, binary::Forgetting const& result, double wall,
           io::Provenance const& provenance) {
  auto const& options = request.options;
  auto const& computation = request.computation;
  if (computation.json) {
    JsonLine line;
    line.add("command", "binary forgetting").add("N", options.N).add("P", options.P);
    line.add("limit", result.limit).add("T", options.T).add("sweeps", options.sweeps);
    line.add("networks", options.networks).add("threshold", options.threshold);
    line.add("dynamics", request.dynamics.dynamics).add("seed", options.seed);
    line.add("patterns", description(request.source, request.stored));
    add_estimate(line, "remembered", result.remembered);
    add_estimates(line, "m", result.m);
    add_outcome(line, computation, wall, provenance);
    deliver(line);
    return;
  }
  print_row("limit", to_text(result.limit) + " of couplings, in steps of learning");
  print_row("remembered", text_of(result.remembered) + " of " + to_text(options.P) + " patterns");
  print_row("last learned", text_of(result.m.front()));
  print_row("first learned", text_of(result.m.back()));
  print_computation(computation, wall, provenance);
}

void run(SequenceRequest& request) {
  auto& options = request.options;
  auto const& computation = request.computation;
  auto const& checkpointing = request.checkpointing;
  options.cyclic = !request.open;
  validate(computation);
  validate(checkpointing, computation);
  take_patterns(request, 1000, 10);
  binary::validate(options);
  Runtime const runtime(computation.threads);
  Kokkos::DefaultExecutionSpace const exec;
  auto const provenance = binary_provenance(exec, options.how);
  auto const patterns = description(request.source, request.stored);
  Clock const clock;
  auto const result = [&] {
    ProgressBar bar(computation.progress);
    CheckpointClock checkpoint_clock(checkpointing.interval);
    auto watched = options;  // what the hooks hold must not outlive Kokkos
    watched.progress = make_progress(bar);
    watched.should_stop = interrupted;
    auto const compute = [&] {
      watched.checkpoint = checkpoint_hooks<binary::SequenceCheckpoint>(
          checkpointing, checkpoint_clock,
          [&](auto const& file, auto const& state) {
        io::write_checkpoint(file, options, patterns, state, provenance);
          },
          [&](auto const& file) {
        return io::read_checkpoint(file, options, patterns, provenance);
      });
      return binary::recall_sequence(exec, watched);
    };
    return until_interrupted(compute, [&] { return kept(checkpointing); });
  }();
  auto const wall = clock.seconds();
  write_and_draw(computation.out, computation.figure, [&](auto const& path) {
    io::write_sequence(path, options, patterns, result, wall, provenance);
  });
  finish(checkpointing);
  print(request, result, wall, provenance);
  finish_summary(computation);
}

void run(ForgettingRequest& request) {
  auto& options = request.options;
  options.rule = request.dynamics.rule();
  validate(request.computation);
  take_patterns(request, 1000, 300);
  if (options.networks == 0) options.networks = options.given != nullptr ? 1 : 8;
  binary::validate(options);
  auto const& computation = request.computation;
  validate_resume(computation, request.resume);
  Runtime const runtime(computation.threads);
  Kokkos::DefaultExecutionSpace const exec;
  auto const provenance = binary_provenance(exec, options.how);
  auto const patterns = description(request.source, request.stored);
  std::vector<binary::ForgettingRow> rows;
  if (request.resume) rows = io::read_finished_rows(computation.out, options, patterns, provenance);
  options.should_stop = interrupted;
  auto const wall = run_row_by_row<io::ForgettingFile, binary::ForgettingRow>(
      computation,
      {.rows = "networks",
       .open =
           [&](auto const& path, auto const& some) {
    return std::make_unique<io::ForgettingFile>(path, options, patterns, provenance, some);
       },
       .compute = [&](std::size_t first,
                      auto const& on_row) { binary::forget(exec, options, first, on_row); },
       .finish =
           [&](io::ForgettingFile& file, auto const& all, double seconds) {
    file.finish(binary::forgetting_of(options, all), seconds);
       }},
             options.progress, rows);
  print(request, binary::forgetting_of(options, rows), wall, provenance);
  finish_summary(computation);
}

}  // namespace

Command binary_sequence_command() {
  auto const request = std::make_shared<SequenceRequest>();
  Command command{.name = "binary sequence",
                  .summary = "patterns that follow each other",
                  .example =
                      "mattis binary sequence --N 1000 --P 10 --stay 1 --go 3 --T 0.1 "
                      "--seed 1\n"
                      "  mattis binary sequence --N 20000 --P 500 --steps 5000 "
                      "--checkpoint c.h5 --resume --out F.h5"};
  auto& options = command.options;
  auto& sequence = request->options;
  options.add("N", "NEURONS", sequence.N,
              "neurons; 0: 1000, or as many as the patterns given have");
  options.add("P", "PATTERNS", sequence.P, "patterns of the sequence; 0: 10, or all given");
  options.add("stay", "A", sequence.stay, "weight of what keeps a pattern");
  options.add("go", "B", sequence.go, "weight of what leads to the next: lambda = B / A");
  options.add_switch("open", request->open, "the last is not followed by the first");
  options.add("T", "T", sequence.T, "temperature; 0: the sign of the field");
  options.add("corruption", "R", sequence.corruption, "share of the first pattern inverted");
  options.add("steps", "N", sequence.steps, "updates of all neurons; 0: twice the sequence");
  options.add("replicas", "R", sequence.replicas, "runs");
  add_pattern_source_options(options, request->source);
  options.add("seed", "SEED", sequence.seed, "of the random numbers");
  add_binary_computation_options(options, request->computation);
  add_checkpoint_options(options, request->checkpointing);
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
  options.add("N", "NEURONS", forgetting.N,
              "neurons; 0: 1000, or as many as the patterns given have");
  options.add("P", "PATTERNS", forgetting.P,
              "patterns learned, one after the other; 0: 300, or all given");
  options.add("limit", "A", forgetting.limit,
              "largest |J|, in steps of learning; 0: 0.43 sqrt(N), about the best");
  options.add("T", "T", forgetting.T, "temperature; of any dynamics but zero");
  options.add("sweeps", "N", forgetting.sweeps, "attempts per neuron");
  options.add("networks", "K", forgetting.networks,
              "independent draws of the patterns; 0: 8, or 1 with patterns given");
  options.add("threshold", "M", forgetting.threshold, "an overlap of at least this is remembered");
  add_pattern_source_options(options, request->source);
  options.add("seed", "SEED", forgetting.seed, "of the random numbers");
  options.add_choice("dynamics", {"glauber", "metropolis", "zero"}, request->dynamics.dynamics,
                     "heat bath, Metropolis, or Hopfield's rule without noise");
  add_binary_computation_options(options, request->computation);
  add_resume_option(options, request->resume, "networks");
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
