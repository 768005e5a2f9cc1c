// SPDX-License-Identifier: BSD-3-Clause
#include "bench_processes.hpp"

#include "interrupt.hpp"
#include "json_line.hpp"
#include "processes.hpp"
#include "runtime.hpp"

#include <mattis/core/error.hpp>

#ifdef MATTIS_MPI
#include "shared_exercises.hpp"

#include <mattis/core/clock.hpp>
#include <mattis/core/median.hpp>
#include <mattis/kernels/detail/block_sums.hpp>
#include <mattis/mpi/cost_model.hpp>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>
#include <vector>
#endif

namespace mattis::command {

#ifdef MATTIS_MPI
namespace {

using mpi::Cost;
using mpi::MessageTimes;
using Exec = Kokkos::DefaultExecutionSpace;

constexpr int node_counts[] = {1, 8, 64, 1000};

/// A sum of as many numbers by all processes, measured and as the model has it.
struct TimedSum {
  std::int64_t entries;
  double measured, predicted;
};

/// A step that processes share.
struct TimedStep {
  Exercise const* exercise;
  double work;  ///< s of the slowest process's share
  double measured;
  Cost predicted;
};

/// What the model says of a problem: strong where it stays the same for more nodes, weak where it
/// grows with them.
struct Scaling {
  Problem problem;
  std::vector<Cost> costs;  ///< of node_counts
  int half;                 ///< most nodes, powers of two, that are used to half at least
};

/// Seconds of the slowest process.
template <class Call>
double timed(Exec const& exec, Team const& team, Call const& call) {
  team.least(0);
  Clock const clock;
  call();
  exec.fence("mattis::bench::process");
  return greatest(team, clock.seconds());
}

/// bytes/s at which sums are added to sums.
double add_bandwidth(Exec const& exec) {
  std::size_t const entries = std::size_t{1} << 18;
  Array<double*, Exec> const to("mattis::bench::to", entries), from("mattis::bench::from", entries);
  std::vector<double> seconds;
  for (int round = 0; round < 9; ++round) {
    Clock const clock;
    detail::for_entries(exec, "mattis::bench::add", {static_cast<std::int64_t>(entries), 0.5},
                        detail::BlockSums<Exec>::AddRow{to, from});
    exec.fence("mattis::bench::add");
    seconds.push_back(clock.seconds());
  }
  return 8.0 * static_cast<double>(entries) / median(std::move(seconds));
}

std::vector<TimedSum> time_sums(Exec const& exec, Team const& team, MessageTimes const& times,
                                double adds) {
  std::vector<TimedSum> sums;
  for (std::int64_t const entries : {300, 10000, 20000, 300000}) {
    auto const count = static_cast<std::size_t>(entries);
    detail::BlockSums<Exec> const plan(exec, "mattis::bench::sums", count, 1);
    constexpr std::int64_t blocks = 4096;
    constexpr int repeats = 8;
    auto const own = detail::BlockSums<Exec>::share(count, blocks, &team);
    std::vector<double> seconds;
    for (int round = 0; round < 5; ++round)
      seconds.push_back(timed(
                            exec, team,
                            [&] {
        for (int sum = 0; sum < repeats; ++sum) plan.add_shares(exec, own);
                            }) /
                        repeats);
    mpi::SummedStep const step{.blocks = blocks,
                               .most_levels = detail::BlockSums<Exec>::most_levels(count),
                               .entries = static_cast<double>(entries)};
    sums.push_back(
        {entries, median(std::move(seconds)), cost_of(step, team.size(), times, adds).seconds});
  }
  return sums;
}

TimedStep time_step(Exec const& exec, Team const& team, Exercise const& exercise,
                    MessageTimes const& times, double adds) {
  constexpr int rounds = 7;
  exercise.alone();
  exercise.together();
  std::vector<double> work, measured;
  for (int round = 0; round < rounds; ++round) {
    throw_if_interrupted();
    // Turn about: what else the machine does meets both alike.
    work.push_back(timed(exec, team, exercise.alone) / exercise.repeats);
    measured.push_back(timed(exec, team, exercise.together) / exercise.repeats);
  }
  double const of_share = median(std::move(work));
  return {&exercise, of_share, median(std::move(measured)),
          exercise.cost(of_share, team.size(), times, adds)};
}

Scaling scaling_of(Problem problem, MessageTimes const& times, double adds) {
  Scaling scaling{std::move(problem), {}, 1};
  auto const cost = [&](int nodes) { return scaling.problem.cost(nodes, times, adds); };
  for (int const nodes : node_counts) scaling.costs.push_back(cost(nodes));
  double const alone = cost(1).seconds;
  for (int nodes = 2; nodes <= 4096; nodes *= 2) {
    double const ideal = scaling.problem.weak ? alone : alone / nodes;
    if (cost(nodes).seconds > 2 * ideal) break;
    scaling.half = nodes;
  }
  return scaling;
}

double efficiency(Scaling const& scaling, std::size_t i) {
  double const ideal = scaling.costs[0].seconds / (scaling.problem.weak ? 1 : node_counts[i]);
  return ideal / scaling.costs[i].seconds;
}

void print(MessageTimes const& times, std::vector<TimedSum> const& sums,
           std::vector<TimedStep> const& steps, std::vector<Scaling> const& scalings, int ranks) {
  std::printf("messages: %.3g us, %.3g GB/s\n", 1e6 * times.latency(), 1e-9 * times.bandwidth());
  for (auto const& row : times.rows())
    std::printf("  %9.0f bytes  %10.2f us, the sender waits for %.2f us\n", row.bytes,
                1e6 * row.one_way, 1e6 * row.busy);
  for (auto const& sum : sums)
    std::printf("sum of %6lld numbers by %d: %10.2f us, model %10.2f us\n",
                static_cast<long long>(sum.entries), ranks, 1e6 * sum.measured,
                1e6 * sum.predicted);
  for (auto const& step : steps)
    std::printf(
        "%-28s by %d: %8.3f ms, model %8.3f ms (%+.0f %%): work %.3f ms, %lld messages, "
        "%.3g MB\n",
        step.exercise->name.c_str(), ranks, 1e3 * step.measured, 1e3 * step.predicted.seconds,
        100 * (step.predicted.seconds / step.measured - 1), 1e3 * step.work,
        static_cast<long long>(step.predicted.messages), 1e-6 * step.predicted.bytes);
  if (scalings.empty()) return;
  std::printf("%-44s", "seconds, and share of them that is work, of");
  for (int const nodes : node_counts) std::printf(" %10d nodes", nodes);
  std::printf("   half at\n");
  for (auto const& scaling : scalings) {
    std::printf("%-44s", scaling.problem.name.c_str());
    for (std::size_t i = 0; i < scaling.costs.size(); ++i)
      std::printf(" %9.3g %3.0f %%", scaling.costs[i].seconds, 100 * efficiency(scaling, i));
    std::printf("    %6d\n", scaling.half);
  }
}

std::string json_of(Cost const& cost) {
  JsonLine line;
  line.add("seconds", cost.seconds).add("messages", cost.messages).add("bytes", cost.bytes);
  return line.text();
}

void deliver_json(MessageTimes const& times, std::vector<TimedSum> const& sums,
                  std::vector<TimedStep> const& steps, std::vector<Scaling> const& scalings,
                  int ranks) {
  JsonLine line;
  line.add("command", "bench").add("processes", ranks);
  line.add("latency_s", times.latency()).add("bandwidth_bytes_s", times.bandwidth());
  std::vector<std::string> rows;
  for (auto const& row : times.rows())
    rows.push_back(JsonLine()
                       .add("bytes", row.bytes)
                       .add("one_way_s", row.one_way)
                       .add("sender_s", row.busy)
                       .text());
  line.add_objects("messages", rows);
  rows.clear();
  for (auto const& sum : sums)
    rows.push_back(JsonLine()
                       .add("entries", sum.entries)
                       .add("measured_s", sum.measured)
                       .add("model_s", sum.predicted)
                       .text());
  line.add_objects("sums", rows);
  rows.clear();
  for (auto const& step : steps)
    rows.push_back(JsonLine()
                       .add("step", step.exercise->name)
                       .add("measured_s", step.measured)
                       .add("model_s", step.predicted.seconds)
                       .add("work_s", step.work)
                       .add("messages", step.predicted.messages)
                       .add("bytes", step.predicted.bytes)
                       .text());
  line.add_objects("steps", rows);
  rows.clear();
  for (auto const& scaling : scalings) {
    JsonLine row;
    row.add("problem", scaling.problem.name).add("weak", scaling.problem.weak);
    for (std::size_t i = 0; i < scaling.costs.size(); ++i)
      row.add_object("nodes" + std::to_string(node_counts[i]), json_of(scaling.costs[i]));
    rows.push_back(row.add("half_at", scaling.half).text());
  }
  line.add_objects("scaling", rows);
  deliver(line);
}

}  // namespace

void bench_processes(ProcessBench const& request, int threads, bool json) {
  if (team() == nullptr)
    throw_unexpected("mpi", "two processes or more (mpirun -n 2 mattis bench --mpi)", "one");
  bool const given = request.latency > 0 || request.bandwidth > 0;
  if (given) {
    expect(request.latency > 0, "latency", "above 0 s, beside --bandwidth", request.latency);
    expect(request.bandwidth > 0, "bandwidth", "above 0 bytes/s, beside --latency",
           request.bandwidth);
  }
  Runtime const runtime(threads_of_process(threads));
  Exec const exec;
  auto const& all = *team();
  auto const times = mpi::measure_messages(all);
  double const adds = add_bandwidth(exec);
  auto const sums = time_sums(exec, all, times, adds);
  std::vector<TimedStep> steps;
  auto const exercises = shared_exercises(exec, all);
  for (auto const& exercise : exercises)
    steps.push_back(time_step(exec, all, exercise, times, adds));
  std::vector<Scaling> scalings;
  auto problems = request.quick ? std::vector<Problem>{} : large_problems(exec, all);
  if (is_first_process()) {
    auto const network = given ? MessageTimes(request.latency, request.bandwidth) : times;
    for (auto& problem : problems)
      scalings.push_back(scaling_of(std::move(problem), network, adds));
    json ? deliver_json(times, sums, steps, scalings, all.size())
         : print(times, sums, steps, scalings, all.size());
  }
  wait_for_processes();
}

#else

void bench_processes(ProcessBench const&, int, bool) {
  throw_unexpected("mpi", "a build with MPI (MATTIS_MPI=ON)", "one without");
}

#endif

}  // namespace mattis::command
