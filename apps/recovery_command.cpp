// SPDX-License-Identifier: BSD-3-Clause
#include "command.hpp"
#include "computation.hpp"
#include "interrupt.hpp"
#include "json_line.hpp"
#include "processes.hpp"
#include "row_by_row.hpp"
#include "runtime.hpp"
#include "summary.hpp"
#include "tuned_choices.hpp"

#include <mattis/core/error.hpp>
#include <mattis/dmft/recovery.hpp>
#include <mattis/io/recovery_file.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <vector>

namespace mattis::command {

namespace {

struct RecoveryRequest {
  RecoveryOptions options{.n = {2}, .alpha = {}, .a = {}};
  std::vector<double> range;
  Computation computation;
  std::string method = "causal";
  Option const* given_n = nullptr;
  Option const* given_alpha = nullptr;
  Option const* given_range = nullptr;
  bool resume = false;
};

std::string capacity_text(Capacity const& capacity) {
  if (std::isnan(capacity.lower) && std::isnan(capacity.upper))
    return "unknown: no point is solved";
  if (std::isnan(capacity.lower)) return "below " + to_text(capacity.upper);
  if (std::isnan(capacity.upper)) return "at least " + to_text(capacity.lower);
  return estimate_text(capacity.alpha, capacity.alpha_se) + " (between " + to_text(capacity.lower) +
         " and " + to_text(capacity.upper) + ")";
}

void print_json(RecoveryRequest const& request, Recovery const& result,
                io::Provenance const& provenance) {
  auto const& options = request.options;
  JsonLine line;
  line.add("command", "recovery")
      .add("g", options.g)
      .add("T", options.solve.T)
      .add("dt", options.solve.dt);
  line.add("M", options.solve.M).add("seed", options.solve.seed).add("method", request.method);
  line.add("threshold", options.threshold).add("rows", result.rows.size());
  auto const& rows = result.rows;
  line.add("failed",
           std::count_if(rows.begin(), rows.end(), [](auto const& row) { return !row.converged; }));
  auto const column = [&](char const* name, auto const& all, auto field) {
    std::vector<double> values;
    for (auto const& one : all) values.push_back(static_cast<double>(one.*field));
    line.add(name, values);
  };
  column("n", rows, &RecoveryRow::n);
  column("alpha", rows, &RecoveryRow::alpha);
  column("a", rows, &RecoveryRow::a);
  column("m_initial", rows, &RecoveryRow::m_initial);
  column("m_peak", rows, &RecoveryRow::m_peak);
  column("m_peak_se", rows, &RecoveryRow::m_peak_se);
  column("t_peak", rows, &RecoveryRow::t_peak);
  column("m_final", rows, &RecoveryRow::m_final);
  column("m_final_se", rows, &RecoveryRow::m_final_se);
  auto const& capacities = result.capacities;
  column("capacity_n", capacities, &Capacity::n);
  column("capacity_a", capacities, &Capacity::a);
  column("capacity_lower", capacities, &Capacity::lower);
  column("capacity_upper", capacities, &Capacity::upper);
  column("capacity_alpha", capacities, &Capacity::alpha);
  column("capacity_alpha_se", capacities, &Capacity::alpha_se);
  line.add("wall_seconds", result.wall_seconds).add("backend", provenance.backend);
  line.add("threads", provenance.threads).add("precision", provenance.precision);
  line.add("out", request.computation.out.string());
  deliver(line);
}

void print_table(RecoveryRequest const& request, Recovery const& result,
                 io::Provenance const& provenance) {
  auto const& solve = request.options.solve;
  print_row("mean-field theory", to_text(static_cast<std::int64_t>(result.rows.size())) +
                                     " points of " + to_text(solve.M) + " samples");
  print_row("final time", time_text(solve.dt, solve.T));
  std::printf("\n%2s %8s %8s %20s %20s %8s %20s\n", "n", "alpha", "a", "initial overlap",
              "peak overlap", "at time", "final overlap");
  bool warned = false;
  for (auto const& row : result.rows) {
    if (row.refined) continue;
    std::printf("%2d %8.6g %8.6g ", row.n, row.alpha, row.a);
    if (!row.converged) {
      std::printf("not solved: %s\n", row.remark.c_str());
      continue;
    }
    warned = warned || !row.remark.empty();
    std::printf(
        "%20s %20s %8.3g %20s%s%s%s\n", estimate_text(row.m_initial, row.m_initial_se).c_str(),
        estimate_text(row.m_peak, row.m_peak_se).c_str(), row.t_peak,
        estimate_text(row.m_final, row.m_final_se).c_str(), row.recovered ? "  recovered" : "",
        row.retained ? "  retained" : "", row.remark.empty() ? "" : "  *");
  }
  if (warned)
    std::puts("* with a warning, which the file tells: as a rule bimodal over small ensembles");
  std::puts("");
  for (auto const& capacity : result.capacities)
    print_row("capacity, n = " + std::to_string(capacity.n), capacity_text(capacity));
  print_computation(request.computation, result.wall_seconds, provenance);
}

void choose_loads(RecoveryRequest& request) {
  bool const listed = request.given_alpha->given, ranged = request.given_range->given;
  if (listed && ranged) throw_unexpected("alpha-range", "it instead of alpha", "both");
  if (!listed && !ranged)
    throw_unexpected("alpha", "a value (--alpha A1[,A2..] or --alpha-range FROM:TO:COUNT)", "none");
  if (ranged) request.options.alpha = request.range;
}

template <Real T>
void run(RecoveryRequest& request) {
  auto& options = request.options;
  auto& computation = request.computation;
  choose_loads(request);
  options.solve.method = method_of(request.method);
  validate(computation);
  validate_resume(computation, request.resume);
  options.solve.team = team();
  computation.threads = threads_of_process(computation.threads);
  validate<T, Kokkos::DefaultExecutionSpace>(options, planned_threads(computation.threads));

  Runtime const runtime(computation.threads);
  Kokkos::DefaultExecutionSpace const exec;
  TunedChoices const choices(exec);
  options.solve.how = choices.how();
  auto const provenance = io::provenance<T>(exec, options.solve.how);
  std::vector<RecoveryRow> rows;
  if (request.resume) rows = io::read_finished_rows(computation.out, options, provenance);
  wait_for_processes();
  leave_output_to_first(computation);
  auto watched = options;
  watched.solve.should_stop = interrupted;
  Recovery result;
  run_row_by_row<io::RecoveryFile, RecoveryRow>(
      computation,
      {.rows = "rows",
       .open =
           [&](auto const& path, auto const& finished) {
    auto begun = options;
    begun.finished = finished;
    return std::make_unique<io::RecoveryFile>(path, begun, provenance);
       },
       .compute =
           [&](std::size_t, auto const& on_row) {
    watched.finished = rows;
    watched.on_row = on_row;
    result = recovery<T>(exec, watched);
       },
      .finish = [&](io::RecoveryFile& file, auto const&, double) { file.finish(result); }},
      watched.solve.progress, rows);
  computation.json ? print_json(request, result, provenance)
                   : print_table(request, result, provenance);
  finish_summary(computation);
  if (team() == nullptr) choices.tune_missing();
}

}  // namespace

Command recovery_command() {
  auto const request = std::make_shared<RecoveryRequest>();
  Command command{.name = "recovery",
                  .summary =
                      "sweep the load: peak and final overlap of every cue in the mean-field "
                      "theory, and the capacity",
                  .example =
                      "mattis recovery hopfield --alpha 0.05,0.1,0.2,0.4 --g 1.5 --a 0.3,0.6,1.2 "
                      "--T 80 --dt 0.1 --M 2000 --seed 1 "
                      "--out recovery.h5\n"
                      "  mattis recovery dense --n 2 --alpha-range 0.05:0.35:4 --g 1.5 --a 0.6,1.2 "
                      "--T 50 --dt 0.1 --M 2000 --out "
                      "dense_recovery.h5",
                  .models = {"hopfield", "dense"}};
  auto& options = command.options;
  auto& sweep = request->options;
  auto& solve = sweep.solve;
  auto& alpha = options.add("alpha", "A1[,A2..]", sweep.alpha, "loads: P / N^n");
  auto& range =
      options.add_range("alpha-range", request->range, "loads, equally spaced, instead of alpha");
  alpha.instead_of = range.name;
  range.instead_of = alpha.name;
  request->given_alpha = &alpha;
  request->given_range = &range;
  auto& g = options.add("g", "G", sweep.g, "coupling gain");
  g.default_text = "";
  auto& a = options.add("a", "A1[,A2..]", sweep.a,
                        "initial amplitudes of the one condensed pattern, a point each");
  g.required = a.required = true;
  options.add("ic-noise", "auto|X", sweep.ic_noise,
              "standard deviation of the initial noise; auto: sqrt(max(0, g^2 - a^2))");
  request->given_n = &options.add("n", "N1[,N2..]", sweep.n,
                                  "interaction orders of the dense model, even ones or 1");
  options.add("T", "STEPS", solve.T, "Euler steps kept: the horizon is (T - 1) dt");
  options.add("dt", "DT", solve.dt, "step, in units of the neuron's time constant");
  options.add("M", "SAMPLES", solve.M, "samples of the effective neuron");
  options.add("threshold", "M", sweep.threshold, "a final overlap of at least this is retained");
  options.add("capacity-tol", "D", sweep.capacity_tol,
              "bisect the largest load that retains the strongest cue to this; 0: do not");
  options.add("tol", "TOL", solve.tol, "stop when no order parameter changes by more in a sweep");
  options.add_choice("method", {"picard", "causal", "damped"}, request->method, "as of solve");
  options.add("update-stepsize", "D", solve.update_stepsize,
              "damped: share of the new order parameters");
  options.add("iterations", "N", solve.iterations, "damped: iterations");
  options.add(
      "kernel-tol", "auto|X", solve.kernel_tol,
      "picard, damped: largest relative error of a compressed self-coupling; 0: not compressed");
  options.add("max-sweeps", "N", solve.max_sweeps, "a point is not solved beyond; 0: T + 20");
  options.add("seed", "SEED", solve.seed, "of the random numbers, the same in every point");
  add_computation_options(options, request->computation);
  add_resume_option(options, request->resume, "rows");
  command.shared = true;
  command.run = [request](std::string const& model) {
    auto& orders = request->options.n;
    if (model == "hopfield" && request->given_n->given && orders != std::vector{1})
      throw_unexpected("n", "1 with hopfield (dense takes other orders)", to_text(orders.back()));
    if (model == "hopfield") orders = {1};
    request->computation.precision == "double" ? run<double>(*request) : run<float>(*request);
  };
  return command;
}

}  // namespace mattis::command
