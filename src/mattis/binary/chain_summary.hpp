// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/stationary_law.hpp>

#include <optional>
#include <vector>

namespace mattis::binary {

/// What there is to know of an exact chain (docs/models.md 2.4).
struct ChainSummary {
  StationaryLaw stationary;
  std::vector<double> reversible = {};  ///< the law that symmetric couplings have
  double balance_residual = 0;
  double distance = 0, largest_difference = 0;  ///< of the two laws
  std::optional<SpectralGap> gap = {};          ///< of one closed set of states
  double wall_seconds = 0;
};

/// \throws Error  where an iteration does not converge
ChainSummary summarise(ExactChain const& chain);

}  // namespace mattis::binary
