// SPDX-License-Identifier: BSD-3-Clause
// flops: T^3 / 3 a sample, the multiply-adds of the response alone. ceiling: the multiply-add peak;
// history and kernel stay in the first-level cache. The sweep rows time everything from the draws
// to the means, counted the same way.
#include <mattis/expr/sweep.hpp>
#include <mattis/kernels/response.hpp>
#include <mattis/tuning/detail/problems.hpp>

#include "timing.hpp"

#include <cmath>

namespace {

using Exec = Kokkos::DefaultHostExecutionSpace;
using mattis::Array;

template <class T>
void response(benchmark::State& state) {
  auto const steps = static_cast<int>(state.range(0));
  auto const samples = state.range(1);
  Exec const exec;
  Array<T**, Exec> const slope("mattis::bench::slope", static_cast<std::size_t>(steps),
                               static_cast<std::size_t>(samples));
  for (std::size_t i = 0; i < slope.size(); ++i)
    slope.data()[i] = T(0.5) + T(0.001) * static_cast<T>(i % 499);
  Array<double**, Exec> const S("mattis::bench::S", static_cast<std::size_t>(steps),
                                static_cast<std::size_t>(steps));
  Array<double const**, Exec> const kernel = mattis::tuning::self_coupling(exec, steps);
  mattis::bench::run_against_peak<T>(state, exec,
                                     std::pow(steps, 3) / 3 * static_cast<double>(samples), [&] {
                                       mattis::response(exec, slope, kernel, 0.02, S);
                                       exec.fence();
                                     });
}

template <class T, mattis::Target target>
void sweep(benchmark::State& state) {
  auto const steps = static_cast<int>(state.range(0));
  Exec const exec;
  auto const input = mattis::tuning::sweep_input(exec, steps, state.range(1));
  mattis::SampleMeans<Exec> const means(exec, steps, 1);
  auto const neuron = mattis::effective_neuron<T>(input);
  auto const neurons = mattis::plan(
      exec,
      mattis::together(
          mattis::lazy(means.C) = mattis::covariance(neuron.phi),
          mattis::lazy(means.S) = mattis::response(neuron.phi, neuron.eta),
          mattis::lazy(means.m) = mattis::mean(neuron.phi * neuron.xi),
          mattis::lazy(means.E1) = mattis::mean(mattis::neuron_energy(neuron.x, neuron.phi)),
          mattis::lazy(means.phi_eta) = mattis::mean(neuron.phi * neuron.eta)),
      target);
  double const best = mattis::bench::run_against_peak<T>(
      state, exec, std::pow(steps, 3) / 3 * static_cast<double>(input.samples), [&] {
        neurons.run(exec);
        exec.fence();
      });
  state.counters["best_s"] = best;
}

BENCHMARK(response<float>)
    ->Args({100, 50000})
    ->Args({300, 10000})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(response<double>)
    ->Args({100, 50000})
    ->Args({300, 10000})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(sweep<float, mattis::Target::best>)
    ->Args({100, 50000})
    ->Args({300, 10000})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(sweep<double, mattis::Target::best>)
    ->Args({100, 50000})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(sweep<float, mattis::Target::portable>)
    ->Args({100, 50000})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
