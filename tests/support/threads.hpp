// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <support/arrays.hpp>

#include <vector>

#ifdef KOKKOS_ENABLE_OPENMP
#include <omp.h>
#endif

namespace mattis::test {

/// Instances of the host space with different numbers of threads, as far as the space has them.
inline std::vector<Exec> instances_of_different_size() {
#ifdef KOKKOS_ENABLE_OPENMP
  if constexpr (std::is_same_v<Exec, Kokkos::OpenMP>) return {Exec(1), Exec(2), Exec()};
#endif
  return {Exec()};
}

/// Calls work() where OpenMP grants one thread to every region, as with OMP_THREAD_LIMIT=1,
/// whatever a space was made for.
template <class Work>
void with_one_thread_granted(Work const& work) {
#ifdef KOKKOS_ENABLE_OPENMP
#pragma omp teams num_teams(1) thread_limit(1)
#endif
  work();
}

/// Calls work(thread) by two threads of a parallel region that this program opened.
template <class Work>
void inside_a_region(Work const& work) {
#ifdef KOKKOS_ENABLE_OPENMP
#pragma omp parallel num_threads(2)
  work(omp_get_thread_num());
#else
  work(0);
#endif
}

}  // namespace mattis::test
