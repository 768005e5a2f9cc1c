// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/instantiate.hpp>
#include <mattis/expr/sweep.hpp>
#include <mattis/kernels/forward_neurons.hpp>
#include <mattis/verify/detail/comparison.hpp>

namespace mattis::detail {
namespace {

/// A sweep with couplings of the size that the mean-field theory has: |F| dt T of order one.
template <ExecutionSpace Exec, Real T>
SweepInput<Exec> random_input(Comparison<Exec, T>& all, std::int64_t steps, std::int64_t K,
                              std::int64_t M) {
  auto const length = static_cast<double>(steps);
  SweepInput<Exec> input;
  input.factor =
      all.template matrix<double>(steps, steps, all.numbers(steps * steps, 1 / std::sqrt(length)));
  input.kernel = all.template matrix<double>(steps, steps, all.numbers(steps * steps, 1 / length));
  input.drive = all.template matrix<double>(steps, K, all.numbers(steps * K, 1));
  input.a = all.template vector<double>(all.numbers(K, 1));
  input.ic_noise = 0.75;
  input.dt = 0.05;
  input.seed = all.seed();
  input.first_sample = 7;
  input.samples = M;
  return input;
}

template <ExecutionSpace Exec, Real T>
Outcome all_means(Comparison<Exec, T> const& all, SampleMeans<Exec> const& means) {
  return joined({all.entries(means.C), all.entries(means.S), all.entries(means.m),
                 all.entries(means.E1), all.entries(means.phi_eta)});
}

/// Bounds of all_means(); of drawn samples their numbers' own roundings, too.
template <Real T>
Outcome bounds_of_means(Outcome const& expected, std::int64_t steps, double dt, bool drawn) {
  auto const square = static_cast<std::size_t>(steps * steps);
  double const of_drawing = drawn ? 30 * static_cast<double>(std::numeric_limits<T>::epsilon()) : 0;
  double const bound = sweep_error_bound<T>(static_cast<int>(steps)) + of_drawing;
  Outcome bounds(expected.size(), bound);
  for (std::size_t i = square; i < 2 * square; ++i) bounds[i] *= dt;
  return bounds;
}

template <ExecutionSpace Exec, Real T>
Outcome swept(Comparison<Exec, T> const& all, SweepInput<Exec> const& input, How const& how) {
  auto const steps = static_cast<int>(input.factor.extent(0));
  auto const K = static_cast<int>(input.drive.extent(1));
  SampleMeans<Exec> const means(all.exec, steps, K);
  auto const neuron = effective_neuron<T>(input);
  together(lazy(means.C) = covariance(neuron.phi), lazy(means.S) = response(neuron.phi, neuron.eta),
           lazy(means.m) = mean(neuron.phi * neuron.xi),
           lazy(means.E1) = mean(neuron_energy(neuron.x, neuron.phi)),
           lazy(means.phi_eta) = mean(neuron.phi * neuron.eta))
      .run(all.exec, how);
  return all_means(all, means);
}

template <ExecutionSpace Exec, Real T>
Outcome forward(Comparison<Exec, T> const& all, SweepInput<Exec> const& input, How const& how) {
  auto const steps = static_cast<int>(input.factor.extent(0));
  auto const K = static_cast<int>(input.drive.extent(1));
  SampleMeans<Exec> const means(all.exec, steps, K);
  ForwardNeurons<Exec, T> pass(all.exec, steps, K, input.samples, how);
  pass.start(all.exec, input, means);
  for (int t = 0; t <= steps; ++t) pass.step(all.exec, input, t, means);
  return all_means(all, means);
}

}  // namespace

template <ExecutionSpace Exec, Real T>
void verify_neurons(Comparison<Exec, T>& all) {
  auto const shape = [](std::int64_t steps, std::int64_t K, std::int64_t M) {
    return "T " + to_text(steps) + ", K " + to_text(K) + ", M " + to_text(M);
  };
  all.each_case("sweep of drawn samples", [&] {
    auto const steps = all.size(2, 33), K = all.size(0, 3), M = all.size(1, 600);
    auto input = random_input(all, steps, K, M);
    input.response_samples = (M + 1) / 2;
    all.compare(
        shape(steps, K, M), [&](How const& how) { return swept(all, input, how); },
        [&](Outcome const& expected) {
      return bounds_of_means<T>(expected, steps, input.dt, true);
        });
  });
  all.each_case("sweep of given samples", [&] {
    auto const steps = all.size(2, 65), K = all.size(0, 3), M = all.size(1, 300);
    auto input = random_input(all, steps, K, M + 7);
    auto signs = all.numbers((M + 7) * K, 1);
    for (double& sign : signs) sign = sign < 0 ? -1 : 1;
    input.given = GivenSamples<Exec>{
        all.template matrix<std::int8_t>(M + 7, K, signs),
        all.template vector<double>(all.numbers(M + 7, 2)),
        all.template matrix<double>(steps, M + 7, all.numbers(steps * (M + 7), 2))};
    input.samples = M;
    all.compare(
        shape(steps, K, M), [&](How const& how) { return swept(all, input, how); },
        [&](Outcome const& expected) {
      return bounds_of_means<T>(expected, steps, input.dt, false);
        });
  });
  all.each_case("forward pass", [&] {
    auto const steps = all.size(2, 17), K = all.size(0, 3), M = all.size(1, 600);
    auto const input = random_input(all, steps, K, M);
    all.compare(
        shape(steps, K, M), [&](How const& how) { return forward(all, input, how); },
        [&](Outcome const& expected) {
      return bounds_of_means<T>(expected, steps, input.dt, true);
        });
  });
}

#define MATTIS_INSTANTIATE_VERIFY_NEURONS(EXEC)                        \
  template void verify_neurons<EXEC, float>(Comparison<EXEC, float>&); \
  template void verify_neurons<EXEC, double>(Comparison<EXEC, double>&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_VERIFY_NEURONS)

}  // namespace mattis::detail
