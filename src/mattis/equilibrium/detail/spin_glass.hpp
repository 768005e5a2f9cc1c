// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/detail/field_averages.hpp>

namespace mattis::equilibrium::detail {

/// The solution without overlap: a local field of mean 0.
struct SpinGlass {
  FieldAverages at;   ///< at y = 0
  Bounded deviation;  ///< s = sqrt(alpha r), T / tau
};

/// \param alpha  above 0  \param T  below T_g = 1 + sqrt(alpha)
SpinGlass spin_glass(double alpha, double T);

}  // namespace mattis::equilibrium::detail
