// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/bounded.hpp>
#include <mattis/equilibrium/hopfield_lines.hpp>

namespace mattis::equilibrium::detail {

/// A point of a line's path.
struct PathPoint {
  Bounded alpha{}, T{};
};

/// T_M by the temperature tau of the local field: of all loads and temperatures at which the map
/// (y, tau) -> (alpha, T) is singular. From tau = 0, T = 0, on to T = 1.
PathPoint fold_at(double tau);

/// T_c by its temperature, 0 <= T < 1: the load at which retrieval and spin glass are equal.
PathPoint coexistence_at(double T);

/// Both as curves over p from 0 (T = 0) on: ln(1 + tau), and -ln(1 - T).
PathPoint fold_along(double p);
PathPoint coexistence_along(double p);

/// T_R by the mean y of the local field, from the end of the line on (there y = `fragile_start`).
PathPoint fragile_at(double y);
double fragile_start();

/// T_M and T_c where alpha -> 0: 1 - slope sqrt(alpha).
double fold_slope();
double coexistence_slope();

}  // namespace mattis::equilibrium::detail
