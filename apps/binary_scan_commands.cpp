// SPDX-License-Identifier: BSD-3-Clause
// binary capacity, magnetisation, basin, mixtures: one number changes, the rest stays.
#include "binary_options.hpp"
#include "binary_summary.hpp"
#include "command.hpp"
#include "graded_overlap.hpp"
#include "interrupt.hpp"
#include "learning_options.hpp"
#include "pattern_source.hpp"
#include "row_by_row.hpp"
#include "runtime.hpp"
#include "scan_theory.hpp"
#include "summary.hpp"

#include <mattis/binary/scans.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/scan_file.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>

namespace mattis::command {

namespace {

using Exec = Kokkos::DefaultExecutionSpace;

/// One of the four.
struct ScanRequest {
  std::string name;                          ///< "capacity", ..
  std::string along;                         ///< what changes: a dataset's name and a column's
  std::int64_t usual_N = 1000, usual_P = 0;  ///< where none is given
  binary::ScanOptions options;
  BinaryDynamics dynamics{.dynamics = "zero"};
  LearningRequest learning;
  PatternSource source;
  StoredPatterns stored;  ///< of the source
  Computation computation;
  std::int64_t P = 0;       ///< of all but capacity
  double T = 0;             ///< of all but magnetisation
  std::int64_t graded = 0;  ///< of capacity and magnetisation
  bool resume = false;
  std::vector<double> numbers;
  std::vector<int> n{1, 3, 5, 7};
  std::function<std::vector<binary::ScanPoint>()> points;
  /// Overlap of binary spins in equilibrium at a point; none: no theory is of this scan
  std::function<double(binary::ScanPoint const&)> theory;

  bool has_half() const { return name == "capacity" || name == "basin"; }
  /// Whether updates lead to the equilibrium that the theory is of.
  bool has_theory() const {
    return theory && learning.is_plain() && !source.given() &&
           options.order != SpinOrder::parallel &&
           (options.rule != SpinRule::zero || name == "mixtures");
  }
};

/// Of the row's Estimate or number that `of` takes.
template <class Of>
auto column(std::vector<io::ScanFileRow> const& rows, Of const& of) {
  std::vector<decltype(of(rows.front()))> all;
  for (auto const& row : rows) all.push_back(of(row));
  return all;
}

struct Totals {
  std::int64_t attempts = 0, flips = 0;
  double seconds = 0;
};

Totals totals_of(std::vector<io::ScanFileRow> const& rows) {
  Totals sum;
  for (auto const& one : rows) {
    sum.attempts += one.row.attempts;
    sum.flips += one.row.flips;
    sum.seconds += one.row.seconds;
  }
  return sum;
}

/// NaN for a scan that has none.
binary::Estimate half_of(ScanRequest const& request, std::vector<io::ScanFileRow> const& rows) {
  if (!request.has_half()) return {NAN, NAN};
  return binary::half_of(request.options, column(rows, [](auto const& one) { return one.row; }));
}

void print_json(ScanRequest const& request, std::vector<io::ScanFileRow> const& rows, double wall,
                io::Provenance const& provenance) {
  auto const& options = request.options;
  JsonLine line;
  line.add("command", "binary " + request.name).add("N", options.N);
  if (request.name != "magnetisation") line.add("T", request.T);
  if (request.P > 0) line.add("P", request.P);
  line.add("replicas", options.replicas).add("networks", options.networks);
  line.add("sweeps", options.sweeps).add("threshold", options.threshold);
  line.add("dynamics", request.dynamics.dynamics).add("order", request.dynamics.order);
  line.add("seed", options.seed).add("patterns", description(request.source, request.stored));
  request.learning.add_to(line);
  line.add(request.along, column(rows, [](auto const& one) { return one.row.at; }));
  add_estimates(line, "m",
                column(rows, [&](auto const& one) { return overlap_of(options, one.row); }));
  add_estimates(line, "retrieved",
                column(rows, [&](auto const& one) { return retrieved_of(options, one.row); }));
  if (request.has_theory())
    line.add("m_theory", column(rows, [](auto const& one) { return one.m_theory; }));
  if (request.graded > 0)
    add_estimates(line, "m_graded", column(rows, [](auto const& one) { return one.m_graded; }));
  if (request.has_half()) add_estimate(line, "half", half_of(request, rows));
  auto const sum = totals_of(rows);
  line.add("attempts", sum.attempts).add("flips", sum.flips).add("sweep_seconds", sum.seconds);
  add_outcome(line, request.computation, wall, provenance);
  deliver(line);
}

void print_table(ScanRequest const& request, std::vector<io::ScanFileRow> const& rows, double wall,
                 io::Provenance const& provenance) {
  auto const& options = request.options;
  auto const print = [&](char const* at, char const* m, char const* retrieved, char const* theory,
                         char const* graded) {
    std::printf("%10s %20s %20s", at, m, retrieved);
    if (request.has_theory()) std::printf(" %12s", theory);
    if (request.graded > 0) std::printf(" %20s", graded);
    std::puts("");
  };
  print(request.along.c_str(), "final overlap",
        request.name == "mixtures" ? "still mixed" : "retrieved", "theory", "graded network's");
  for (auto const& one : rows) {
    char at[32], theory[32] = "none";
    std::snprintf(at, sizeof at, "%.6g", one.row.at);
    if (!std::isnan(one.m_theory)) std::snprintf(theory, sizeof theory, "%.6f", one.m_theory);
    print(at, text_of(overlap_of(options, one.row)).c_str(),
          text_of(retrieved_of(options, one.row)).c_str(), theory, text_of(one.m_graded).c_str());
  }
  std::puts("");
  if (request.has_half())
    print_row("half", text_of(half_of(request, rows)) + " (" + request.along + ")");
  print_computation(request.computation, wall, provenance);
}

/// What the theory says between the points, of magnetisation and capacity.
io::TheoryCurve curve_of(ScanRequest const& request, std::vector<binary::ScanPoint> const& points) {
  if (!request.has_theory() || request.name == "mixtures") return {};
  return theory_curve(request.theory, points);
}

/// Patterns, couplings and fields, and what they decide.
void learn(ScanRequest& request) {
  auto& options = request.options;
  if (request.source.given()) {
    request.stored = stored_patterns(request.source, options.seed);
    options.given = &request.stored.given;
  }
  if (options.N == 0) options.N = options.given != nullptr ? options.given->N : request.usual_N;
  if (request.P == 0 && request.usual_P > 0)
    request.P = options.given != nullptr ? options.given->P : request.usual_P;
  if (options.networks == 0) options.networks = options.given != nullptr ? 1 : 8;
  options.learning = request.learning.of(options.N);
}

void run(ScanRequest& request) {
  auto& options = request.options;
  auto const& computation = request.computation;
  options.rule = request.dynamics.rule();
  options.order = request.dynamics.sites();
  validate(computation);
  validate(request.source);
  expect_other_than_output(computation, request.source.npy, "npy");
  request.learning.check_paths(computation);
  validate_resume(computation, request.resume);
  learn(request);
  auto const points = request.points();
  binary::validate(options, points);
  Runtime const runtime(computation.threads);
  Exec const exec;
  auto const load = [&](auto const& point) {
    return static_cast<double>(point.P) / static_cast<double>(options.N);
  };
  expect(request.graded == 0 || (request.learning.is_plain() && !request.source.given()), "graded",
         "0 with patterns given or couplings other than Hebb's", request.graded);
  expect(request.graded >= 0, "graded", "0 or a number of samples", request.graded);
  if (request.graded > 0)
    for (auto const& point : points) validate_graded(exec, load(point), point.T, request.graded);
  io::ScanSetting setting{.name = request.name,
                          .along = request.along,
                          .P = request.P,
                          .T = {},
                          .options = options,
                          .points = points,
                          .graded = request.graded,
                          .patterns = description(request.source, request.stored),
                          .learning = request.learning.text()};
  if (request.name != "magnetisation") setting.T = request.T;
  auto const provenance = binary_provenance(exec, options.how);
  std::vector<io::ScanFileRow> rows;
  if (request.resume) rows = io::read_finished_rows(computation.out, setting, provenance);
  options.should_stop = interrupted;
  auto const complete = [&](binary::ScanRow const& row, binary::ScanPoint const& point) {
    io::ScanFileRow one{.row = row};
    if (request.has_theory()) one.m_theory = request.theory(point);
    if (request.graded > 0)
      one.m_graded = graded_overlap(exec, load(point), point.T, request.graded, options.seed,
                                    options.should_stop);
    return one;
  };
  auto const wall = run_row_by_row<io::ScanFile, io::ScanFileRow>(
      computation,
      {.rows = "points",
       .open =
           [&](auto const& path, auto const& some) {
    return std::make_unique<io::ScanFile>(path, setting, provenance, some);
       },
       .compute =
           [&](std::size_t first, auto const& on_row) {
    binary::scan(exec, options, points, first,
                 [&, i = first](auto const& row) mutable { on_row(complete(row, points[i++])); });
       },
      .finish =
          [&](io::ScanFile& file, auto const& all, double seconds) {
    file.finish(curve_of(request, points), half_of(request, all), seconds);
      }},
      options.progress, rows);
  computation.json ? print_json(request, rows, wall, provenance)
                   : print_table(request, rows, wall, provenance);
  finish_summary(computation);
}

std::shared_ptr<ScanRequest> make_request(std::string const& name, std::string const& along,
                                          std::int64_t N) {
  auto const request = std::make_shared<ScanRequest>();
  request->name = name;
  request->along = along;
  request->usual_N = N;
  request->options.networks = 0;
  return request;
}

/// Those that all have, at the end.
void add_options(Command& command, std::shared_ptr<ScanRequest> const& request) {
  auto& options = command.options;
  auto& scan = request->options;
  options.add(
      "N", "NEURONS", scan.N,
      "neurons; 0: " + to_text(request->usual_N) + ", or as many as the patterns given have");
  if (request->name != "magnetisation")
    options.add("T", "T", request->T, "temperature; of any dynamics but zero");
  options.add("replicas", "R", scan.replicas, "of each network, at each point; 32 are a group");
  options.add("networks", "K", scan.networks,
              "independent draws of the patterns; 0: 8, or 1 with patterns given");
  options.add("sweeps", "N", scan.sweeps, "attempts per neuron");
  options.add("threshold", "M", scan.threshold, "an overlap of at least this is retrieval");
  options.add("seed", "SEED", scan.seed, "of the random numbers");
  add_pattern_source_options(options, request->source);
  add_learning_options(options, request->learning, false);
  add_dynamics_options(options, request->dynamics);
  if (request->name == "capacity" || request->name == "magnetisation")
    options.add("graded", "M", request->graded,
                "beside it the graded network at the gain sqrt(alpha)/T, its mean-field theory "
                "over so many samples; 0: without");
  add_binary_computation_options(options, request->computation);
  add_resume_option(options, request->resume, "points");
  command.run = [request](std::string const&) { run(*request); };
}

}  // namespace

Command binary_capacity_command() {
  Command command{.name = "binary capacity",
                  .summary = "how many patterns stay where the network starts at them",
                  .example =
                      "mattis binary capacity --N 2000 --loads 0.1:0.18:9 --seed 1 "
                      "--out capacity.h5\n"
                      "  mattis binary capacity --T 0.3 --dynamics glauber --loads 0.01:0.12:12 "
                      "--graded 20000 --figure graded.png"};
  auto const request = make_request("capacity", "load", 1000);
  for (int i = 0; i < 9; ++i) request->numbers.push_back(0.1 + 0.01 * i);
  add_options(command, request);
  command.options
      .add_range("loads", request->numbers, "patterns per neuron, P / N, in rising order")
      .default_text = "0.1:0.18:9";
  request->points = [request = request.get()] {
    std::vector<std::int64_t> loads;
    for (double const load : request->numbers) {
      double const P = load * static_cast<double>(request->options.N);
      expect(P >= 1 && P < 0x1p30, "loads", "from 1 pattern to 2^30", load);
      loads.push_back(std::llround(P));
    }
    return binary::capacity_points(request->options, request->T, loads);
  };
  request->theory = [request = request.get()](binary::ScanPoint const& point) {
    return capacity_theory(point.at, request->T);
  };
  return command;
}

Command binary_magnetisation_command() {
  Command command{.name = "binary magnetisation",
                  .summary = "overlap with a stored pattern over temperatures, beside the theory",
                  .example =
                      "mattis binary magnetisation --N 2000 --temperatures 0.1:1.5:29 --seed 1 "
                      "--figure magnetisation.png\n"
                      "  mattis binary magnetisation --N 4000 --P 200 --temperatures 0.1:0.9:17"};
  auto const request = make_request("magnetisation", "temperature", 1000);
  request->P = 1;
  request->options.sweeps = 200;
  request->dynamics.dynamics = "glauber";
  for (int i = 0; i < 29; ++i) request->numbers.push_back(0.1 + 0.05 * i);
  add_options(command, request);
  command.options.add("P", "PATTERNS", request->P, "patterns stored; 1: Curie-Weiss");
  command.options.add_range("temperatures", request->numbers, "in rising order").default_text =
      "0.1:1.5:29";
  request->points = [request = request.get()] {
    return binary::temperature_points(request->P, request->numbers);
  };
  request->theory = [request = request.get()](binary::ScanPoint const& point) {
    return magnetisation_theory(request->P, request->options.N, point.at);
  };
  return command;
}

Command binary_basin_command() {
  Command command{.name = "binary basin",
                  .summary = "from how far away patterns come back",
                  .example =
                      "mattis binary basin --N 2000 --P 100 --corruption 0:0.5:11 --seed 1 "
                      "--out basin.h5"};
  auto const request = make_request("basin", "m_start", 1000);
  request->usual_P = 50;
  for (int i = 0; i <= 10; ++i) request->numbers.push_back(0.05 * i);
  add_options(command, request);
  command.options.add("P", "PATTERNS", request->P, "patterns stored; 0: 50, or all given");
  command.options
      .add_range("corruption", request->numbers, "shares of a cue inverted, in rising order")
      .default_text = "0:0.5:11";
  request->points = [request = request.get()] {
    return binary::basin_points(request->P, request->T, request->numbers);
  };
  return command;
}

Command binary_mixtures_command() {
  Command command{.name = "binary mixtures",
                  .summary = "whether mixtures of patterns stay what they are",
                  .example =
                      "mattis binary mixtures --N 4000 --P 8 --n 3,5 --dynamics glauber "
                      "--T 0.3 --seed 1"};
  auto const request = make_request("mixtures", "n", 4000);
  request->usual_P = 8;
  add_options(command, request);
  command.options.add("P", "PATTERNS", request->P, "patterns stored; 0: 8, or all given");
  command.options.add("n", "N1[,N2..]", request->n, "patterns of a mixture, odd numbers");
  request->points = [request = request.get()] {
    return binary::mixture_points(request->P, request->T, request->n);
  };
  request->theory = [request = request.get()](binary::ScanPoint const& point) {
    return mixture_theory(point.mixture, request->options.rule == SpinRule::zero ? 0 : point.T);
  };
  return command;
}

}  // namespace mattis::command
