// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The samples of a sweep for Target::reference.
#include <mattis/kernels/detail/on_host.hpp>
#include <mattis/kernels/detail/sample_draw.hpp>

namespace mattis::detail {

/// Random numbers of samples, before anything is made of them: signs (M, K), nu (M), z (T, M). They
/// are those of precision T, which are what a sweep in T is about; what follows is in double.
struct DrawnNumbers {
  reference::Matrix xi;
  std::vector<double> nu;
  reference::Matrix z;
};

template <Real T>
DrawnNumbers drawn_on_host(int steps, int condensed, std::uint64_t seed, std::int64_t first_sample,
                           std::int64_t count) {
  using Host = Kokkos::DefaultHostExecutionSpace;
  auto const M = static_cast<int>(count);
  DrawnNumbers numbers{
      {M, condensed}, std::vector<double>(static_cast<std::size_t>(M)), {steps, M}};
  SweepInput<Host> input;
  input.a = Array<double*, Host>("mattis::reference::no_cue", static_cast<std::size_t>(condensed));
  input.ic_noise = 1;  // so that the start is nu
  input.seed = seed;
  input.first_sample = first_sample;
  SampleDraw<Host, T> const draw(input, steps, condensed);
  std::vector<T> signs(static_cast<std::size_t>(condensed));
  std::vector<T> noise(static_cast<std::size_t>(steps));
  for (int i = 0; i < M; ++i) {
    T nu = 0;
    draw(i, 0, 1, signs.data(), noise.data(), &nu);
    for (int k = 0; k < condensed; ++k) numbers.xi(i, k) = signs[static_cast<std::size_t>(k)];
    numbers.nu[static_cast<std::size_t>(i)] = nu;
    for (int t = 0; t < steps; ++t) numbers.z(t, i) = noise[static_cast<std::size_t>(t)];
  }
  return numbers;
}

/// Columns first, first + 1, .. of a matrix.
inline reference::Matrix columns_of(reference::Matrix const& all, std::int64_t first,
                                    std::int64_t count) {
  reference::Matrix part{all.rows, static_cast<int>(count)};
  for (int t = 0; t < part.rows; ++t)
    for (int i = 0; i < part.columns; ++i) part(t, i) = all(t, static_cast<int>(first) + i);
  return part;
}

/// What the samples of a sweep in precision T start from (SweepInput).
template <Real T, ExecutionSpace Exec>
reference::Samples samples_on_host(Exec const& exec, SweepInput<Exec> const& input, int steps,
                                   int condensed) {
  auto const M = static_cast<int>(input.samples);
  reference::Samples samples{{M, condensed}, std::vector<double>(static_cast<std::size_t>(M)), {}};
  if (input.given) {
    auto const xi = matrix_on_host(exec, input.given->xi);
    auto const x0 = matrix_on_host(exec, input.given->x0);
    auto const first = static_cast<int>(input.first_sample);
    for (int i = 0; i < M; ++i) {
      for (int k = 0; k < condensed; ++k) samples.xi(i, k) = xi(first + i, k) > 0 ? 1 : -1;
      samples.x0[static_cast<std::size_t>(i)] = x0(0, first + i);
    }
    samples.z = columns_of(matrix_on_host(exec, input.given->z), first, M);
    return samples;
  }
  auto numbers = drawn_on_host<T>(steps, condensed, input.seed, input.first_sample, input.samples);
  auto const a = matrix_on_host(exec, input.a);
  auto const regression = matrix_on_host(exec, input.regression);
  for (int i = 0; i < M; ++i) {
    double const nu = numbers.nu[static_cast<std::size_t>(i)];
    double start = input.ic_noise * nu;
    for (int k = 0; k < condensed; ++k) start += a(0, k) * numbers.xi(i, k);
    samples.x0[static_cast<std::size_t>(i)] = start;
    for (int t = 0; t < regression.rows; ++t) {
      numbers.z(t, i) -= regression(t, condensed) * nu;
      for (int k = 0; k < condensed; ++k) numbers.z(t, i) -= regression(t, k) * numbers.xi(i, k);
    }
  }
  samples.xi = numbers.xi;
  samples.z = numbers.z;
  return samples;
}

}  // namespace mattis::detail
