// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What kernels are timed on.
#include <mattis/core/allocate.hpp>
#include <mattis/kernels/effective_neurons.hpp>

#include <cmath>
#include <cstdint>
#include <string>

namespace mattis::tuning {

/// Numbers of order one, none like its neighbours.
template <Real T, ExecutionSpace Exec>
Array<T**, Exec> numbers(Exec const& exec, std::int64_t rows, std::int64_t columns) {
  auto const array =
      detail::allocate<Array<T**, Exec>>(exec, "mattis::tuning::numbers", rows, columns);
  auto const host = Kokkos::create_mirror_view(array);
  for (std::size_t i = 0; i < host.size(); ++i)
    host.data()[i] = static_cast<T>(static_cast<double>(i * 2654435761u % 1999u) / 1000.0 - 0.9985);
  Kokkos::deep_copy(exec, array, host);
  exec.fence("mattis::tuning");
  return array;
}

/// A lower triangle (T, T) like the mean-field theory's: a spike on the diagonal and a slow decay.
template <ExecutionSpace Exec>
Array<double**, Exec> decaying(Exec const& exec, std::int64_t steps, double diagonal,
                               double height) {
  auto const matrix =
      detail::allocate<Array<double**, Exec>>(exec, "mattis::tuning::matrix", steps, steps);
  auto const host = Kokkos::create_mirror_view(matrix);
  Kokkos::deep_copy(host, 0.0);
  for (std::int64_t t = 0; t < steps; ++t)
    for (std::int64_t s = 0; s <= t; ++s)
      host(t, s) = height * std::exp(-0.02 * static_cast<double>(t - s)) + (s == t ? diagonal : 0);
  Kokkos::deep_copy(exec, matrix, host);
  exec.fence("mattis::tuning");
  return matrix;
}

/// The self-coupling that responses and sweeps are timed on.
template <ExecutionSpace Exec>
Array<double**, Exec> self_coupling(Exec const& exec, std::int64_t steps) {
  return decaying(exec, steps, 0.38, 0.01);
}

/// A sweep over drawn samples with one condensed pattern; nothing is compressed.
template <ExecutionSpace Exec>
SweepInput<Exec> sweep_input(Exec const& exec, std::int64_t steps, std::int64_t samples) {
  SweepInput<Exec> input;
  input.factor = decaying(exec, steps, 0.01, 0.1);
  input.kernel = self_coupling(exec, steps);
  input.drive = Array<double**, Exec>("mattis::tuning::drive", static_cast<std::size_t>(steps), 1);
  input.a = Array<double*, Exec>("mattis::tuning::a", 1);
  input.ic_noise = 0.5;
  input.dt = 0.02;
  input.samples = samples;
  return input;
}

}  // namespace mattis::tuning
