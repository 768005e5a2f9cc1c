// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

namespace mattis {

/// The unknowns of the mean-field theory (docs/models.md 1.2), on the host.
struct OrderParameters {
  HostArray<double**> C;  ///< (T, T) C_phi(t, s) = <phi(t) phi(s)>
  HostArray<double**> S;  ///< (T, T) S_phi(t, s) = <d phi(t) / d eta(s)>, strictly lower triangular
  HostArray<double**> m;  ///< (T, K) overlaps with the condensed patterns

  OrderParameters() = default;
  /// All zero. T = `steps`, K = `condensed`.
  OrderParameters(int steps, int condensed);

  int steps() const { return static_cast<int>(C.extent(0)); }
  int condensed() const { return static_cast<int>(m.extent(1)); }
  static std::size_t bytes(int steps, int condensed);
};

/// Those of a state that does not move: where the sweeps start.
OrderParameters initial_guess(int steps, int condensed);

/// to <- from, without an allocation.
void copy(OrderParameters const& from, OrderParameters const& to);

/// Largest |a - b| over every entry of m, C and S; infinite where an entry is not finite.
double largest_change(OrderParameters const& a, OrderParameters const& b);

}  // namespace mattis
