// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/detail/blocks.hpp>
#include <mattis/kernels/tanh.hpp>

#include <backends/simd/micro_kernels.hpp>

namespace mattis::detail {

template <ExecutionSpace Exec, Real T>
void tanh_entries(Exec const& exec, T const* x, T* phi, T* slope, std::size_t count, Target target) {
  if constexpr (is_host_execution_space<Exec>) {
    if (target == Target::best) {
      auto const& micro = simd::micro_kernels<T>();
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
      exec, "mattis::tanh::portable", {static_cast<std::int64_t>(count), 10}, KOKKOS_LAMBDA(std::int64_t i) {
        T const value = Kokkos::tanh(x[i]);
        phi[i] = value;
        if (slope != nullptr) slope[i] = T(1) - value * value;
      });
}

#define MATTIS_INSTANTIATE_TANH(EXEC)                                                                      \
  template void tanh_entries<EXEC, float>(EXEC const&, float const*, float*, float*, std::size_t, Target); \
  template void tanh_entries<EXEC, double>(EXEC const&, double const*, double*, double*, std::size_t, Target);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_TANH)

}  // namespace mattis::detail
