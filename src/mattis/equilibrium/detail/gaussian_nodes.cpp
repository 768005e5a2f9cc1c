// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/equilibrium/detail/gaussian_nodes.hpp>

namespace mattis::equilibrium::detail {

SpinFunctions spin_functions(double x) {
  double const size = std::abs(x);
  double const e = std::exp(-2 * size);
  double const sum = 1 + e;
  SpinFunctions at;
  at.x = x;
  at.tanh = std::copysign(size < 0.5 ? std::tanh(size) : (1 - e) / sum, x);
  at.sech2 = 4 * e / (sum * sum);
  at.decay = e;
  return at;
}

double beyond_nodes(double y, double tau) {
  if (tau == 0) return 0;
  // exp(-2x) phi(tau x - y) has its top at x = y/tau - 2/tau^2, or falls from the last node on
  double const last = node_step * field_nodes, away = std::abs(y);
  double const top = (away - 2 / tau) / tau;
  if (top > last) {
    double const exponent = 2 * (1 / tau - away) / tau;
    return 50 * (top / last) * std::exp(std::fmin(exponent, 0)) / tau;
  }
  double const z = tau * last - away, fall = 2 + tau * z;
  return 50 * std::exp(-2 * last - 0.5 * z * z) * std::fmin(1 / fall, 1.26 / tau);
}

double cubic_part(double x) {
  double const square = x * x;
  if (square > 1) return x - std::tanh(x);
  // Lambert's continued fraction tanh x = x / (1 + x^2 / (3 + x^2 / (5 + ..))), of which the part
  // below 1 is kept as numerator / denominator
  double numerator = 19, denominator = 1;
  for (int odd = 17; odd >= 3; odd -= 2) {
    double const above = odd * numerator + square * denominator;
    denominator = numerator;
    numerator = above;
  }
  double const part = square * denominator / numerator;
  return x * (part / (1 + part));
}

std::array<SpinFunctions, 2 * field_nodes + 1> const& field_table() {
  static auto const table = [] {
    constexpr double inverse_root_pi = 0.56418958354775629;
    std::array<SpinFunctions, 2 * field_nodes + 1> all;
    for (int k = -field_nodes; k <= field_nodes; ++k) {
      auto at = spin_functions(node_step * k);
      double const size = std::abs(at.x), c = step_width;
      // tanh - erf and ln 2cosh - (x erf + exp(-c^2 x^2) / (c sqrt(pi))), without cancellation
      // where both are near 1 and near |x|
      double const e = std::exp(-2 * size), gone = std::erfc(c * size);
      double const step =
          size < 0.5 ? std::tanh(size) - std::erf(c * size) : gone - 2 * e / (1 + e);
      at.smooth_step = at.x < 0 ? -step : step;
      at.smooth_kink =
          std::log1p(e) + size * gone - std::exp(-c * c * size * size) * inverse_root_pi / c;
      all[static_cast<std::size_t>(k + field_nodes)] = at;
    }
    return all;
  }();
  return table;
}

std::array<double, 2 * gaussian_nodes + 1> const& gaussian_table() {
  static auto const table = [] {
    constexpr double inverse_root = 0.39894228040143268;
    std::array<double, 2 * gaussian_nodes + 1> all;
    for (int k = -gaussian_nodes; k <= gaussian_nodes; ++k) {
      double const z = node_step * k;
      all[static_cast<std::size_t>(k + gaussian_nodes)] =
          node_step * inverse_root * std::exp(-0.5 * z * z);
    }
    return all;
  }();
  return table;
}

}  // namespace mattis::equilibrium::detail
