// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/bounded.hpp>

#include <optional>

namespace mattis::equilibrium {

/// The symmetric mixture of n patterns at finitely many patterns (models.md 3.3): overlap m with
/// each of the n, none with the others.
struct Mixture {
  int n = 1;
  double T = 0;
  Bounded m{};
  Bounded f{};        ///< free energy per neuron
  Bounded entropy{};  ///< per neuron
  // Eigenvalues of the Hessian of f:
  Bounded along{};    ///< all n overlaps together
  Bounded between{};  ///< one of the n against another (n >= 2; else 1)
  Bounded outside{};  ///< a pattern that is not in it
  bool stable = false;
};

/// \param n  from 1 to 10000  \param T  from 0 to infinity; from 1 on m is 0
/// \throws Error  naming n or T
Mixture mixture(int n, double T);

/// The temperature below which a mixture of an odd number is stable: 1 for n = 1, 0.4598 for n = 3.
/// None for an even n, stable nowhere.
std::optional<Bounded> mixture_stability(int n);

}  // namespace mattis::equilibrium
