// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/equilibrium/detail/roots.hpp>
#include <mattis/equilibrium/noise.hpp>

#include <cmath>
#include <numbers>

namespace mattis::equilibrium {

double normal_noise(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

double glauber_noise(double x) { return 1 / (1 + std::exp(-2 * x)); }

NoiseDifference largest_noise_difference() {
  // Densities are equal there: sech^2(x) / 2 and exp(-x^2 / 2) / sqrt(2 pi).
  double const normal = std::sqrt(0.5 * std::numbers::inv_pi);
  auto const densities = [normal](double x) {
    return 0.5 / (std::cosh(x) * std::cosh(x)) - normal * std::exp(-x * x / 2);
  };
  double const x = detail::bracketed_root(densities, 0.1, 1.5);
  return {{x, 1e-14}, {glauber_noise(x) - normal_noise(x), 8 * unit_roundoff}};
}

}  // namespace mattis::equilibrium
