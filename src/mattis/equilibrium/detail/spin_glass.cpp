// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/equilibrium/detail/retrieval.hpp>
#include <mattis/equilibrium/detail/roots.hpp>
#include <mattis/equilibrium/detail/spin_glass.hpp>

#include <cmath>
#include <utility>

namespace mattis::equilibrium::detail {

namespace {

constexpr double root_two_by_pi = 0.79788456080286536;

/// s (1 - C) / sqrt(q) = sqrt(alpha), s (1 - C) = s - slope = s (T - 1 + q) / T
Bounded root_of_load(FieldAverages const& at, double T, Bounded deviation) {
  if (at.tau < 1) return (deviation - at.slope) / sqrt(at.q);
  return (exactly(T) - 1 + at.q) / (at.tau * sqrt(at.q));
}

}  // namespace

SpinGlass spin_glass(double alpha, double T) {
  double const root = std::sqrt(alpha);
  // s = sqrt(alpha q) + slope, and the slope is at most sqrt(2/pi)
  double const most = root + root_two_by_pi;
  SpinGlass s;
  if (T == 0) {
    s.at = field_averages(0, 0);
    s.deviation = exactly(root) + s.at.slope;
  } else {
    // The left side falls with tau. q tends to 0 as tau^-2 near T_g.
    auto const load = [&](FieldAverages const& at) {
      double const tau = at.tau, deviation = T / tau, q = at.q.value;
      auto const value = root_of_load(at, T, exactly(deviation));
      double const q_tau = -at.slope.value - tau * at.slope_tau;
      double const slope = (-deviation - tau * at.slope_tau) / std::sqrt(q) -
                           0.5 * value.value * tau * q_tau / q;  // over log tau
      return std::pair{value, slope};
    };
    double const least = std::log(T) - std::log(most) - 1e-9;
    double high = least + 1;
    for (double step = 1; step < 64 && load(field_averages(0, std::exp(high))).first.value > root;
         step *= 2)
      high += step;
    double const log_tau = newton_root(
        [&](double at) {
      auto const [value, slope] = load(field_averages(0, std::exp(at)));
      return std::pair{value.value - root, slope};
        },
        least, least, high);
    double const tau = std::exp(log_tau);
    s.at = field_averages(0, tau);
    s.deviation = exactly(T) / tau;
    auto const [value, slope] = load(s.at);
    double const residual = std::abs(value.value - root) + value.error + unit_roundoff * root;
    double const distance = 1.5 * residual / std::abs(slope);  // of log tau
    s.at = widened(s.at, {0, tau * distance});
    s.deviation.error += distance * s.deviation.value;
  }
  return s;
}

}  // namespace mattis::equilibrium::detail
