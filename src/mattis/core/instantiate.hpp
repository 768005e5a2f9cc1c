// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The execution spaces the library is compiled for: what users' code then only links against.
#include <Kokkos_Core.hpp>

/// Expands MACRO(Space) for the default host space and, where that is another, the default (device)
/// space.
#if defined(KOKKOS_ENABLE_CUDA) || defined(KOKKOS_ENABLE_HIP) || defined(KOKKOS_ENABLE_SYCL)
#define MATTIS_FOR_EACH_EXECUTION_SPACE(MACRO) \
  MACRO(Kokkos::DefaultHostExecutionSpace)     \
  MACRO(Kokkos::DefaultExecutionSpace)
#else
#define MATTIS_FOR_EACH_EXECUTION_SPACE(MACRO) MACRO(Kokkos::DefaultHostExecutionSpace)
#endif
