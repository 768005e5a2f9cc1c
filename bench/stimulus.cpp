// SPDX-License-Identifier: BSD-3-Clause
// Ensembles of stimulus-driven networks, neuron-steps in a second, on all threads. Ceiling: what no
// such step does without, a standard normal and a tanh for each neuron, by the micro-kernels that
// draw and compute arrays of them in the first-level cache, on as many threads, in the same run.
#include "ceiling.hpp"

#include <benchmark/benchmark.h>
#include <mattis/kernels/stimulated_networks.hpp>

#include <algorithm>
#include <vector>

namespace {

using namespace mattis;
using mattis::bench::seconds;
using Exec = Kokkos::DefaultHostExecutionSpace;

void ensemble(benchmark::State& state, StimulusMode mode, std::int64_t N, std::int64_t P) {
  Exec const exec;
  constexpr int steps = 200;
  std::int64_t const trials = std::max<std::int64_t>(8, (64 << 10) / N);
  auto const xi = random_patterns(exec, P + (is_rate(mode) ? 1 : 0), N, 1, trials);
  StimulatedNetworks<Exec, float> networks(exec, xi, {.mode = mode, .sigma = 1, .activity = 0.5},
                                           steps);
  networks.start(exec, 1, 0, 1.0);
  networks.present(exec, {std::vector<double>(static_cast<std::size_t>(P), 1.0)});
  double best = 1e300, peak = 0;
  for (auto _ : state) {
    peak = mattis::bench::peak_noisy_neurons<float>(exec);
    double fastest = 1e300;
    for (int turn = 0; turn < 5; ++turn) {
      double const start = seconds();
      networks.advance(exec, 0, steps, false);
      fastest = std::min(fastest, seconds() - start);
    }
    best = std::min(best, fastest);
    state.SetIterationTime(fastest);
  }
  double const rate = static_cast<double>(trials * N) * steps / best;
  state.counters["neuron_steps_per_s"] = rate;
  state.counters["ceiling"] = peak;
  state.counters["of_ceiling"] = rate / peak;
}

#define MATTIS_ENSEMBLE(mode, N, P)                                                 \
  BENCHMARK_CAPTURE(ensemble, mode##_N##N##_P##P, mattis::StimulusMode::mode, N, P) \
      ->UseManualTime()                                                             \
      ->Iterations(3)
MATTIS_ENSEMBLE(additive, 64, 10);
MATTIS_ENSEMBLE(additive, 1024, 10);
MATTIS_ENSEMBLE(additive, 1024, 100);
MATTIS_ENSEMBLE(multiplicative, 1024, 10);
MATTIS_ENSEMBLE(rate_multiplicative, 1024, 10);

}  // namespace
