// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Timing of a kernel against what bounds it.
#include <benchmark/benchmark.h>

#include "ceiling.hpp"

#include <algorithm>

namespace mattis::bench {

/// Runs `work`, which fences, until the state has enough, and reports its share of the multiply-add
/// peak. The peak is measured before and after, the larger one counts; both it and the kernel are
/// quoted at their best repetition, so that what else the machine does matters little. Returns the
/// seconds of the best repetition.
template <class T, ExecutionSpace Exec, class Work>
double run_against_peak(benchmark::State& state, Exec const& exec, double flops, Work const& work) {
  work();
  double peak = peak_flops<T>(exec);
  double best = 1e300;
  for (auto _ : state) {
    double const start = seconds();
    work();
    double const elapsed = seconds() - start;
    best = std::min(best, elapsed);
    state.SetIterationTime(elapsed);
  }
  peak = std::max(peak, peak_flops<T>(exec));
  state.counters["GFLOP/s"] = flops / best * 1e-9;
  state.counters["peak_GFLOP/s"] = peak * 1e-9;
  state.counters["of_ceiling"] = flops / best / peak;
  return best;
}

}  // namespace mattis::bench
