// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <support/arrays.hpp>

#include <vector>

namespace mattis::test {

/// Instances of the host space with different numbers of threads, as far as the space has them.
inline std::vector<Exec> instances_of_different_size() {
#ifdef KOKKOS_ENABLE_OPENMP
  if constexpr (std::is_same_v<Exec, Kokkos::OpenMP>) return {Exec(1), Exec(2), Exec()};
#endif
  return {Exec()};
}

}  // namespace mattis::test
