// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace mattis {

/// Times in a panel of a compressed kernel: a multiple of the rows of every register tile (2, 3, 4,
/// 6, 8). Higher ones advance the states of their past columns less often, and have more to do for
/// themselves; near the best for the ranks that occur.
inline constexpr int kernel_panel = 24;
/// Beyond it the state would no longer stay in the first-level cache.
inline constexpr int largest_kernel_rank = 48;

}  // namespace mattis
