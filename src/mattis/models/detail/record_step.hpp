// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

#include <cstddef>
#include <cstdint>

namespace mattis::detail {

/// What a step leaves in the paths once its sums are written.
template <ExecutionSpace Exec>
struct RecordStep {
  Array<double const**, Exec> m;                   // (networks, K)
  Array<double const*, Exec> powers, squares, E1;  // (networks)
  Array<double***, Exec> m_path, E_path;
  double factor, self;
  int t;
  bool advances;  // squares and E1 are those of step t + 1

  KOKKOS_FUNCTION void operator()(std::int64_t network) const {
    for (std::size_t k = 0; k < m.extent(1); ++k) m_path(network, t, k) = m(network, k);
    E_path(network, t, 0) = factor * (powers(network) + E_path(network, t, 0));
    if (advances) {
      E_path(network, t + 1, 0) = -self * squares(network);
      E_path(network, t + 1, 1) = E1(network);
    }
  }
};

}  // namespace mattis::detail
