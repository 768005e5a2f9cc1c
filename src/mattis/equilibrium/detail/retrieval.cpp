// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/equilibrium/detail/retrieval.hpp>
#include <mattis/equilibrium/detail/roots.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace mattis::equilibrium::detail {

namespace {

// The fold is at y = 2.13 for T = 0 and at sqrt((3 + sqrt 33) / 2) = 2.09 for T -> 1.
constexpr double fold_low = 2, fold_high = 2.2;
/// Below, load ~ y^4 to a relative error of y^2; nearer to 0 its digits cancel.
constexpr double quartic_below = 1e-3;

double log_odds(double T, double lack) { return std::log(T / lack); }

}  // namespace

Retrieval retrieval(double y, double tau) {
  Retrieval s;
  s.at = field_averages(y, tau);
  auto const& at = s.at;
  double const q = at.q.value, n = at.excess.value, root = std::sqrt(q);
  s.a = at.excess / sqrt(at.q);
  double const n_y = -n / y - at.slope_y, n_tau = at.m_tau / y - at.slope_tau;
  double const q_y = -tau * at.slope_y, q_tau = -at.slope.value - tau * at.slope_tau;
  s.a_y = (n_y - 0.5 * n * q_y / q) / root;
  s.a_tau = (n_tau - 0.5 * n * q_tau / q) / root;
  s.T_y = -tau * n / y;
  s.T_tau = at.growth / y;
  return s;
}

/// T = tau m / y rises with tau from 0 to 1; log(T / (1 - T)) over log tau has a slope between 1
/// and 2, so that Newton's method is home in a few steps from anywhere.
double RetrievalCurve::tau_of(double y) const {
  if (T_ == 0) return 0;
  double const target = log_odds(T_, 1 - T_);
  if (last_ == 0) last_ = std::log(T_ * y / std::erf(y / std::sqrt(2.0)) / std::sqrt(1 - T_));
  double log_tau = last_;
  for (int i = 0; i < 60; ++i) {
    double const tau = std::exp(log_tau);
    auto const at = field_averages(y, tau);
    double step = -50;  // where tau is so large that 1 - T is 0
    if (at.lack.value > 0) {
      double const value = log_odds(tau * at.ratio.value, at.lack.value) - target;
      double const slope = at.growth / (at.m.value * at.lack.value);
      step = std::clamp(-value / std::clamp(slope, 1.0, 2.0), -50.0, 50.0);
    }
    log_tau += step;
    // quadratic: what is left is of the order of the step's square
    if (std::abs(step) < 1e-8) break;
  }
  last_ = log_tau;
  return std::exp(log_tau);
}

Retrieval RetrievalCurve::at(double y) const { return retrieval(y, tau_of(y)); }

Retrieval const& RetrievalCurve::fold() const {
  if (!fold_)
    fold_ = at(bracketed_root([&](double y) { return at(y).along(); }, fold_low, fold_high));
  return *fold_;
}

Retrieval RetrievalCurve::solve(double alpha, bool stable) const {
  double const target = std::log(alpha) / 2, top = std::log(fold().a.value);
  double const y_fold = fold().at.y;
  auto const above = [&](double log_y) { return std::log(at(std::exp(log_y)).a.value) - target; };
  if (!stable) {
    auto const quartic = at(quartic_below);
    if (alpha < quartic.a.value * quartic.a.value) {
      auto near = retrieval(quartic_below, quartic.at.tau);
      double const y = quartic_below * std::exp(0.5 * (target - std::log(quartic.a.value)));
      near.at.y = y;
      near.at.m = y * near.at.slope;
      near.at.ratio = near.at.slope;
      near.at.slope_y *= y / quartic_below;
      near.at.m_tau *= y / quartic_below;
      near.a = exactly(std::sqrt(alpha));
      near.at.excess = near.a * sqrt(near.at.q);
      return near;
    }
  }
  // a ~ 1/y far beyond the fold, y^2 far below it
  double const sign = stable ? 1 : -1;
  double const far = std::log(y_fold) + sign * (0.2 + 1.5 * (top - target));
  double other = far;
  for (int i = 0; i < 20 && above(other) > 0; ++i) other += sign * 0.5 * (1 + std::abs(other));
  auto const log_y = bracketed_root(above, std::log(y_fold), other);
  return at(std::exp(log_y));
}

double RetrievalCurve::temperature_residual(Retrieval const& solution) const {
  if (T_ == 0) return 0;
  auto const& at = solution.at;
  auto const temperature = at.tau * at.ratio;
  if (temperature.value < 0.5) return std::abs(temperature.value - T_) + temperature.error;
  return std::abs(at.lack.value - (1 - T_)) + at.lack.error;
}

Distance solution_distance(RetrievalCurve const& curve, Retrieval const& s, double alpha) {
  double const root = std::sqrt(alpha), T = curve.temperature();
  auto const& at = s.at;
  double const of_T = curve.temperature_residual(s);
  if (at.y < quartic_below) {
    constexpr double share = 4 * quartic_below * quartic_below;
    return {share * at.y, share * at.tau};
  }
  double const of_a = std::abs(s.a.value - root) + s.a.error + unit_roundoff * root;
  // Logarithmic derivatives, which neither overflow nor vanish where the load does.
  double const a_y = at.y * (s.a_y / root), a_tau = at.tau * (s.a_tau / root);
  double const T_y = T > 0 ? at.y * (s.T_y / T) : 0, T_tau = T > 0 ? at.tau * (s.T_tau / T) : 1;
  double const share_a = of_a / root, share_T = T > 0 ? of_T / T : 0;
  double const determinant = std::abs(a_y * T_tau - a_tau * T_y);
  constexpr double curvature = 1.5;  // second order, far from the fold
  double const y =
      at.y * curvature * (std::abs(T_tau) * share_a + std::abs(a_tau) * share_T) / determinant;
  auto const& fold = curve.fold();
  double const from_fold = std::abs(at.y - fold.at.y);
  if (y < 0.1 * from_fold) {
    double const tau =
        at.tau * curvature * (std::abs(a_y) * share_T + std::abs(T_y) * share_a) / determinant;
    return {y, tau};
  }
  // The load is a parabola in y here: a residual moves its roots by its root.
  double const h = 1e-3 * fold.at.y;
  double const bend =
      std::abs(curve.at(fold.at.y + h).along() - curve.at(fold.at.y - h).along()) / (2 * h);
  double const residual = of_a + std::abs(s.a_tau / s.T_tau) * of_T;
  double const wide = 2 * from_fold + 2 * std::sqrt(2 * residual / bend);
  return {wide, std::abs(s.tau_along()) * wide + 2 * of_T / s.T_tau};
}

FieldAverages widened(FieldAverages a, Distance const& d) {
  auto const move = [&](Bounded& value, double by_y, double by_tau) {
    value.error += std::abs(by_y) * d.y + std::abs(by_tau) * d.tau;
  };
  bool const centred = a.y == 0;
  move(a.m, a.slope.value, a.m_tau);
  move(a.slope, a.slope_y, a.slope_tau);
  move(a.q, a.tau * a.slope_y, a.slope.value + a.tau * a.slope_tau);
  if (centred) {
    move(a.ratio, a.slope_y, a.slope_tau);
    return a;
  }
  double const n_y = a.excess.value / a.y + a.slope_y, n_tau = a.m_tau / a.y - a.slope_tau;
  move(a.ratio, a.excess.value / a.y, a.m_tau / a.y);
  move(a.excess, n_y, n_tau);
  return a;
}

}  // namespace mattis::equilibrium::detail
