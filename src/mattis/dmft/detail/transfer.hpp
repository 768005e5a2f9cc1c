// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/solve.hpp>
#include <mattis/kernels/effective_neurons.hpp>

namespace mattis::detail {

/// An array in `exec`'s memory like `host`, or `host` itself where that is host memory.
template <ExecutionSpace Exec, class View>
auto mirror(Exec const& exec, View const& host) {
  return Kokkos::create_mirror_view(
      Kokkos::view_alloc(typename Exec::memory_space{}, exec, Kokkos::WithoutInitializing), host);
}

/// Copies on `exec`, unless the two are one.
template <ExecutionSpace Exec, class To, class From>
void transfer(Exec const& exec, To const& to, From const& from) {
  if (static_cast<void const*>(to.data()) != static_cast<void const*>(from.data()))
    Kokkos::deep_copy(exec, to, from);
}

/// The same of row t.
template <ExecutionSpace Exec, class To, class From>
void transfer_row(Exec const& exec, To const& to, From const& from, int t) {
  transfer(exec, Kokkos::subview(to, t, Kokkos::ALL), Kokkos::subview(from, t, Kokkos::ALL));
}

template <ExecutionSpace Exec, class View>
auto mirror_copy(Exec const& exec, View const& host) {
  auto const there = mirror(exec, host);
  transfer(exec, there, host);
  return there;
}

/// How samples start: all of a sweep's input but its couplings and its range of samples.
template <ExecutionSpace Exec>
SweepInput<Exec> sample_input(Exec const& exec, Dense const& model, SolveOptions const& options) {
  HostArray<double*> const a("mattis::dmft::a", model.a.size());
  for (std::size_t k = 0; k < model.a.size(); ++k) a(k) = model.a[k];
  SweepInput<Exec> input;
  input.a = mirror_copy(exec, a);
  input.ic_noise = initial_noise(model);
  input.dt = options.dt;
  input.seed = options.seed;
  input.team = options.team;
  if (options.samples) {
    input.given = GivenSamples<Exec>{mirror_copy(exec, options.samples->xi),
                                     mirror_copy(exec, options.samples->x0),
                                     mirror_copy(exec, options.samples->z)};
  }
  exec.fence("mattis::dmft::samples");
  return input;
}

}  // namespace mattis::detail
