// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/equilibrium/detail/line_points.hpp>
#include <mattis/equilibrium/detail/retrieval.hpp>
#include <mattis/equilibrium/detail/roots.hpp>
#include <mattis/equilibrium/detail/solutions.hpp>
#include <mattis/equilibrium/detail/spin_glass.hpp>

#include <algorithm>
#include <cmath>

namespace mattis::equilibrium::detail {

namespace {

Bounded load(Retrieval const& s) { return s.a * s.a; }
Bounded temperature(Retrieval const& s) {
  return s.at.lack.value < 0.5 ? 1 - s.at.lack : s.at.tau * s.at.ratio;
}

/// f of retrieval less f of the spin glass, of the same load.
Bounded difference(RetrievalCurve const& curve, Retrieval const& s) {
  double const alpha = s.a.value * s.a.value, T = curve.temperature();
  return free_energy(curve, alpha, s) - free_energy(alpha, T, spin_glass(alpha, T));
}

/// ln of <sech^4> / (tau^2 q), 0 on the line T_R.
double log_instability(double y, double tau) {
  auto const at = field_averages(y, tau);
  return std::log(sech_fourth_density(y, tau).value / (tau * at.q.value));
}

/// tau of T_R: 4/3 phi(y) where it is small.
double fragile_tau(double y) {
  double const guess = std::log(4 / 3.0 * 0.39894228040143268) - 0.5 * y * y;
  auto const f = [&](double log_tau) { return log_instability(y, std::exp(log_tau)); };
  return std::exp(bracketed_root(f, guess - 0.5, std::min(guess + 1.0, 1.0)));
}

}  // namespace

PathPoint fold_at(double tau) {
  auto const along = [&](double y) { return retrieval(y, tau).along(); };
  auto const s = retrieval(bracketed_root(along, 2, 2.2), tau);
  // Along the curve of one temperature the load is at its top: an error of y counts squared.
  double const h = 1e-3, bend = std::abs(along(s.at.y + h) - along(s.at.y - h)) / (2 * h);
  double const of_y = std::abs(s.along()) / bend + 1e-13;
  PathPoint point{load(s), temperature(s)};
  point.alpha.error += s.a.value * bend * of_y * of_y;
  return point;
}

PathPoint coexistence_at(double T) {
  RetrievalCurve const curve(T);
  auto const top = std::log(curve.fold().at.y);
  auto const f = [&](double log_y) { return difference(curve, curve.at(std::exp(log_y))).value; };
  // At the fold the spin glass is lower, at small loads retrieval is.
  double const log_y = bracketed_root(f, top, top + 1.5);
  auto const s = curve.at(std::exp(log_y));
  auto const gap = difference(curve, s);
  double const h = 1e-5;
  auto const aside = curve.at(std::exp(log_y + h));
  double const slope = std::abs(difference(curve, aside).value - gap.value) /
                       std::abs(load(aside).value - load(s).value);
  PathPoint point{load(s), exactly(T)};
  point.alpha.error += 1.5 * (std::abs(gap.value) + gap.error) / slope;
  return point;
}

PathPoint fragile_at(double y) {
  auto const s = retrieval(y, fragile_tau(y));
  double const tau = s.at.tau;
  // what tau may be off by moves the load and the temperature
  auto const density = sech_fourth_density(y, tau);
  double const h = 1e-5;
  double const slope =
      (log_instability(y, tau * (1 + h)) - log_instability(y, tau * (1 - h))) / (2 * h);
  double const residual = std::abs(log_instability(y, tau)) + density.error / density.value +
                          s.at.q.error / s.at.q.value + 4 * unit_roundoff;
  double const distance = 1.5 * residual / std::abs(slope) * tau;
  PathPoint point{load(s), temperature(s)};
  point.alpha.error += 2 * s.a.value * std::abs(s.a_tau) * distance;
  point.T.error += s.T_tau * distance;
  return point;
}

double fragile_start() {
  return bracketed_root([](double y) { return retrieval(y, fragile_tau(y)).along(); }, 2, 2.2);
}

// Where 1 - T = epsilon -> 0, m = M sqrt(epsilon), s = S sqrt(epsilon), sqrt(alpha) = a epsilon
// with, for v = S^2, M^2 = 3 (1 - v), a^2 (3 - 2 v) = 4 v (1 - v)^2; the spin glass has S^2 = 1 +
// a.
namespace {

double load_of(double v) { return 2 * (1 - v) * std::sqrt(v / (3 - 2 * v)); }

/// The free energy's part of order epsilon^2.
double landau(double M2, double v, double a) {
  double const Q = M2 + v;
  return -0.5 * v * (Q - 1) - 0.5 * Q + (M2 * M2 + 6 * M2 * v + 3 * v * v) / 12 +
         0.5 * a * a * (1 + std::log(Q - 1) - Q / (Q - 1));
}

double fold_v() {
  // d ln(a)/dv = 0
  auto const f = [](double v) { return 0.5 / v + 1 / (3 - 2 * v) - 1 / (1 - v); };
  return bracketed_root(f, 1e-3, 0.9);
}

}  // namespace

double fold_slope() { return 1 / load_of(fold_v()); }

double coexistence_slope() {
  auto const f = [](double v) {
    double const a = load_of(v);
    return landau(3 * (1 - v), v, a) - landau(0, 1 + a, a);
  };
  return 1 / load_of(bracketed_root(f, 1e-3, fold_v()));
}

PathPoint fold_along(double p) { return fold_at(std::expm1(p)); }
PathPoint coexistence_along(double p) { return coexistence_at(-std::expm1(-p)); }

}  // namespace mattis::equilibrium::detail
