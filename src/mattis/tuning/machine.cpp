// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/device_name.hpp>
#include <mattis/core/granted_threads.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/tuning/detail/host.hpp>
#include <mattis/tuning/machine.hpp>

#include <string>

namespace mattis::tuning {

namespace {

template <ExecutionSpace Exec>
std::string driver(Exec const&) {
#ifdef KOKKOS_ENABLE_CUDA
  if constexpr (std::is_same_v<Exec, Kokkos::Cuda>) {
    int version = 0;
    if (cudaDriverGetVersion(&version) == cudaSuccess) return "CUDA " + std::to_string(version);
  }
#endif
#ifdef KOKKOS_ENABLE_HIP
  if constexpr (std::is_same_v<Exec, Kokkos::HIP>) {
    int version = 0;
    if (hipDriverGetVersion(&version) == hipSuccess) return "HIP " + std::to_string(version);
  }
#endif
  return {};
}

}  // namespace

template <ExecutionSpace Exec>
Machine machine(Exec const& exec) {
  Machine here{device_name(exec), driver(exec), compiler_family(), 1};
  if constexpr (is_host_execution_space<Exec>) {
    here.device += family_of_processor();
    here.threads = granted_threads(exec);
  }
  return here;
}

#define MATTIS_INSTANTIATE_MACHINE(EXEC) template Machine machine(EXEC const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_MACHINE)

}  // namespace mattis::tuning
