// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/bounded.hpp>

#include <string_view>
#include <vector>

namespace mattis::equilibrium {

enum class Stability { stable, unstable, marginal };

/// "stable", "unstable", "marginal"
std::string_view stability_name(Stability stability);

/// A stationary point of the Curie-Weiss free energy.
struct CurieWeissState {
  Bounded m{};        ///< magnetisation
  Bounded f{};        ///< free energy per spin
  Bounded entropy{};  ///< per spin
  Bounded slope{};    ///< (1 - m^2) / T, d tanh / d field
  Stability stability = Stability::stable;
};

/// All solutions of m = tanh((J m + h) / T) (models.md 3.2). The Mattis model is this one with m
/// the overlap with its pattern (Mattis 1976).
struct CurieWeiss {
  double J = 1, h = 0, T = 1;
  std::vector<CurieWeissState> states{};  ///< by growing m: one, three, or two where they meet
  std::size_t equilibrium = 0;  ///< that of the least free energy; of two equal ones the last
};

/// \param J  coupling, of any sign  \param h  field  \param T  temperature, from 0 to infinity
/// \throws Error  naming J, h or T
CurieWeiss curie_weiss(double J, double h, double T);

/// -J m^2/2 - h m - T s(m), the free energy of any magnetisation from -1 to 1 (models.md 3.2).
Bounded curie_weiss_free_energy(double J, double h, double T, double m);

}  // namespace mattis::equilibrium
