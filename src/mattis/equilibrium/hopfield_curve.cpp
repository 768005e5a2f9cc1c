// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/equilibrium/detail/roots.hpp>
#include <mattis/equilibrium/gaussian_average.hpp>
#include <mattis/equilibrium/hopfield_curve.hpp>

#include <cmath>
#include <numbers>

namespace mattis::equilibrium {

namespace {

/// At the local field (y + z) s: s = s C + sqrt(alpha q), at most sqrt(alpha) + sqrt(2 / pi). 0
/// where there is no other, above T_g.
double deviation(double alpha, double T, double y) {
  auto const missing = [&](double s) {
    GaussianField const field{y * s, s, T};
    return s * (1 - mean_susceptibility(field).value) -
           std::sqrt(alpha * mean_tanh_squared(field).value);
  };
  double high = std::sqrt(alpha) + std::sqrt(2 * std::numbers::inv_pi) + 1e-12, low = high;
  constexpr double least = 1e-9;
  while (low > least && missing(low) > 0) {
    high = low;
    low *= 0.7;
  }
  return low > least ? detail::bracketed_root(missing, low, high) : 0;
}

HopfieldCurvePoint point_of(double alpha, double T, double y) {
  HopfieldCurvePoint at;
  at.s = deviation(alpha, T, y);
  at.m = y * at.s;
  if (at.s == 0) {
    at.f = alpha / 2 * (1 + T * std::log1p(-1 / T)) - T * std::log(2.0);
    return at;
  }
  GaussianField const field{at.m, at.s, T};
  double const C = mean_susceptibility(field).value, r = at.s * at.s / alpha;
  at.answer = mean_tanh(field).value;
  at.q = mean_tanh_squared(field).value;
  at.f = alpha / 2 + at.m * at.m / 2 + alpha * r * C / 2 +
         alpha / 2 * (T * std::log1p(-C) - at.q / (1 - C)) - mean_log_2cosh(field).value;
  return at;
}

}  // namespace

std::vector<HopfieldCurvePoint> hopfield_curve(double alpha, double T, int count) {
  expect(alpha > 0 && std::isfinite(alpha), "alpha", "a load above 0", alpha);
  expect(T >= 0 && std::isfinite(T), "T", "a finite temperature of at least 0", T);
  expect(count >= 2, "count", "at least 2 points", count);
  // s falls towards sqrt(alpha q) as y grows, and q towards what m alone makes of it.
  double last = 1 / std::sqrt(alpha);
  while (point_of(alpha, T, last).m < 1.02) last *= 1.1;
  std::vector<HopfieldCurvePoint> curve;
  for (int i = 0; i < count; ++i) {
    // close to each other near 0, where the spin glass is, and s changes most
    double const part = static_cast<double>(i) / (count - 1);
    curve.push_back(point_of(alpha, T, last * part * (0.2 + 0.8 * part)));
  }
  return curve;
}

}  // namespace mattis::equilibrium
