// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/bounded.hpp>

#include <string_view>
#include <vector>

namespace mattis::equilibrium {

/// Solutions of van Hemmen's spin glass (Phys. Rev. Lett. 49, 409 (1982)): couplings J0/N + (J/N)
/// (xi_i eta_j + eta_i xi_j) with random signs xi, eta, two patterns that Hebb's rule would add up
/// (models.md 3.7).
enum class VanHemmenPhase { paramagnet, ferromagnet, spin_glass, mixed };

/// "paramagnet", "ferromagnet", "spin glass", "mixed"
std::string_view van_hemmen_name(VanHemmenPhase phase);

struct VanHemmenState {
  VanHemmenPhase phase = VanHemmenPhase::paramagnet;
  Bounded m{};  ///< magnetisation
  Bounded q{};  ///< overlap with xi, and with eta
  Bounded f{};  ///< free energy per spin
};

/// \param J0, J  couplings, at least 0  \param T  temperature, from 0 to infinity
/// \return all solutions with m, q >= 0; that of the least free energy first
std::vector<VanHemmenState> van_hemmen(double J0, double J, double T);

}  // namespace mattis::equilibrium
