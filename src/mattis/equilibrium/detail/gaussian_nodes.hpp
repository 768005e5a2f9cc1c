// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/bounded.hpp>

#include <array>
#include <cmath>

namespace mattis::equilibrium::detail {

/// Functions of x = u / T, the local field by the temperature.
struct SpinFunctions {
  double x = 0;
  double tanh = 0;
  double sech2 = 0;
  double decay = 1;        ///< exp(-2|x|)
  double smooth_step = 0;  ///< tanh x - erf(c x), c = step_width: gone beyond |x| = 20
  double smooth_kink = 0;  ///< ln 2cosh x - |x| smeared as the step is: likewise
};

/// erf(c x) is sgn(x + noise), averaged over noise of variance 1/(2 c^2) = 2/pi; its slope at 0 is
/// that of tanh.
inline constexpr double noise_variance = 0.63661977236758134;
inline constexpr double step_width = 0.88622692545275801;  // sqrt(pi)/2

SpinFunctions spin_functions(double x);

/// ln 2cosh x - x tanh x
inline double entropy(SpinFunctions const& at) {
  double const e = at.decay;
  return std::log1p(e) + (e > 0 ? 2 * std::abs(at.x) * e / (1 + e) : 0);
}
/// ln 2cosh x
inline double log_2cosh(SpinFunctions const& at) { return std::abs(at.x) + std::log1p(at.decay); }

/// x - tanh x, where x is small as where it is large.
double cubic_part(double x);

// The trapezoidal rule on the whole line converges geometrically: a step h leaves exp(-2 pi a / h)
// of the integrand's size on the lines Im = +-a, and the poles of tanh and its derivatives are at
// pi/2. With h = 0.2 and a = 1.4 that is 8e-20, times at most 35 for sech^2 and 320 for sech^4.
inline constexpr double node_step = 0.2;
inline constexpr int field_nodes = 105;      ///< nodes -105 .. 105: |x| <= 21, sech^2 = 2e-18
inline constexpr int gaussian_nodes = 48;    ///< |z| <= 9.6, exp(-z^2/2) = 1e-20
inline constexpr double truncation = 1e-16;  ///< of the sum of all |terms|
/// What functions that fall as (1 + |x|) exp(-2|x|) or faster have beyond the nodes in x.
double beyond_nodes(double y, double tau);

std::array<SpinFunctions, 2 * field_nodes + 1> const& field_table();
std::array<double, 2 * gaussian_nodes + 1> const& gaussian_table();  ///< h phi(z)

/// Calls f(functions, z, weight) so that the weighted sum of g(x) is int g(x) phi(tau x - y) dx =
/// <g((y + z)/tau)> / tau.
///
/// tau < 1: nodes in x, where g must be gone beyond |x| = 20 and the Gaussian is smooth; what g is
/// there does not depend on y or tau and stands in a table. Nothing changes as tau -> 0, where
/// g(u/T) becomes a step. tau >= 1: nodes in z, any g.
template <class Function>
void for_each_node(double y, double tau, Function const& f) {
  constexpr double inverse_root = 0.39894228040143268;  // 1/sqrt(2 pi)
  if (tau < 1) {
    constexpr double gone = 38.6;  // exp(-z^2/2) is 0
    auto const clamp = [](double k) { return std::fmin(std::fmax(k, -field_nodes), field_nodes); };
    auto const first = static_cast<int>(std::ceil(clamp((y - gone) / tau / node_step)));
    auto const last = static_cast<int>(std::floor(clamp((y + gone) / tau / node_step)));
    auto const& table = field_table();
    for (int k = first; k <= last; ++k) {
      auto const& functions = table[static_cast<std::size_t>(k + field_nodes)];
      double const z = tau * functions.x - y;
      if (std::abs(z) < gone) f(functions, z, node_step * inverse_root * std::exp(-0.5 * z * z));
    }
    return;
  }
  auto const& weights = gaussian_table();
  for (int k = -gaussian_nodes; k <= gaussian_nodes; ++k) {
    double const z = node_step * k;
    f(spin_functions((y + z) / tau), z,
      weights[static_cast<std::size_t>(k + gaussian_nodes)] / tau);
  }
}

/// A sum over nodes and the bound on its error: rounding of every weight (z = tau x - y moves the
/// Gaussian by |z| times its own rounding) and function, and the truncation. Compensated (Neumaier
/// 1974), so that the additions themselves leave two roundings.
class NodeSum {
 public:
  NodeSum(double y, double tau) : shift_(tau < 1 ? 2 * std::abs(y) : 0) {
    if (tau < 1) beyond_ = beyond_nodes(y, tau);
  }
  /// \param steepness  |d ln term / d ln x|, where x is rounded (tau >= 1) and that is not about 1
  void add(double term, double z, double steepness = 0) {
    double const sum = sum_ + term;
    lost_ += std::abs(sum_) >= std::abs(term) ? (sum_ - sum) + term : (term - sum) + sum_;
    sum_ = sum;
    size_ += std::abs(term) * (8 + 6 * steepness + std::abs(z) * (3 * std::abs(z) + shift_));
  }
  Bounded total() const {
    return rounded(sum_ + lost_, (unit_roundoff + truncation / 8) * size_ + beyond_);
  }

 private:
  double shift_, beyond_ = 0;
  double sum_ = 0, lost_ = 0, size_ = 0;
};

}  // namespace mattis::equilibrium::detail
