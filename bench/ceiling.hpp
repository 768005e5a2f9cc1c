// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What bounds a kernel, measured in the run that times it.
#include <mattis/core/execution.hpp>

#include <mattis/lanes/instruction_set.hpp>

#include <algorithm>
#include <chrono>
#include <string_view>

namespace mattis::bench {

inline double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

inline constexpr int independent_chains = 12;  ///< fills two multiply-add units of latency 4 to 6

/// `rounds` multiply-adds in each of independent chains of vectors of BYTES bytes. The contraction
/// to a fused one is asked for, as -std=c++20 turns it off.
#define MATTIS_MULTIPLY_ADD(NAME, BYTES, ...)                                                   \
  template <class T>                                                                            \
  __attribute__((noinline, optimize("fp-contract=fast") __VA_OPT__(, ) __VA_ARGS__)) void NAME( \
      long rounds) {                                                                            \
    typedef T Vector __attribute__((vector_size(BYTES)));                                       \
    Vector chain[independent_chains] = {};                                                      \
    Vector factor = Vector{} + T(0.9999);                                                       \
    Vector term = Vector{} + T(1e-7);                                                           \
    asm volatile("" : "+m"(chain), "+m"(factor), "+m"(term));                                   \
    Vector const f = factor;                                                                    \
    Vector const c = term;                                                                      \
    for (long i = 0; i < rounds; ++i) {                                                         \
      _Pragma("GCC unroll 12") for (auto& v : chain) v = v * f + c;                             \
    }                                                                                           \
    asm volatile("" : "+m"(chain));                                                             \
  }
MATTIS_MULTIPLY_ADD(multiply_add_16, 16)
#if defined(__x86_64__)
MATTIS_MULTIPLY_ADD(multiply_add_32, 32, target("avx2,fma"))
MATTIS_MULTIPLY_ADD(multiply_add_64, 64, target("avx512f"))
#endif
#undef MATTIS_MULTIPLY_ADD

/// Multiply-adds per second, times two, of all threads of `exec` with the vectors of the
/// instruction set in use.
template <class T, ExecutionSpace Exec>
double peak_flops(Exec const& exec) {
  constexpr long rounds = 1000000;
  auto run = &multiply_add_16<T>;
#if defined(__x86_64__)
  std::string_view const set = lanes::default_instruction_set().name;
  if (set == "avx2") run = &multiply_add_32<T>;
  if (set == "avx512") run = &multiply_add_64<T>;
#endif
  int const threads = exec.concurrency();
  double best = 0;
  for (int repeat = 0; repeat < 5; ++repeat) {
    double const start = seconds();
    Kokkos::parallel_for("mattis::bench::peak",
                         Kokkos::RangePolicy<Exec>(exec, 0, threads, Kokkos::ChunkSize(1)),
                         [=](int) { run(rounds); });
    exec.fence();
    best = std::max(best, 2.0 * independent_chains * rounds *
                              lanes::micro_kernels<T>(lanes::default_instruction_set()).lanes *
                              threads / (seconds() - start));
  }
  return best;
}

}  // namespace mattis::bench
