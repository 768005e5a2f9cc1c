// SPDX-License-Identifier: BSD-3-Clause
// The kernels on the default execution space of a build for devices. Ceilings, of the same run:
// what the device's memory delivers to a loop that only reads, and its multiply-add peak. Times are
// those of the best repetition, from the first launch to the end of a fence.
#include <mattis/bench/ceilings.hpp>
#include <mattis/expr/plan.hpp>
#include <mattis/expr/sweep.hpp>
#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/field.hpp>
#include <mattis/kernels/overlap.hpp>
#include <mattis/kernels/response.hpp>
#include <mattis/kernels/tanh.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <string>

namespace mattis::bench {

using Exec = Kokkos::DefaultExecutionSpace;

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <class View>
struct Fill {
  View view;
  double scale;

  KOKKOS_FUNCTION void operator()(std::int64_t i) const {
    auto const word = static_cast<std::uint32_t>(i) * 2654435761u;
    view.data()[i] = static_cast<typename View::value_type>(scale * (word * 0x1p-32 - 0.5));
  }
};

template <class View>
View filled(Exec const& exec, double scale, View const& view) {
  Kokkos::parallel_for("mattis::bench::fill",
                       Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::int64_t>>(
                           exec, 0, static_cast<std::int64_t>(view.size())),
                       Fill<View>{view, scale});
  exec.fence();
  return view;
}
template <class T>
Array<T*, Exec> vector(Exec const& exec, std::int64_t n, double scale) {
  return filled(exec, scale, Array<T*, Exec>("mattis::bench::vector", static_cast<std::size_t>(n)));
}
template <class T>
Array<T**, Exec> matrix(Exec const& exec, std::int64_t rows, std::int64_t columns, double scale) {
  return filled(exec, scale,
                Array<T**, Exec>("mattis::bench::matrix", static_cast<std::size_t>(rows),
                                 static_cast<std::size_t>(columns)));
}

/// Seconds of the best repetition.
template <class Work>
double timed(benchmark::State& state, Exec const& exec, Work const& work) {
  work();
  exec.fence();
  double best = 1e300;
  for (auto _ : state) {
    double const start = seconds();
    work();
    exec.fence();
    double const elapsed = seconds() - start;
    best = std::min(best, elapsed);
    state.SetIterationTime(elapsed);
  }
  state.counters["best_us"] = 1e6 * best;
  return best;
}

/// Of this process, each measured the first time that it is asked for.
detail::Ceilings<Exec>& ceilings(Exec const& exec) {
  static detail::Ceilings<Exec> of_exec(exec);
  return of_exec;
}

template <Real T>
void against_peak(benchmark::State& state, Exec const& exec, double flops, double best) {
  static double const peak = [&] {
    How const how(Target::portable);
    ceilings(exec).multiply_adds_station(how, precision_name<T>).visit();
    return ceilings(exec).multiply_adds(
        std::string(Exec::name()) + " " + implementation(how, is_host_execution_space<Exec>),
        precision_name<T>);
  }();
  state.counters["GFLOP/s"] = flops / best * 1e-9;
  state.counters["of_ceiling"] = flops / best / peak;
  state.counters["peak_GFLOP/s"] = peak * 1e-9;
}
void against_memory(benchmark::State& state, Exec const& exec, double bytes, double best) {
  static double const bandwidth = [&] {
    ceilings(exec).memory_station().visit();
    return ceilings(exec).memory();
  }();
  state.counters["of_ceiling"] = bytes / best / bandwidth;
  state.counters["read_GB/s"] = bandwidth * 1e-9;
}

/// What a step of the simulation contracts.
template <class T>
void overlap_and_field(benchmark::State& state) {
  std::int64_t const N = state.range(0), P = state.range(1);
  auto const n = static_cast<int>(state.range(2));
  Exec const exec;
  auto const xi = random_patterns(exec, P, N, 1);
  auto const phi = vector<T>(exec, N, 2), h = vector<T>(exec, N, 0);
  auto const step = plan(exec, lazy(h) = T(1.2) * field(xi, pow(overlap(xi, phi), n)));
  double const best = timed(state, exec, [&] { step.run(exec); });
  state.counters["Gentries/s"] = static_cast<double>(P * N) / best * 1e-9;
  against_memory(state, exec, static_cast<double>(PatternSet<Exec>::bytes(P, N)), best);
}

/// A whole step of a simulation of several trials.
void network_step(benchmark::State& state) {
  std::int64_t const N = state.range(0), P = state.range(1), trials = state.range(2);
  Exec const exec;
  auto const xi = random_patterns(exec, P, N, 1, trials);
  auto const x_now = matrix<float>(exec, trials, N, 2), phi_now = matrix<float>(exec, trials, N, 2);
  auto const m_now = matrix<double>(exec, trials, 1, 0);
  auto const powers = vector<double>(exec, trials, 0), energies = vector<double>(exec, trials, 0);
  auto const x = lazy_rows(x_now);
  auto const phi = lazy_rows(phi_now);
  auto const m = overlap(xi, phi);
  auto const step = plan(exec, together(head(lazy_rows(m_now)) = m, total(powers) = sum(pow(m, 2))),
                         together(x = x + 0.02 * (1.2 * field(xi, pow(m, 1)) - x), phi = tanh(x),
                                  total(energies) = mean(neuron_energy(x, phi))));
  double const best = timed(state, exec, [&] { step.run(exec); });
  state.counters["Gentries/s"] = static_cast<double>(trials * P * N) / best * 1e-9;
  against_memory(state, exec, static_cast<double>(PatternSet<Exec>::bytes(P, N, trials)), best);
}

template <class T>
void tanh_entries(benchmark::State& state) {
  Exec const exec;
  auto const x = vector<T>(exec, state.range(0), 4), phi = vector<T>(exec, state.range(0), 4);
  double const best = timed(state, exec, [&] { tanh(exec, x, phi); });
  against_memory(state, exec, 2.0 * sizeof(T) * static_cast<double>(state.range(0)), best);
}

template <class T>
void covariance_of_samples(benchmark::State& state) {
  auto const steps = state.range(0), samples = state.range(1);
  Exec const exec;
  auto const phi = matrix<T>(exec, steps, samples, 2);
  auto const C = matrix<double>(exec, steps, steps, 0);
  CovariancePlan<Exec, T> const plan(exec, steps, samples);
  double const best = timed(state, exec, [&] { plan.run(exec, phi.data(), C); });
  against_peak<T>(state, exec, static_cast<double>(steps * steps * samples), best);
}

template <class T>
void response_of_samples(benchmark::State& state) {
  auto const steps = state.range(0), samples = state.range(1);
  Exec const exec;
  auto const slope = matrix<T>(exec, steps, samples, 1);
  auto const S = matrix<double>(exec, steps, steps, 0);
  Array<double const**, Exec> const kernel = matrix<double>(exec, steps, steps, 0.01);
  double const best = timed(state, exec, [&] { response(exec, slope, kernel, 0.02, S); });
  auto const cube = std::pow(static_cast<double>(steps), 3);
  against_peak<T>(state, exec, cube / 3 * static_cast<double>(samples), best);
}

template <class T>
void sweep(benchmark::State& state) {
  auto const steps = static_cast<int>(state.range(0));
  Exec const exec;
  SweepInput<Exec> input;
  input.factor = matrix<double>(exec, steps, steps, 0.1);
  input.kernel = matrix<double>(exec, steps, steps, 0.01);
  input.drive = matrix<double>(exec, steps, 1, 0.1);
  input.a = vector<double>(exec, 1, 1);
  input.ic_noise = 0.5;
  input.dt = 0.02;
  input.samples = state.range(1);
  SampleMeans<Exec> const means(exec, steps, 1);
  auto const neuron = effective_neuron<T>(input);
  auto const neurons = plan(exec, together(lazy(means.C) = covariance(neuron.phi),
                                           lazy(means.S) = response(neuron.phi, neuron.eta),
                                           lazy(means.m) = mean(neuron.phi * neuron.xi)));
  double const best = timed(state, exec, [&] { neurons.run(exec); });
  against_peak<T>(state, exec, std::pow(steps, 3) / 3 * static_cast<double>(input.samples), best);
}

BENCHMARK(overlap_and_field<float>)
    ->Args({200, 20, 1})
    ->Args({20000, 2000, 1})
    ->Args({2000, 200000, 2})
    ->Args({100, 5000000, 4})
    ->Args({100000, 100000, 1})
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(overlap_and_field<double>)
    ->Args({20000, 2000, 1})
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(network_step)
    ->Args({2000, 200, 20})
    ->Args({20000, 2000, 1})
    ->Args({20000, 2000, 16})
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(tanh_entries<float>)->Arg(1 << 26)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(tanh_entries<double>)->Arg(1 << 26)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(covariance_of_samples<float>)
    ->Args({100, 50000})
    ->Args({1000, 50000})
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(covariance_of_samples<double>)
    ->Args({100, 50000})
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(response_of_samples<float>)
    ->Args({100, 50000})
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(response_of_samples<double>)
    ->Args({100, 50000})
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(sweep<float>)
    ->Args({100, 50000})
    ->Args({300, 50000})
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(sweep<double>)->Args({100, 50000})->UseManualTime()->Unit(benchmark::kMicrosecond);

}  // namespace mattis::bench
