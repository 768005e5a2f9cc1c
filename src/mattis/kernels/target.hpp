// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

namespace mattis {

/// Which implementation of a kernel runs. All agree within the kernel's stated error bound.
enum class Target {
  best,      ///< the host's explicit-SIMD micro-kernels where code runs on the host, else portable
  portable,  ///< Kokkos alone: devices, and the fallback
};

/// Whether the host's micro-kernels run, not Kokkos alone.
template <ExecutionSpace Exec>
constexpr bool runs_simd(Target target) {
  return is_host_execution_space<Exec> && target != Target::portable;
}

}  // namespace mattis
