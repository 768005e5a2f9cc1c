// SPDX-License-Identifier: BSD-3-Clause
// flops: T^2 a sample, one triangle. ceiling: the multiply-add peak. peer: OpenBLAS ssyrk/dsyrk on
// the same activations with its own threads, in the same run; it leaves one triangle in the
// precision of the state. The last number of a row says whether the plan is made in each call (1)
// or once (0), as a solver has it.
#include <mattis/kernels/covariance.hpp>

#include "timing.hpp"

#if defined(MATTIS_BENCH_CBLAS)
#include <cblas.h>
#endif

namespace {

using Exec = Kokkos::DefaultHostExecutionSpace;
using mattis::Array;

#if defined(MATTIS_BENCH_CBLAS)
void syrk(int steps, int samples, float const* phi, float* C) {
  cblas_ssyrk(CblasRowMajor, CblasLower, CblasNoTrans, steps, samples, 1.0f, phi, samples, 0.0f, C,
              steps);
}
void syrk(int steps, int samples, double const* phi, double* C) {
  cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, steps, samples, 1.0, phi, samples, 0.0, C,
              steps);
}
#endif

template <class T>
void covariance(benchmark::State& state) {
  auto const steps = static_cast<int>(state.range(0));
  auto const samples = static_cast<int>(state.range(1));
  Exec const exec;
  Array<T**, Exec> const phi("mattis::bench::phi", static_cast<std::size_t>(steps),
                             static_cast<std::size_t>(samples));
  for (std::size_t i = 0; i < phi.size(); ++i)
    phi.data()[i] = T(0.004) * static_cast<T>(i % 499) - T(1);
  Array<double**, Exec> const C("mattis::bench::C", static_cast<std::size_t>(steps),
                                static_cast<std::size_t>(steps));
  bool const planned = state.range(2) == 0;
  mattis::CovariancePlan<Exec, T> const plan(exec, steps, samples);
  double const best = mattis::bench::run_against_peak<T>(
      state, exec, static_cast<double>(steps) * steps * static_cast<double>(samples), [&] {
        planned ? plan.run(exec, phi.data(), C) : mattis::covariance(exec, phi, C);
        exec.fence();
      });
#if defined(MATTIS_BENCH_CBLAS)
  Array<T**, Exec> const peer_C("mattis::bench::peer_C", static_cast<std::size_t>(steps),
                                static_cast<std::size_t>(steps));
  double peer = 1e300;
  for (int repeat = 0; repeat < 10; ++repeat) {
    double const start = mattis::bench::seconds();
    syrk(steps, samples, phi.data(), peer_C.data());
    peer = std::min(peer, mattis::bench::seconds() - start);
  }
  state.counters["vs_peer"] = peer / best;
#else
  static_cast<void>(best);
#endif
}

BENCHMARK(covariance<float>)
    ->Args({100, 50000, 0})
    ->Args({100, 50000, 1})
    ->Args({300, 50000, 0})
    ->Args({1000, 20000, 0})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(covariance<double>)
    ->Args({100, 50000, 0})
    ->Args({300, 50000, 0})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
