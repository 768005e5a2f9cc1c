// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace mattis {

/// Which implementation of a kernel runs. All agree within the kernel's stated error bound.
enum class Target {
  best,      ///< the host's explicit-SIMD micro-kernels where code runs on the host, else portable
  portable,  ///< Kokkos alone: devices, and the fallback
};

}  // namespace mattis
