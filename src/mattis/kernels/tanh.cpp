// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/detail/blocks.hpp>
#include <mattis/kernels/detail/on_host.hpp>
#include <mattis/kernels/tanh.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <cmath>

namespace mattis::detail {
namespace {

template <ExecutionSpace Exec, Real T>
void reference_tanh(Exec const& exec, StridedEntries<T const> const& x,
                    StridedEntries<T> const& phi, StridedEntries<T> const& slope,
                    std::size_t count) {
  auto values = on_host(exec, static_cast<std::int64_t>(count), x);
  for (double& value : values) value = std::tanh(value);
  from_host(exec, values, phi);
  if (slope.data == nullptr) return;
  for (double& value : values) value = 1 - value * value;
  from_host(exec, values, slope);
}

}  // namespace

template <ExecutionSpace Exec, Real T>
void tanh_entries(Exec const& exec, T const* x, T* phi, T* slope, std::size_t count,
                  How const& how) {
  if (runs_reference(how)) {
    reference_tanh(exec, StridedEntries<T const>::row(x, count), StridedEntries<T>::row(phi, count),
                   StridedEntries<T>::row(slope, count), count);
    return;
  }
  if constexpr (is_host_execution_space<Exec>) {
    if (runs_simd<Exec>(how)) {
      auto const& micro = how.micro<T>().elementwise;
      for_blocks(exec, "mattis::tanh::simd", count, [=, &micro](std::size_t first, std::size_t n) {
        if (slope != nullptr) {
          micro.tanh_and_slope(x + first, phi + first, slope + first, n);
        } else {
          micro.tanh(x + first, phi + first, n);
        }
      });
      return;
    }
  }
  for_entries(
      exec, "mattis::tanh::portable", {static_cast<std::int64_t>(count), 10},
      KOKKOS_LAMBDA(std::int64_t i) {
        T const value = Kokkos::tanh(x[i]);
        phi[i] = value;
        if (slope != nullptr) slope[i] = T(1) - value * value;
      });
}

template <ExecutionSpace Exec, Real T>
void tanh_entries(Exec const& exec, StridedEntries<T const> const& x, StridedEntries<T> const& phi,
                  StridedEntries<T> const& slope, std::size_t count, How const& how) {
  if (runs_reference(how)) {
    reference_tanh(exec, x, phi, slope, count);
    return;
  }
  if constexpr (is_host_execution_space<Exec>) {
    if (runs_simd<Exec>(how)) {
      auto const& micro = how.micro<T>().elementwise;
      for_blocks(exec, "mattis::tanh::strided", count,
                 [=, &micro](std::size_t first, std::size_t n) {
        StagedBlocks<T> staged;
        staged.visit(first, n, [&](std::int64_t from, int entries, T* in, T* out, T* slopes) {
          x.visit(from, entries, [&](int k, T const& entry) { in[k] = entry; });
          auto const size = static_cast<std::size_t>(entries);
          if (slope.data != nullptr) {
            micro.tanh_and_slope(in, out, slopes, size);
            slope.visit(from, entries, [&](int k, T& entry) { entry = slopes[k]; });
          } else {
            micro.tanh(in, out, size);
          }
          phi.visit(from, entries, [&](int k, T& entry) { entry = out[k]; });
        });
      });
      return;
    }
  }
  for_entries(
      exec, "mattis::tanh::strided_portable", {static_cast<std::int64_t>(count), 15},
      KOKKOS_LAMBDA(std::int64_t i) {
        T const value = Kokkos::tanh(x(i));
        phi(i) = value;
        if (slope.data != nullptr) slope(i) = T(1) - value * value;
      });
}

#define MATTIS_INSTANTIATE_TANH(EXEC)                                                             \
  template void tanh_entries<EXEC, float>(EXEC const&, float const*, float*, float*, std::size_t, \
                                          How const&);                                            \
  template void tanh_entries<EXEC, double>(EXEC const&, double const*, double*, double*,          \
                                           std::size_t, How const&);                              \
  template void tanh_entries<EXEC, float>(EXEC const&, StridedEntries<float const> const&,        \
                                          StridedEntries<float> const&,                           \
                                          StridedEntries<float> const&, std::size_t, How const&); \
  template void tanh_entries<EXEC, double>(                                                       \
      EXEC const&, StridedEntries<double const> const&, StridedEntries<double> const&,            \
      StridedEntries<double> const&, std::size_t, How const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_TANH)

}  // namespace mattis::detail
