// SPDX-License-Identifier: BSD-3-Clause
// Overlap and field together, each pattern entry used twice, as in a step of the simulation.
// Ceiling: the smaller of what memory delivers (both orientations once, in bits) and what the
// tables need: a permute and an add for 64 entries, on two vector ports. Peer: OpenBLAS' gemv
// with the same signs as numbers, in the same run.
#include <mattis/core/memory.hpp>
#include <mattis/expr/plan.hpp>
#include <mattis/kernels/field.hpp>
#include <mattis/kernels/overlap.hpp>

#include "ceiling.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

#ifdef MATTIS_BENCH_CBLAS
#include <cblas.h>
#endif

namespace {

using mattis::bench::seconds;
using Exec = Kokkos::DefaultHostExecutionSpace;
template <class T>
using Vector = mattis::Array<T*, Exec>;

/// Seconds of the best of several calls of `work`, which fences.
template <class Work>
double best_of(int repeats, Work const& work) {
  double best = 1e300;
  for (int r = 0; r < repeats; ++r) {
    double const start = seconds();
    work();
    best = std::min(best, seconds() - start);
  }
  return best;
}

/// Calls between two looks at the clock, which takes a tenth of a product of 200 x 20.
int calls_at_once(std::int64_t P, std::int64_t N) {
  return static_cast<int>(std::clamp<std::int64_t>(1'000'000 / (P * N), 1, 1000));
}

/// Bytes per second that all threads read from an array of this size, in cache where it fits, on
/// large pages like the patterns.
double read_bandwidth(Exec const& exec, std::size_t bytes) {
  Vector<double> const data(
      Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, "mattis::bench::data"),
      std::max<std::size_t>(bytes / 8, 1024));
  mattis::prefer_huge_pages(data.data(), data.size() * sizeof(double));
  Kokkos::deep_copy(exec, data, 1.0);
  double sum = 0;
  double const best = best_of(20, [&] {
    Kokkos::parallel_reduce(
        "mattis::bench::read", Kokkos::RangePolicy<Exec>(exec, 0, data.size() / 8),
        [=](std::size_t i, double& part) {
      double const* const line = data.data() + 8 * i;
      __builtin_prefetch(line +
                         8 * 32);  // as far ahead as the products look; without, a sixth less
      part +=
          ((line[0] + line[1]) + (line[2] + line[3])) + ((line[4] + line[5]) + (line[6] + line[7]));
        },
        sum);
    exec.fence();
  });
  benchmark::DoNotOptimize(sum);
  return static_cast<double>(data.size()) * 8 / best;
}

#ifdef MATTIS_BENCH_CBLAS
void gemv(CBLAS_TRANSPOSE transpose, int rows, int columns, float const* matrix, float const* v,
          float* y) {
  cblas_sgemv(CblasRowMajor, transpose, rows, columns, 1, matrix, columns, v, 1, 0, y, 1);
}
void gemv(CBLAS_TRANSPOSE transpose, int rows, int columns, double const* matrix, double const* v,
          double* y) {
  cblas_dgemv(CblasRowMajor, transpose, rows, columns, 1, matrix, columns, v, 1, 0, y, 1);
}

/// Seconds of both products with signs as numbers, as many rows as fit in 2 GB, scaled to all.
template <class T>
double gemv_seconds(std::int64_t P, std::int64_t N) {
  std::int64_t const rows =
      std::min<std::int64_t>(P, 2'000'000'000 / (N * static_cast<std::int64_t>(sizeof(T))));
  std::vector<T> signs(static_cast<std::size_t>(rows * N));
  for (std::size_t i = 0; i < signs.size(); ++i)
    signs[i] = (i * 2654435761u) >> 31 & 1u ? T(1) : T(-1);
  std::vector<T> phi(static_cast<std::size_t>(N), T(0.5)), m(static_cast<std::size_t>(rows)),
      h(static_cast<std::size_t>(N));
  auto const m_rows = static_cast<int>(rows);
  auto const columns = static_cast<int>(N);
  int const calls = calls_at_once(rows, N);
  double const best = best_of(calls > 1 ? 1000 : 3, [&] {
    for (int call = 0; call < calls; ++call) {
      gemv(CblasNoTrans, m_rows, columns, signs.data(), phi.data(), m.data());
      gemv(CblasTrans, m_rows, columns, signs.data(), m.data(), h.data());
    }
  });
  return best / calls * static_cast<double>(P) / static_cast<double>(rows);
}
#endif

/// What a step of the simulation contracts, with the model's power of the overlap.
template <class T>
void overlap_and_field(benchmark::State& state) {
  std::int64_t const N = state.range(0), P = state.range(1);
  auto const n = static_cast<int>(state.range(2));
  Exec const exec;
  auto const xi = mattis::random_patterns(exec, P, N, 1);
  Vector<T> const phi("mattis::bench::phi", static_cast<std::size_t>(N)),
      h("mattis::bench::h", static_cast<std::size_t>(N));
  for (std::size_t i = 0; i < phi.size(); ++i)
    phi(i) = (i * 2654435761u) >> 31 & 1u ? T(0.9) : T(-0.9);
  auto const step = mattis::plan(
      exec, mattis::lazy(h) = T(1.2) * mattis::field(xi, mattis::pow(mattis::overlap(xi, phi), n)));
  auto const work = [&] {
    step.run(exec);
    exec.fence("step");  // Kokkos allocates for the name of an unnamed one
  };
  work();
  double const peak =
      mattis::bench::peak_flops<float>(exec);  // two ports of 16 multiply-adds: 64 flops a cycle
  int const calls = calls_at_once(P, N);
  double best = 1e300;
  for (auto _ : state) {
    double const start = seconds();
    for (int call = 0; call < calls; ++call) work();
    double const elapsed = seconds() - start;
    best = std::min(best, elapsed / calls);
    state.SetIterationTime(elapsed);
  }
  auto const bytes = static_cast<double>(mattis::PatternSet<Exec>::bytes(P, N));
  auto const entries = static_cast<double>(P) * static_cast<double>(N);
  double const bandwidth = read_bandwidth(exec, static_cast<std::size_t>(bytes));
  // An entry is a 64th of a permute and an add, twice: a 32nd of a cycle of two ports.
  double const issue = peak / 64 * 32 * (sizeof(float) / static_cast<double>(sizeof(T)));
  state.counters["us_per_call"] = best * 1e6;
  state.counters["Gentries/s"] = entries / best * 1e-9;
  state.counters["of_ceiling"] = entries / best / std::min(issue, entries / bytes * bandwidth);
  state.counters["read_GB/s"] = bandwidth * 1e-9;
#ifdef MATTIS_BENCH_CBLAS
  state.counters["vs_peer"] = gemv_seconds<T>(P, N) / best;
#endif
}

/// The statement against the call of the same kernel: the price of an expression.
void statement_against_call(benchmark::State& state) {
  std::int64_t const N = state.range(0), P = state.range(1);
  Exec const exec;
  auto const xi = mattis::random_patterns(exec, P, N, 1);
  Vector<float> const phi("mattis::bench::phi", static_cast<std::size_t>(N)),
      m("mattis::bench::m", static_cast<std::size_t>(P));
  auto const statement = mattis::plan(exec, mattis::lazy(m) = mattis::overlap(xi, phi));
  double call = 1e300, planned = 1e300;
  for (auto _ : state) {
    double const start = seconds();
    mattis::overlap(exec, xi, phi, m);
    exec.fence();
    double const middle = seconds();
    statement.run(exec);
    exec.fence();
    double const end = seconds();
    call = std::min(call, middle - start);
    planned = std::min(planned, end - middle);
    state.SetIterationTime(end - middle);
  }
  state.counters["statement_over_call"] = planned / call;
}

BENCHMARK(overlap_and_field<float>)
    ->Args({20000, 2000, 1})
    ->Args({2000, 200000, 2})
    ->Args({100, 5000000, 4})
    ->Args({200, 20, 1})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(overlap_and_field<double>)
    ->Args({20000, 2000, 1})
    ->Args({200, 20, 1})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(statement_against_call)
    ->Args({20000, 2000})
    ->Args({1000, 1000})
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);

}  // namespace
