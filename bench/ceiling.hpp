// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What bounds a kernel, measured in the run that times it.
#include <mattis/core/execution.hpp>

#include <mattis/lanes/instruction_set.hpp>

#include <algorithm>
#include <chrono>

namespace mattis::bench {

inline double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Multiply-adds per second, times two, of all threads of `exec` with the vectors of the
/// instruction set in use.
template <class T, ExecutionSpace Exec>
double peak_flops(Exec const& exec) {
  constexpr long rounds = 1000000;
  auto const& micro = lanes::micro_kernels<T>(lanes::default_instruction_set());
  auto const run = micro.ceiling.multiply_adds;
  int const threads = exec.concurrency();
  double best = 0;
  for (int repeat = 0; repeat < 5; ++repeat) {
    double const start = seconds();
    Kokkos::parallel_for("mattis::bench::peak",
                         Kokkos::RangePolicy<Exec>(exec, 0, threads, Kokkos::ChunkSize(1)),
                         [=](int) { run(rounds); });
    exec.fence();
    best = std::max(best, 2.0 * lanes::multiply_add_chains * rounds * micro.lanes * threads /
                              (seconds() - start));
  }
  return best;
}

}  // namespace mattis::bench
