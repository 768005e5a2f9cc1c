// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/bounded.hpp>

namespace mattis::equilibrium {

/// The replica-symmetric solution of the Sherrington-Kirkpatrick model, couplings of mean J0/N and
/// variance 1/N, in a field h (models.md 3.4). Energies per spin.
struct SherringtonKirkpatrick {
  double T = 0, h = 0, J0 = 0;
  Bounded m{};               ///< magnetisation
  Bounded q{};               ///< overlap of two replicas
  Bounded susceptibility{};  ///< (1 - q) / T
  Bounded f{};
  Bounded entropy{};
  Bounded energy{};
  Bounded replicon{};  ///< 1 - <sech^4> / T^2: below 0 replica symmetry is broken
};

/// Of several solutions (J0 > 0) that with the largest magnetisation along h; at h = 0 m >= 0.
/// \param T  temperature, from 0 to infinity  \throws Error  naming T, h or J0
SherringtonKirkpatrick sherrington_kirkpatrick(double T, double h = 0, double J0 = 0);

/// The de Almeida-Thouless temperature of a field: below, replica symmetry is broken. From 1 at
/// h = 0, 4 / (3 sqrt(2 pi)) exp(-h^2 / 2) in strong fields.
Bounded de_almeida_thouless(double h, double J0 = 0);

}  // namespace mattis::equilibrium
