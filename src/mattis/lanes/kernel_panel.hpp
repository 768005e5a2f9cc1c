// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace mattis {

/// Times in a panel of a compressed kernel: a multiple of the rows of every register tile (4, 6,
/// 8), and near the best height for the ranks that occur: a column of the response costs panel / 2
/// + 2 rank + rank^2 / panel multiply-adds a step.
inline constexpr int kernel_panel = 24;
/// Beyond it the state would no longer stay in the first-level cache.
inline constexpr int largest_kernel_rank = 48;

}  // namespace mattis
