// SPDX-License-Identifier: BSD-3-Clause
// What the right-hand side of a network costs over the kernels that it is made of: tanh, both
// products with the patterns and, for n > 1, the power between them, and the gain and the decay,
// each planned on arrays of its own, called one after the other. In turns, a few calls of each;
// "over" is the median of the ratios minus 1.
#include <mattis/core/median.hpp>
#include <mattis/expr/plan.hpp>
#include <mattis/kernels/field.hpp>
#include <mattis/kernels/overlap.hpp>
#include <mattis/kernels/tanh.hpp>
#include <mattis/models/right_hand_side.hpp>

#include "ceiling.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

namespace {

using mattis::bench::seconds;
using Exec = Kokkos::DefaultHostExecutionSpace;
template <class T>
using Vector = mattis::Array<T*, Exec>;

template <class T>
void right_hand_side(benchmark::State& state) {
  std::int64_t const N = state.range(0), P = state.range(1);
  auto const n = static_cast<int>(state.range(2));
  Exec const exec;
  auto const xi = mattis::random_patterns(exec, P, N, 1);
  auto const neurons = static_cast<std::size_t>(N), patterns = static_cast<std::size_t>(P);
  Vector<T> const x("mattis::bench::x", neurons), phi("mattis::bench::phi", neurons),
      m("mattis::bench::m", patterns), dxdt("mattis::bench::dxdt", neurons);
  for (std::size_t i = 0; i < neurons; ++i)
    x(i) = static_cast<T>(2 * std::sin(static_cast<double>(i)));

  mattis::RightHandSide<Exec, T> const network(exec, xi,
                                               mattis::Dense{.n = n, .alpha = 0.1, .g = 1.2});
  mattis::OverlapPlan<Exec, T> const overlaps(exec, xi);
  mattis::FieldPlan<Exec, T> const fields(exec, xi);
  auto lazy_m = mattis::lazy(m);
  auto const power = mattis::plan(exec, lazy_m = mattis::pow(lazy_m, n));
  auto field_of_x = mattis::lazy(dxdt);
  double const gain = 1.2 / std::sqrt(0.1);
  auto const decay = mattis::plan(exec, field_of_x = gain * field_of_x - mattis::lazy(x));
  auto const bare = [&] {
    mattis::tanh(exec, x, phi);
    overlaps.run(exec, phi, m);
    if (n > 1) power.run(exec);
    fields.run(exec, m, dxdt);
    decay.run(exec);
    exec.fence();
  };
  auto const whole = [&] {
    mattis::rhs(network, exec, x, dxdt);
    exec.fence();
  };

  // Calls in a row: long against the clock's own time, short against what else the machine does.
  bare();
  double const start = seconds();
  bare();
  int const calls = 1 + static_cast<int>(5e-5 / (seconds() - start));
  auto const time = [&](auto const& work) {
    double const before = seconds();
    for (int call = 0; call < calls; ++call) work();
    return (seconds() - before) / calls;
  };
  std::vector<double> ratios, times;
  for (auto _ : state) {
    bool const first = ratios.size() % 2 == 0;
    double const early = first ? time(whole) : time(bare), late = first ? time(bare) : time(whole);
    ratios.push_back(first ? early / late : late / early);
    times.push_back(first ? early : late);
    state.SetIterationTime(times.back());
  }
  state.counters["us"] = 1e6 * mattis::median(times);
  state.counters["over_percent"] = 100 * (mattis::median(ratios) - 1);
}

#define MATTIS_BENCH_SIZES      \
  ->Args({200, 20, 1})          \
      ->Args({1000, 100, 1})    \
      ->Args({4000, 400, 1})    \
      ->Args({16000, 1600, 1})  \
      ->Args({200, 4000, 2})    \
      ->Args({1000, 100000, 2}) \
      ->UseManualTime()         \
      ->Iterations(301)
BENCHMARK(right_hand_side<float>) MATTIS_BENCH_SIZES;
BENCHMARK(right_hand_side<double>) MATTIS_BENCH_SIZES;

}  // namespace
