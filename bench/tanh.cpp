// SPDX-License-Identifier: BSD-3-Clause
// tanh of 4096 floats in the first-level cache, one thread, over several ranges: some peers branch
// on their data. Ceiling: the time to read and write the same array by a plain copy through vectors
// would be far below; what bounds tanh is arithmetic, so the ceiling is the multiply-add peak of
// one thread at the additions and multiplications that no form of the method does without: 8 below
// 5/8, where vectors of small numbers take a short cut, and 14 beyond. Peers: SLEEF's tanh of 1 ulp
// and xsimd's, same instruction set, same array, in the same run.
#include "ceiling.hpp"

#include <benchmark/benchmark.h>
#include <mattis/bench/peers.hpp>

#include <random>
#include <string>
#include <vector>

namespace {

using mattis::bench::seconds;

constexpr std::size_t count = 4096;

template <class Function>
double best_seconds(Function const& function) {
  double best = 1e300;
  for (int r = 0; r < 200; ++r) {
    double const start = seconds();
    for (int k = 0; k < 16; ++k) {
      function();
      benchmark::ClobberMemory();
    }
    best = std::min(best, (seconds() - start) / 16);
  }
  return best;
}

void tanh_floats(benchmark::State& state, double low, double high) {
  auto const& instructions = mattis::lanes::default_instruction_set();
  auto const& micro = instructions.in_float.elementwise;
  std::mt19937 engine(1);
  std::uniform_real_distribution<float> uniform(static_cast<float>(low), static_cast<float>(high));
  std::vector<float> x(count), phi(count), slope(count);
  for (auto& value : x) value = uniform(engine);
  double ours = 1e300;
  for (auto _ : state) {
    double const elapsed = best_seconds([&] { micro.tanh(x.data(), phi.data(), count); });
    ours = std::min(ours, elapsed);
    state.SetIterationTime(elapsed);
  }
  double const with_slope =
      best_seconds([&] { micro.tanh_and_slope(x.data(), phi.data(), slope.data(), count); });
  state.counters["ns_per_value"] = ours / count * 1e9;
  state.counters["slope_costs"] = with_slope / ours;
  Kokkos::DefaultHostExecutionSpace const exec;
  double const peak = mattis::bench::peak_flops<float>(exec) / exec.concurrency();
  int const operations = std::max(-low, high) < 0.625 ? 8 : 14;
  state.counters["of_ceiling"] = 2.0 * operations * count / ours / peak;
  double fastest = 1e300;
  for (auto const& peer : mattis::detail::array_functions<float>(mattis::detail::Function::tanh)) {
    if (peer.implementation != instructions.name) continue;
    double const seconds_of_peer = best_seconds([&] { peer.apply(x.data(), phi.data(), count); });
    state.counters["vs_" + peer.name] = seconds_of_peer / ours;
    fastest = std::min(fastest, seconds_of_peer);
  }
  if (fastest < 1e300) state.counters["vs_peer"] = fastest / ours;
}

BENCHMARK_CAPTURE(tanh_floats, within_10, -10.0, 10.0)->UseManualTime()->Iterations(5);
BENCHMARK_CAPTURE(tanh_floats, within_1, -1.0, 1.0)->UseManualTime()->Iterations(5);
BENCHMARK_CAPTURE(tanh_floats, within_half, -0.5, 0.5)->UseManualTime()->Iterations(5);
BENCHMARK_CAPTURE(tanh_floats, within_100, -100.0, 100.0)->UseManualTime()->Iterations(5);
BENCHMARK_CAPTURE(tanh_floats, above_2, 2.0, 8.0)->UseManualTime()->Iterations(5);
BENCHMARK_CAPTURE(tanh_floats, tiny, -1e-4, 1e-4)->UseManualTime()->Iterations(5);

}  // namespace
