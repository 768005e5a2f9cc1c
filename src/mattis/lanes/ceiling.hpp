// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace mattis::lanes {

/// What bounds a set's arithmetic.
template <class T>
struct CeilingKernels {
  /// `rounds` multiply-adds, or products and sums where the set has none fused, in each of
  /// multiply_add_chains vectors, none of which waits for another.
  T (*multiply_adds)(long rounds);
};

/// Fill two units of a latency of four to six cycles.
inline constexpr int multiply_add_chains = 12;

}  // namespace mattis::lanes
