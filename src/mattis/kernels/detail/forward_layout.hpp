// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/ceil_div.hpp>
#include <mattis/lanes/samples.hpp>

#include <Kokkos_Core.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace mattis::detail {

/// Sizes of a forward pass, and where the sums of one of its steps lie in a buffer.
struct ForwardLayout {
  static constexpr int samples_per_block = lanes::block_samples;

  int steps;
  int condensed;
  std::int64_t samples;
  std::int64_t first_block = 0, end_block = 0;  ///< those that this process keeps

  std::int64_t all_blocks() const { return ceil_div(samples, std::int64_t{samples_per_block}); }
  std::size_t blocks() const { return static_cast<std::size_t>(end_block - first_block); }
  std::int64_t kept_samples() const {
    return std::min(samples, end_block * samples_per_block) - first_block * samples_per_block;
  }
  KOKKOS_INLINE_FUNCTION std::size_t correlation() const { return 0; }
  KOKKOS_INLINE_FUNCTION std::size_t response() const { return static_cast<std::size_t>(steps); }
  KOKKOS_INLINE_FUNCTION std::size_t overlap() const { return 2 * static_cast<std::size_t>(steps); }
  KOKKOS_INLINE_FUNCTION std::size_t energy() const {
    return overlap() + static_cast<std::size_t>(condensed);
  }
  KOKKOS_INLINE_FUNCTION std::size_t noise_work() const { return energy() + 1; }
  KOKKOS_INLINE_FUNCTION std::size_t entries() const { return noise_work() + 1; }
};

}  // namespace mattis::detail
