// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/bounded.hpp>

#include <optional>

namespace mattis::equilibrium {

/// Where the phases of van Hemmen's spin glass meet at a temperature below J, in units of J
/// (models.md 3.7). Above J all there is are the paramagnet and, below T = J0, the ferromagnet.
struct VanHemmenLinePoint {
  /// J0 from which on the spin glass is magnetised, at a continuous transition to the mixed phase;
  /// none above the triple point, where the ferromagnet comes first.
  std::optional<Bounded> mixed{};
  Bounded ferromagnet{};  ///< J0 from which on it is the ferromagnet, at a discontinuous transition
};

/// \param T  in units of J, from 0 and below 1  \throws Error  naming T
VanHemmenLinePoint van_hemmen_lines(double T);

/// Where spin glass, mixed phase and ferromagnet meet.
struct VanHemmenTriplePoint {
  Bounded T{}, J0{};
};
VanHemmenTriplePoint van_hemmen_triple_point();

}  // namespace mattis::equilibrium
