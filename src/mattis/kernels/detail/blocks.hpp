// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/detail/launch.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace mattis::detail {

/// Calls body(first, count) for consecutive blocks of at most 4096 entries: enough work to hide the
/// call of a micro-kernel, and three arrays of a block stay in the first-level cache. Host spaces
/// only.
template <ExecutionSpace Exec, class Body>
void for_blocks(Exec const& exec, std::string const& label, std::size_t count, Body const& body) {
  constexpr std::size_t block = 4096;
  // About half a nanosecond an entry, of tanh or of an Euler step (Zen 1, AVX2, float).
  for_items(exec, label, {static_cast<std::int64_t>(ceil_div(count, block)), 0.5 * block},
            [&](std::int64_t b) {
    std::size_t const first = static_cast<std::size_t>(b) * block;
    body(first, std::min(block, count - first));
  });
}

/// Copies of strided entries in the first-level cache, side by side for a micro-kernel.
template <class T>
struct StagedBlocks {
  static constexpr int most = 512;
  alignas(64) T values[3][most];

  /// Calls work(first, n, a, b, c) for pieces of n <= 512 entries from `first` on, with room for
  /// three arrays of them.
  template <class Work>
  void visit(std::size_t first, std::size_t n, Work const& work) {
    for (std::size_t done = 0; done < n; done += most) {
      auto const entries = static_cast<int>(std::min<std::size_t>(most, n - done));
      work(static_cast<std::int64_t>(first + done), entries, values[0], values[1], values[2]);
    }
  }
};

}  // namespace mattis::detail
