// SPDX-License-Identifier: BSD-3-Clause
// binary capacity, basin, mixtures: one number changes, the rest stays.
#include "binary_run.hpp"
#include "binary_summary.hpp"
#include "command.hpp"
#include "summary.hpp"

#include <mattis/binary/scans.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/scan_file.hpp>

#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>

namespace mattis::command {

namespace {

using Exec = Kokkos::DefaultExecutionSpace;

/// One of the three.
struct ScanRequest {
  std::string name;   ///< "capacity", ..
  std::string along;  ///< what changes: a dataset's name and a column's
  binary::ScanOptions options;
  BinaryDynamics dynamics{.dynamics = "zero"};
  Computation computation;
  std::int64_t P = 0;  ///< of basin and mixtures
  std::vector<double> numbers;
  std::vector<int> n{1, 3, 5, 7};
  std::function<binary::Scan(Exec const&)> scan;
};

std::vector<binary::Estimate> estimates(binary::Scan const& scan,
                                        binary::Estimate binary::ScanRow::*member) {
  std::vector<binary::Estimate> all;
  for (auto const& row : scan.rows) all.push_back(row.*member);
  return all;
}

void print(ScanRequest const& request, binary::Scan const& scan, double wall,
           io::Provenance const& provenance) {
  auto const& options = request.options;
  bool const has_half = request.name != "mixtures";
  if (request.computation.json) {
    std::vector<double> at;
    for (auto const& row : scan.rows) at.push_back(row.at);
    JsonLine line;
    line.add("command", "binary " + request.name).add("N", options.N).add("T", options.T);
    if (request.P > 0) line.add("P", request.P);
    line.add("replicas", options.replicas).add("networks", options.networks);
    line.add("sweeps", options.sweeps).add("threshold", options.threshold);
    line.add("dynamics", request.dynamics.dynamics).add("order", request.dynamics.order);
    line.add("seed", options.seed);
    line.add(request.along, at);
    add_estimates(line, "m", estimates(scan, &binary::ScanRow::m));
    add_estimates(line, "retrieved", estimates(scan, &binary::ScanRow::retrieved));
    if (has_half) add_estimate(line, "half", scan.half);
    line.add("attempts", scan.attempts).add("flips", scan.flips);
    line.add("sweep_seconds", scan.seconds);
    add_outcome(line, request.computation, wall, provenance);
    deliver(line);
    return;
  }
  std::printf("%10s %20s %20s\n", request.along.c_str(), "final overlap",
              has_half ? "retrieved" : "still mixed");
  for (auto const& row : scan.rows)
    std::printf("%10.6g %20s %20s\n", row.at, text_of(row.m).c_str(),
                text_of(row.retrieved).c_str());
  std::puts("");
  if (has_half) print_row("half", text_of(scan.half) + " (" + request.along + ")");
  print_computation(request.computation, wall, provenance);
}

void run(ScanRequest& request) {
  auto& options = request.options;
  auto const& computation = request.computation;
  options.rule = request.dynamics.rule();
  options.order = request.dynamics.sites();
  validate(computation);
  run_binary(
      computation, options, request.scan,
      [&](auto const& path, binary::Scan const& scan, double wall, auto const& provenance) {
    io::write_scan(path, request.name, request.along, request.P, options, scan, wall, provenance);
      },
      [&](auto const&... outcome) { print(request, outcome...); });
}

std::shared_ptr<ScanRequest> add_options(Command& command, std::string const& name,
                                         std::string const& along, std::int64_t N) {
  auto const request = std::make_shared<ScanRequest>();
  request->name = name;
  request->along = along;
  request->options.N = N;
  auto& options = command.options;
  auto& scan = request->options;
  options.add("N", "NEURONS", scan.N, "neurons");
  options.add("T", "T", scan.T, "temperature; of any dynamics but zero");
  options.add("replicas", "R", scan.replicas, "of each network, at each point");
  options.add("networks", "K", scan.networks, "independent draws of the patterns");
  options.add("sweeps", "N", scan.sweeps, "attempts per neuron");
  options.add("threshold", "M", scan.threshold, "an overlap of at least this is retrieval");
  options.add("seed", "SEED", scan.seed, "of the random numbers");
  add_dynamics_options(options, request->dynamics);
  add_binary_computation_options(options, request->computation);
  command.run = [request](std::string const&) { run(*request); };
  return request;
}

}  // namespace

Command binary_capacity_command() {
  Command command{.name = "binary capacity",
                  .summary = "how many patterns stay where the network starts at them",
                  .example =
                      "mattis binary capacity --N 2000 --loads 0.1:0.18:9 --seed 1 "
                      "--out capacity.h5"};
  auto const request = add_options(command, "capacity", "load", 1000);
  for (int i = 0; i < 9; ++i) request->numbers.push_back(0.1 + 0.01 * i);
  command.options
      .add_range("loads", request->numbers, "patterns per neuron, P / N, in rising order")
      .default_text = "0.1:0.18:9";
  request->scan = [request = request.get()](Exec const& exec) {
    std::vector<std::int64_t> loads;
    for (double const load : request->numbers) {
      double const P = load * static_cast<double>(request->options.N);
      expect(P >= 1 && P < 0x1p30, "loads", "from 1 pattern to 2^30", load);
      loads.push_back(std::llround(P));
    }
    return binary::scan_capacity(exec, request->options, loads);
  };
  return command;
}

Command binary_basin_command() {
  Command command{.name = "binary basin",
                  .summary = "from how far away patterns come back",
                  .example =
                      "mattis binary basin --N 2000 --P 100 --corruption 0:0.5:11 --seed 1 "
                      "--out basin.h5"};
  auto const request = add_options(command, "basin", "m_start", 1000);
  request->P = 50;
  for (int i = 0; i <= 10; ++i) request->numbers.push_back(0.05 * i);
  command.options.add("P", "PATTERNS", request->P, "patterns stored");
  command.options
      .add_range("corruption", request->numbers, "shares of a cue inverted, in rising order")
      .default_text = "0:0.5:11";
  request->scan = [request = request.get()](Exec const& exec) {
    return binary::scan_basin(exec, request->options, request->P, request->numbers);
  };
  return command;
}

Command binary_mixtures_command() {
  Command command{.name = "binary mixtures",
                  .summary = "whether mixtures of patterns stay what they are",
                  .example =
                      "mattis binary mixtures --N 4000 --P 8 --n 3,5 --dynamics glauber "
                      "--T 0.3 --seed 1"};
  auto const request = add_options(command, "mixtures", "n", 4000);
  request->P = 8;
  command.options.add("P", "PATTERNS", request->P, "patterns stored");
  command.options.add("n", "N1[,N2..]", request->n, "patterns of a mixture, odd numbers");
  request->scan = [request = request.get()](Exec const& exec) {
    return binary::scan_mixtures(exec, request->options, request->P, request->n);
  };
  return command;
}

}  // namespace mattis::command
