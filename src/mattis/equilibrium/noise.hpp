// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/bounded.hpp>

namespace mattis::equilibrium {

// The probability that a stochastic neuron fires at the local field x T (models.md 3.8).

/// (1 + erf(x / sqrt 2)) / 2: noise of a normal distribution.
double normal_noise(double x);
/// (1 + tanh x) / 2: the noise of Glauber's rule.
double glauber_noise(double x);

/// Where the two are farthest apart, x > 0, and how far; by symmetry also at -x.
struct NoiseDifference {
  Bounded x{}, difference{};
};
NoiseDifference largest_noise_difference();

}  // namespace mattis::equilibrium
