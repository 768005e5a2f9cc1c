// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

#include <algorithm>
#include <string>

namespace mattis::detail {

using HostExec = Kokkos::DefaultHostExecutionSpace;

/// Rows of a (T, T) product that a thread takes at once: whole register tiles of every instruction set, and few enough
/// that what a block needs from itself is little.
inline constexpr int rows_at_once = 24;

/// Where the (T, T) algebra on the host runs for `exec`: there, or on the host's own space beside a device.
template <ExecutionSpace Exec>
HostExec host_side(Exec const& exec) {
  if constexpr (is_host_execution_space<Exec>) {
    return exec;
  } else {
    return HostExec{};
  }
}

/// Calls work(first, end) for the ranges of at most `size` that make up 0 .. n - 1, from the last on, by all threads of
/// `exec`; blocks. In a lower triangle the last are the longest.
template <class Work>
void for_each_range(HostExec const& exec, std::string const& label, int n, int size, Work const& work) {
  int const ranges = (n + size - 1) / size;
  using Policy = Kokkos::RangePolicy<HostExec, Kokkos::Schedule<Kokkos::Dynamic>>;
  Kokkos::parallel_for(label, Policy(exec, 0, ranges, Kokkos::ChunkSize(1)), [=](int i) {
    int const first = (ranges - 1 - i) * size;
    work(first, std::min(n, first + size));
  });
  exec.fence(label);
}

}  // namespace mattis::detail
