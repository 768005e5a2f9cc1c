// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/detail/retrieval.hpp>
#include <mattis/equilibrium/detail/spin_glass.hpp>
#include <mattis/equilibrium/hopfield.hpp>

#include <vector>

namespace mattis::equilibrium::detail {

// What the solutions of the self-consistency are in thermodynamics (models.md 3.5).

HopfieldSolution describe(double alpha, double T, SpinGlass const& solution);
/// The retrieval solution of a load, whose curve is of the temperature.
HopfieldSolution describe(RetrievalCurve const& curve, double alpha, bool stable);
/// The free energies alone.
Bounded free_energy(double alpha, double T, SpinGlass const& solution);
Bounded free_energy(RetrievalCurve const& curve, double alpha, Retrieval const& solution);
/// \param T  above 1
HopfieldSolution paramagnet(double alpha, double T);
/// Those of finitely many patterns; that of the phase first.
std::vector<HopfieldSolution> without_load(double T);

/// < 0 where replica symmetry is broken: 1 - alpha / (1 - C)^2 <sech^4> / T^2.
Bounded replicon(FieldAverages const& at);

}  // namespace mattis::equilibrium::detail
