// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/chain_summary.hpp>
#include <mattis/core/clock.hpp>

#include <algorithm>
#include <cmath>

namespace mattis::binary {

namespace {

/// Of one closed set of states: at T = 0 there may be more, also where they are not counted.
bool has_gap(ExactChain const& chain, StationaryLaw const& stationary) {
  return stationary.closed_classes == 1 || (stationary.closed_classes == 0 && chain.T() > 0);
}

}  // namespace

ChainSummary summarise(ExactChain const& chain) {
  Clock const clock;
  ChainSummary result{.stationary = stationary_law(chain)};
  auto const& law = result.stationary.law;
  result.balance_residual = balance_residual(chain, law);
  result.reversible = chain.reversible_law();
  auto const& reversible = result.reversible;
  result.distance = law_distance(law, reversible);
  for (std::size_t state = 0; state < law.size(); ++state)
    result.largest_difference =
        std::max(result.largest_difference, std::abs(law[state] - reversible[state]));
  // What an iteration leaves of a law that nothing else gives is right to its residual only.
  bool const known = result.stationary.steps == 0;
  double const least = known ? 1e-280 : 1e4 * result.stationary.residual;
  if (has_gap(chain, result.stationary)) result.gap = spectral_gap(chain, law, least);
  result.wall_seconds = clock.seconds();
  return result;
}

}  // namespace mattis::binary
