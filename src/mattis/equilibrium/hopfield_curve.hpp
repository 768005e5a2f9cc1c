// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <vector>

namespace mattis::equilibrium {

/// The graphical solution of the Hopfield network at a load and a temperature, replica symmetric
/// (models.md 3.5): q and r that belong to an overlap m with one pattern, the overlap that spins
/// answer with in their local field, and the free energy. Where `answer` is m, all three are
/// stationary: a solution.
struct HopfieldCurvePoint {
  double m = 0;       ///< of the local field m + s z
  double answer = 0;  ///< <tanh((m + s z) / T)>
  double q = 0;
  double s = 0;  ///< sqrt(alpha r)
  double f = 0;  ///< per neuron; its derivative along the curve is m - answer
};

/// From the spin glass, m = 0, to overlaps just above 1, along growing m / s: of some loads and
/// temperatures the curve turns back in m, where several s belong to it. Right to 1e-12.
/// \param alpha  load above 0  \param T  temperature, from 0  \param count  points, at least 2
/// \throws Error  naming alpha, T or count
std::vector<HopfieldCurvePoint> hopfield_curve(double alpha, double T, int count);

}  // namespace mattis::equilibrium
