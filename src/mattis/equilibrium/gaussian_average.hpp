// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/bounded.hpp>

namespace mattis::equilibrium {

/// A local field u = mean + deviation z, z standard normal, at a temperature: what a spin meets in
/// a mean-field theory. deviation and temperature from 0 to infinity (models.md 3.1).
struct GaussianField {
  double mean = 0;
  double deviation = 0;
  double temperature = 0;
};

// Averages over z, each with a bound on its error. They stay right as the temperature goes to 0,
// where their integrands become steps; T = 0 is that limit.

/// <tanh(u/T)>
Bounded mean_tanh(GaussianField const& field);
/// <tanh^2(u/T)>
Bounded mean_tanh_squared(GaussianField const& field);
/// <sech^2(u/T)> / T, which is d<tanh>/d mean: finite at T = 0, where the deviation is not 0.
Bounded mean_susceptibility(GaussianField const& field);
/// <sech^4(u/T)>
Bounded mean_sech_fourth(GaussianField const& field);
/// T <ln 2cosh(u/T)>, <|u|> at T = 0
Bounded mean_log_2cosh(GaussianField const& field);
/// <ln 2cosh(u/T) - (u/T) tanh(u/T)>, the entropy of a spin
Bounded mean_entropy(GaussianField const& field);

}  // namespace mattis::equilibrium
