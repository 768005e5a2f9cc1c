// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/bounded.hpp>

namespace mattis::equilibrium::detail {

/// What a local field y + z in units of its deviation makes of a spin at the temperature tau in the
/// same units (models.md 3.5): x = (y + z) / tau.
struct FieldAverages {
  double y = 0, tau = 0;
  Bounded m;       ///< <tanh x>
  Bounded slope;   ///< dm/dy = <sech^2 x> / tau
  Bounded q;       ///< <tanh^2 x>
  Bounded ratio;   ///< m / y; the slope at y = 0
  Bounded lack;    ///< 1 - tau m / y = <x - tanh x> / <x>, small where tau is large
  Bounded excess;  ///< m / y - dm/dy = (q - lack) / tau
  double m_tau = 0, slope_y = 0, slope_tau = 0;  ///< derivatives
  double growth = 0;                             ///< d(tau m)/d tau = <tanh x - x sech^2 x>
};

/// \param y  at least 0  \param tau  from 0, where tanh is a step, to infinity excluded
FieldAverages field_averages(double y, double tau);

/// <sech^4 x> / tau
Bounded sech_fourth_density(double y, double tau);

}  // namespace mattis::equilibrium::detail
