// SPDX-License-Identifier: BSD-3-Clause
#include "binary_run.hpp"
#include "binary_summary.hpp"
#include "command.hpp"
#include "learning_options.hpp"
#include "summary.hpp"

#include <mattis/binary/sampling.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/sampling_file.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace mattis::command {

namespace {

struct SampleRequest {
  binary::SamplingOptions options;
  std::filesystem::path couplings, fields;
  double h = 0;
  BinaryDynamics dynamics{.dynamics = "glauber"};
  std::int64_t replicas = 32, networks = 0;
  Computation computation;
  Option const* given_N = nullptr;
};

std::string origin(SampleRequest const& request) {
  return request.couplings.empty() ? "drawn" : request.couplings.string();
}

double least_energy(binary::Sampling const& result) {
  auto const& all = result.least_energy;
  return *std::min_element(all.data(), all.data() + all.size());
}

SpinSpeed speed_of(binary::Sampling const& result) {
  return {.attempts = result.attempts, .flips = result.accepted(), .seconds = result.seconds};
}

void print_json(SampleRequest const& request, binary::Sampling const& result, double wall,
                io::Provenance const& provenance) {
  auto const& options = request.options;
  JsonLine line;
  line.add("command", "binary sample").add("N", options.N).add("T", options.T);
  line.add("couplings", origin(request)).add("asymmetry", options.asymmetry);
  line.add("h", request.h).add("fields", request.fields.string());
  line.add("sweeps", options.sweeps).add("discarded", options.discarded);
  line.add("replicas", options.replicas * options.networks).add("networks", options.networks);
  line.add("dynamics", request.dynamics.dynamics).add("order", request.dynamics.order);
  line.add("seed", options.seed);
  add_estimate(line, "energy", result.mean_energy);
  line.add("energy_tau", result.energy_series.tau).add("least_energy", least_energy(result));
  add_estimate(line, "magnetisation", result.mean_magnetisation);
  add_estimate(line, "q", result.q);
  add_estimate(line, "q_squared", result.q_squared);
  add_endings(line, result.endings);
  speed_of(result).add_to(line);
  line.add("sweep_seconds", result.seconds).add("drift", result.drift);
  add_outcome(line, request.computation, wall, provenance);
  deliver(line);
}

void print_table(SampleRequest const& request, binary::Sampling const& result, double wall,
                 io::Provenance const& provenance) {
  auto const& options = request.options;
  print_row("networks", to_text(options.networks) + " of " + to_text(options.N) + " neurons, " +
                            to_text(options.replicas) + " replicas each, couplings " +
                            origin(request));
  char text[64];
  std::snprintf(text, sizeof text, " per neuron, the lowest %.6g", least_energy(result));
  print_row("energy", text_of(result.mean_energy) + text);
  std::snprintf(text, sizeof text, "%.3g sweeps", result.energy_series.tau);
  print_row("autocorrelation", text);
  print_row("|magnetisation|", text_of(result.mean_magnetisation));
  print_row("replica overlap", text_of(result.q) + ", its square " + text_of(result.q_squared));
  speed_of(result).print();
  std::snprintf(text, sizeof text, "%.2g between computations of the fields", result.drift);
  print_row("drift", text);
  print_computation(request.computation, wall, provenance);
}

void run(SampleRequest& request) {
  auto& options = request.options;
  auto const& computation = request.computation;
  expect(request.replicas >= 1, "replicas", "at least 1", request.replicas);
  validate(computation);
  expect_other_than_output(computation, request.couplings, "couplings");
  expect_other_than_output(computation, request.fields, "fields");
  if (!request.couplings.empty()) {
    options.couplings = read_real_couplings(request.couplings);
    if (!request.given_N->given) options.N = options.couplings->N;
    if (request.networks == 0) request.networks = 1;
  }
  options.networks = planned_networks(request.networks, request.replicas);
  options.replicas = (request.replicas + options.networks - 1) / options.networks;
  options.rule = request.dynamics.rule();
  options.order = request.dynamics.sites();
  options.field = fields_of(request.h, request.fields, options.N);
  if (options.couplings) options.couplings->field = options.field;
  binary::validate(options);
  run_binary(
      computation, options, [&](auto const&) { return binary::sample(options); },
      [&](auto const& path, binary::Sampling const& result, double wall, auto const& provenance) {
    io::write_sampling(path, options, result, origin(request), wall, provenance);
      },
      [&](auto const&... outcome) {
    computation.json ? print_json(request, outcome...) : print_table(request, outcome...);
  });
}

}  // namespace

Command binary_sample_command() {
  auto const request = std::make_shared<SampleRequest>();
  Command command{
      .name = "binary sample",
      .summary =
          "sample spins with any couplings: drawn ones (Sherrington-Kirkpatrick), or a file's",
      .example =
          "mattis binary sample --N 512 --T 0.5 --sweeps 2000 --replicas 64 --seed 1 --out sk.h5\n"
          "  mattis binary sample --couplings J.npy --fields h.npy --T 1 --dynamics metropolis"};
  auto& options = command.options;
  auto& sampling = request->options;
  sampling.N = 512;
  request->given_N = &options.add("N", "NEURONS", sampling.N,
                                  "neurons, their couplings drawn: normal, variance 1/N");
  options.add("couplings", "FILE", request->couplings,
              "take J from a .npy, .h5 (dataset J) or .csv instead");
  options.add("asymmetry", "X", sampling.asymmetry,
              "of drawn couplings: share of their variance in which J_ij and J_ji differ, 0 to 1");
  add_field_options(options, request->h, request->fields);
  options.add("T", "T", sampling.T, "temperature, in units of the couplings");
  options.add("sweeps", "N", sampling.sweeps, "attempts per neuron that are measured");
  options.add("discarded", "N", sampling.discarded, "sweeps before, from a random start");
  options.add("replicas", "R", request->replicas, "runs in all");
  options.add("networks", "K", request->networks,
              "independent draws of the couplings that share them; 0: one for 8 replicas, 16 at "
              "most");
  add_dynamics_options(options, request->dynamics);
  options.add("seed", "SEED", sampling.seed, "of the random numbers");
  add_binary_computation_options(options, request->computation);
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
