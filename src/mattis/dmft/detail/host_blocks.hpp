// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/detail/launch.hpp>

#include <algorithm>
#include <string>

namespace mattis::detail {

using HostExec = Kokkos::DefaultHostExecutionSpace;

/// Rows of a (T, T) product that a thread takes at once: whole register tiles of every instruction
/// set, and few enough that what a block needs from itself is little.
inline constexpr int rows_at_once = 24;

/// Where the (T, T) algebra on the host runs for `exec`: there, or on the host's own space beside a
/// device.
template <ExecutionSpace Exec>
HostExec host_side(Exec const& exec) {
  if constexpr (is_host_execution_space<Exec>) {
    return exec;
  } else {
    return HostExec{};
  }
}

/// Calls work(first, end) for the ranges of at most `size` that make up 0 .. n - 1, from the last
/// on, by all threads of `exec`; blocks. In a lower triangle the last are the longest. \param
/// nanoseconds  about what one of the n takes
template <class Work>
void for_each_range(HostExec const& exec, std::string_view label, int n, int size,
                    double nanoseconds, Work const& work) {
  int const ranges = ceil_div(n, size);
  for_items(exec, label, {ranges, nanoseconds * std::min(n, size)}, [&](std::int64_t i) {
    int const first = (ranges - 1 - static_cast<int>(i)) * size;
    work(first, std::min(n, first + size));
  });
}

}  // namespace mattis::detail
