// SPDX-License-Identifier: BSD-3-Clause
#include "shared_exercises.hpp"

#include <mattis/core/ceil_div.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/core/scratch.hpp>
#include <mattis/dmft/causal_pass.hpp>
#include <mattis/dmft/ensemble.hpp>
#include <mattis/kernels/detail/block_sums.hpp>
#include <mattis/kernels/detail/forward_layout.hpp>
#include <mattis/models/shared_network.hpp>
#include <mattis/models/simulate.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <utility>

namespace mattis::command {

namespace {

using Exec = Kokkos::DefaultExecutionSpace;
using Sums = detail::BlockSums<Exec>;

constexpr std::int64_t samples_per_block = detail::ForwardLayout::samples_per_block;
constexpr std::int64_t patterns_per_block = 1024;  // of up to 2^20 patterns

Dense const model{.n = 1, .alpha = 0.1, .g = 1.2, .a = {1.08}};

SolveOptions solve_options(int T, std::int64_t M, Team const* team) {
  SolveOptions options{.T = T, .dt = 0.02, .M = M};
  options.team = team;
  return options;
}

/// A sweep of the mean-field theory at order parameters near those that it ends with.
class Sweep {
 public:
  Sweep(Exec const& exec, int T, std::int64_t M, Team const* team)
      : samples_(M),
        ensemble_(exec, model, solve_options(T, M, team), detail::Arena<Exec>(exec)),
        order_(T, 1),
        next_(T, 1) {
    auto near = solve_options(T, 2 * samples_per_block, nullptr);
    near.standard_errors = false;
    near.method = Method::causal;
    auto const solution = solve<float>(exec, model, near);
    copy({solution.C_phi, solution.S_phi, solution.m}, order_);
  }

  void operator()() { ensemble_.map(order_, 0, samples_, next_); }

 private:
  static void copy(std::array<HostArray<double const**>, 3> const& from,
                   OrderParameters const& to) {
    Kokkos::deep_copy(to.C, from[0]);
    Kokkos::deep_copy(to.S, from[1]);
    Kokkos::deep_copy(to.m, from[2]);
  }

  std::int64_t samples_;
  Ensemble<Exec, float> ensemble_;
  OrderParameters order_, next_;
};

/// A pass through time.
class Pass {
 public:
  Pass(Exec const& exec, int T, std::int64_t M, Team const* team)
      : pass_(exec, model, solve_options(T, M, team), M, detail::Arena<Exec>(exec)), order_(T, 1) {}

  void operator()() { pass_.run(0, order_); }

 private:
  CausalPass<Exec, float> pass_;
  OrderParameters order_;
};

/// Steps of a network whose patterns are shared.
class PatternBlocks {
 public:
  PatternBlocks(Exec const& exec, std::int64_t N, std::int64_t P, int steps, Team const* team)
      : exec_(exec),
        steps_(steps),
        network_(exec, {.P = P, .N = N, .T = steps + 1, .K = 1},
                 {.n = 1,
                  .alpha = static_cast<double>(P) / static_cast<double>(N),
                  .g = 1.2,
                  .dt = 0.02},
                 {}, team),
        a_("mattis::bench::a", 1) {
    Kokkos::deep_copy(a_, 1.08);
    network_.draw(exec, 1, 0);
  }

  void operator()() {
    network_.start(exec_, a_, 0, 1, 0, 0);
    for (int t = 0; t < steps_; ++t) network_.step(exec_, t);
    exec_.fence("mattis::bench::steps");
  }

 private:
  Exec exec_;
  int steps_;
  SharedNetwork<Exec, float> network_;
  Array<double*, Exec> a_;
};

SimulateOptions simulate_options(std::int64_t N, int T, std::int64_t trials, Team const* team) {
  SimulateOptions options{.T = T, .dt = 0.02, .N = N, .trials = static_cast<int>(trials)};
  options.team = team;
  return options;
}

mpi::SummedStep sweep_step(int T, std::int64_t M) {
  auto const entries = static_cast<std::size_t>(T) * static_cast<std::size_t>(T);
  return {.blocks = detail::ceil_div(M, samples_per_block),
          .most_levels = Sums::most_levels(entries),
          .entries = static_cast<double>(entries)};
}

mpi::SummedStep pass_step(int T, std::int64_t M) {
  auto const entries = detail::ForwardLayout{T, 1, M}.entries();
  return {.blocks = detail::ceil_div(M, samples_per_block),
          .most_levels = Sums::most_levels(entries),
          .entries = static_cast<double>(entries),
          .sums = T + 1};
}

mpi::SummedStep network_step(std::int64_t N, std::int64_t P) {
  auto const entries = static_cast<std::size_t>(N) + 2;
  return {.blocks = detail::ceil_div(P, patterns_per_block),
          .most_levels = Sums::most_levels(entries),
          .entries = static_cast<double>(entries)};
}

template <class Step>
Exercise summed(std::string name, int repeats, Step alone, Step together,
                mpi::SummedStep const& step) {
  return {std::move(name), repeats, std::move(alone), std::move(together),
          [step](double work, int ranks, mpi::MessageTimes const& times, double adds) {
    auto measured = step;
    measured.each = work;
    return cost_of(measured, ranks, times, adds);
          }};
}

template <class Made, class... Arguments>
std::function<void()> call_of(Arguments const&... arguments) {
  auto const made = std::make_shared<Made>(arguments...);
  return [made] { (*made)(); };
}

/// Seconds of a call, of the slowest process, the best of some.
double seconds_of(Team const& team, std::function<void()> const& call, int rounds = 3) {
  call();
  double best = INFINITY;
  for (int round = 0; round < rounds; ++round) {
    team.least(0);
    Clock const clock;
    call();
    best = std::min(best, greatest(team, clock.seconds()));
  }
  return best;
}

/// What every process does whatever its share, and a block of it, from two shares.
template <class MakeCall>
void fit(Team const& team, std::int64_t few, std::int64_t many, int steps, MakeCall const& make,
         mpi::SummedStep& step) {
  double const short_one = seconds_of(team, make(few)) / steps;
  double const long_one = seconds_of(team, make(many)) / steps;
  step.block = std::max(0.0, long_one - short_one) / static_cast<double>(many - few);
  step.each = std::max(0.0, short_one - static_cast<double>(few) * step.block);
}

Problem summed_problem(std::string name, bool weak, mpi::SummedStep const& step) {
  return {std::move(name), weak,
          [step, weak](int nodes, mpi::MessageTimes const& times, double adds) {
    auto problem = step;
    if (weak) problem.blocks *= nodes;
    return cost_of(problem, nodes, times, adds);
          }};
}

}  // namespace

std::vector<Exercise> shared_exercises(Exec const& exec, Team const& team) {
  constexpr int T = 100;
  constexpr std::int64_t M = 51200;
  auto const sweep = sweep_step(T, M), pass = pass_step(T, M);
  auto const own_samples = [&](mpi::SummedStep const& step) {
    return std::max<std::int64_t>(
        1, Sums::share(static_cast<std::size_t>(step.entries), step.blocks, &team).count() *
               samples_per_block);
  };
  std::vector<Exercise> all;
  all.push_back(summed("solve, a sweep", 1, call_of<Sweep>(exec, T, own_samples(sweep), nullptr),
                       call_of<Sweep>(exec, T, M, &team), sweep));
  all.push_back(summed("solve, a pass through time", 1,
                       call_of<Pass>(exec, T, own_samples(pass), nullptr),
                       call_of<Pass>(exec, T, M, &team), pass));

  constexpr std::int64_t N = 20000, P = 20 * patterns_per_block;
  constexpr int steps = 10;
  auto const network = network_step(N, P);
  auto const own_blocks =
      Sums::share(static_cast<std::size_t>(network.entries), network.blocks, &team).count();
  all.push_back(summed(
      "simulate --by-patterns", steps,
      call_of<PatternBlocks>(exec, N, std::max<std::int64_t>(1, own_blocks) * patterns_per_block,
                             steps, nullptr),
      call_of<PatternBlocks>(exec, N, P, steps, &team), network));

  constexpr std::int64_t trials = 48;
  auto const own_trials = detail::ceil_div(trials, std::int64_t{team.size()});
  all.push_back(
      {"simulate, 48 trials", 1,
       [&exec, own_trials] {
    simulate<float>(exec, model, simulate_options(2000, T, own_trials, nullptr));
       },
       [&exec, &team] { simulate<float>(exec, model, simulate_options(2000, T, trials, &team)); },
       [own_trials](double work, int ranks, mpi::MessageTimes const& times, double) {
    return cost_of(mpi::SharedNetworks{.network = work / static_cast<double>(own_trials),
                                       .networks = trials,
                                       .together = own_trials,
                                       .bytes = 3 * 8.0 * T},
                   ranks, times);
      }});
  return all;
}

std::vector<Problem> large_problems(Exec const& exec, Team const& team) {
  std::vector<Problem> all;
  constexpr int T = 300;
  auto sweep = sweep_step(T, 100'000'000);
  fit(
      team, 8, 64, 1,
      [&](std::int64_t blocks) {
    return call_of<Sweep>(exec, T, blocks * samples_per_block, nullptr);
      },
      sweep);
  all.push_back(summed_problem("solve, a sweep: T 300, M 1e8", false, sweep));
  sweep.blocks = sweep_step(T, 1'000'000).blocks;
  all.push_back(summed_problem("solve, a sweep: T 300, M 1e6", false, sweep));
  all.push_back(summed_problem("solve, a sweep: T 300, M 1e6 a node", true, sweep));

  auto pass = pass_step(T, 100'000'000);
  fit(
      team, 8, 48, 1,
      [&](std::int64_t blocks) {
    return call_of<Pass>(exec, T, blocks * samples_per_block, nullptr);
      },
      pass);
  all.push_back(summed_problem("solve, a pass: T 300, M 1e8", false, pass));

  constexpr int few_steps = 2, more_steps = 20, T_trials = 1000;
  constexpr std::int64_t N = 20000;
  auto const trial_of = [&](int length) {
    return seconds_of(
        team, [&] { simulate<float>(exec, model, simulate_options(N, length, 1, nullptr)); });
  };
  double const drawn = trial_of(few_steps);
  double const step = (trial_of(few_steps + more_steps) - drawn) / more_steps;
  double const network = drawn + step * (T_trials - few_steps);
  all.push_back({"simulate, 1000 trials: N 20000, T 1000", false,
                 [network](int nodes, mpi::MessageTimes const& times, double) {
    return cost_of(
        mpi::SharedNetworks{
            .network = network, .networks = 1000, .together = 1, .bytes = 3 * 8.0 * T_trials},
        nodes, times);
                 }});

  constexpr int steps = 5;
  auto shared = network_step(N, N);
  fit(
      team, 4, 16, steps,
      [&](std::int64_t blocks) {
    return call_of<PatternBlocks>(exec, N, blocks * patterns_per_block, steps, nullptr);
      },
      shared);
  auto const of_size = [&](std::int64_t neurons, std::int64_t patterns) {
    auto sized = network_step(neurons, patterns);
    double const larger = static_cast<double>(neurons) / static_cast<double>(N);
    sized.block = shared.block * larger;
    sized.each = shared.each * larger;
    return sized;
  };
  all.push_back(
      summed_problem("simulate --by-patterns: N 20000, P 20000", false, of_size(20000, 20000)));
  all.push_back(
      summed_problem("simulate --by-patterns: N 1e6, P 1e5", false, of_size(1000000, 100000)));
  all.push_back(
      summed_problem("simulate --by-patterns: N 1e6, P 8192 a node", true, of_size(1000000, 8192)));
  return all;
}

}  // namespace mattis::command
