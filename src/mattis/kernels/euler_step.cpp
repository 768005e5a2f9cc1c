// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/detail/blocks.hpp>
#include <mattis/kernels/detail/on_host.hpp>
#include <mattis/kernels/euler_step.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <cmath>

namespace mattis::detail {
namespace {

template <ExecutionSpace Exec, Real T>
void reference_euler_step(Exec const& exec, StridedEntries<T> const& x,
                          StridedEntries<T const> const& h, T dt, StridedEntries<T> const& phi,
                          std::size_t count) {
  auto states = on_host(exec, static_cast<std::int64_t>(count), x);
  auto const fields = on_host(exec, static_cast<std::int64_t>(count), h);
  auto activations = states;
  for (std::size_t i = 0; i < count; ++i) {
    states[i] += static_cast<double>(dt) * (fields[i] - states[i]);
    activations[i] = std::tanh(states[i]);
  }
  from_host(exec, states, x);
  from_host(exec, activations, phi);
}

}  // namespace

template <ExecutionSpace Exec, Real T>
void euler_step_entries(Exec const& exec, T* x, T const* h, T dt, T* phi, std::size_t count,
                        How const& how) {
  if (runs_reference(how)) {
    reference_euler_step(exec, StridedEntries<T>::row(x, count),
                         StridedEntries<T const>::row(h, count), dt,
                         StridedEntries<T>::row(phi, count), count);
    return;
  }
  if constexpr (is_host_execution_space<Exec>) {
    if (runs_simd<Exec>(how)) {
      auto const& micro = how.micro<T>().elementwise;
      for_blocks(exec, "mattis::euler_step::simd", count,
                 [=, &micro](std::size_t first, std::size_t n) {
        micro.euler_tanh(x + first, h + first, dt, phi + first, n);
      });
      return;
    }
  }
  for_entries(
      exec, "mattis::euler_step::portable", {static_cast<std::int64_t>(count), 10},
      KOKKOS_LAMBDA(std::int64_t i) {
        T const value = (T(1) - dt) * x[i] + dt * h[i];
        x[i] = value;
        phi[i] = Kokkos::tanh(value);
      });
}

template <ExecutionSpace Exec, Real T>
void euler_step_entries(Exec const& exec, StridedEntries<T> const& x,
                        StridedEntries<T const> const& h, T dt, StridedEntries<T> const& phi,
                        std::size_t count, How const& how) {
  if (runs_reference(how)) {
    reference_euler_step(exec, x, h, dt, phi, count);
    return;
  }
  if constexpr (is_host_execution_space<Exec>) {
    if (runs_simd<Exec>(how)) {
      auto const& micro = how.micro<T>().elementwise;
      for_blocks(exec, "mattis::euler_step::strided", count,
                 [=, &micro](std::size_t first, std::size_t n) {
        StagedBlocks<T> staged;
        staged.visit(first, n, [&](std::int64_t from, int entries, T* states, T* fields, T* out) {
          x.visit(from, entries, [&](int k, T& entry) { states[k] = entry; });
          h.visit(from, entries, [&](int k, T const& entry) { fields[k] = entry; });
          micro.euler_tanh(states, fields, dt, out, static_cast<std::size_t>(entries));
          x.visit(from, entries, [&](int k, T& entry) { entry = states[k]; });
          phi.visit(from, entries, [&](int k, T& entry) { entry = out[k]; });
        });
      });
      return;
    }
  }
  for_entries(
      exec, "mattis::euler_step::strided_portable", {static_cast<std::int64_t>(count), 15},
      KOKKOS_LAMBDA(std::int64_t i) {
        T const value = (T(1) - dt) * x(i) + dt * h(i);
        x(i) = value;
        phi(i) = Kokkos::tanh(value);
      });
}

#define MATTIS_INSTANTIATE_EULER_STEP(EXEC)                                                       \
  template void euler_step_entries<EXEC, float>(EXEC const&, float*, float const*, float, float*, \
                                                std::size_t, How const&);                         \
  template void euler_step_entries<EXEC, double>(EXEC const&, double*, double const*, double,     \
                                                 double*, std::size_t, How const&);               \
  template void euler_step_entries<EXEC, float>(                                                  \
      EXEC const&, StridedEntries<float> const&, StridedEntries<float const> const&, float,       \
      StridedEntries<float> const&, std::size_t, How const&);                                     \
  template void euler_step_entries<EXEC, double>(                                                 \
      EXEC const&, StridedEntries<double> const&, StridedEntries<double const> const&, double,    \
      StridedEntries<double> const&, std::size_t, How const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_EULER_STEP)

}  // namespace mattis::detail
