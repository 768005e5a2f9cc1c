// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/equilibrium/detail/field_averages.hpp>
#include <mattis/equilibrium/detail/gaussian_nodes.hpp>

namespace mattis::equilibrium::detail {

namespace {

constexpr double root_half = 0.70710678118654752;  // 1/sqrt(2)

/// Nodes in x: what is no step is local.
FieldAverages with_steps(double y, double tau) {
  NodeSum step(y, tau), slope(y, tau);
  FieldAverages a;
  a.y = y;
  a.tau = tau;
  double x_slope = 0;
  for_each_node(y, tau, [&](SpinFunctions const& at, double z, double weight) {
    double const local = weight * at.sech2;
    step.add(weight * at.smooth_step, z);
    slope.add(local, z);
    x_slope += local * at.x;
    a.slope_y += local * z;
    a.slope_tau -= local * at.x * z;
  });
  double const smeared = std::erf(y / std::sqrt(1 + tau * tau * noise_variance) * root_half);
  a.m = Bounded{smeared, 6 * unit_roundoff * smeared} + tau * step.total();
  a.slope = slope.total();
  a.q = 1 - tau * a.slope;
  a.ratio = y > 0 ? a.m / y : a.slope;
  a.lack = 1 - tau * a.ratio;
  a.excess = y > 0 ? a.ratio - a.slope : Bounded{};
  a.m_tau = -x_slope;
  a.growth = a.m.value - tau * x_slope;
  return a;
}

/// Nodes in z: differences of what is nearly linear are averages of their own, and nothing cancels.
FieldAverages without_steps(double y, double tau) {
  NodeSum m(y, tau), slope(y, tau), q(y, tau), cubic(y, tau);
  FieldAverages a;
  a.y = y;
  a.tau = tau;
  double falling = 0, x_falling = 0, x_slope = 0;
  for_each_node(y, tau, [&](SpinFunctions const& at, double z, double weight) {
    m.add(weight * at.tanh, z);
    slope.add(weight * at.sech2, z, 2 * std::abs(at.x));
    q.add(weight * at.tanh * at.tanh, z);
    cubic.add(weight * cubic_part(at.x), z);
    falling += weight * at.tanh * at.sech2;
    x_falling += weight * at.x * at.tanh * at.sech2;
    x_slope += weight * at.x * at.sech2;
  });
  a.m = tau * m.total();
  a.slope = slope.total();
  a.q = tau * q.total();
  a.ratio = y > 0 ? a.m / y : a.slope;
  // <x> = y / tau
  a.lack = y > 0 ? tau * (tau * cubic.total()) / y : a.q;
  a.excess = (a.q - a.lack) / tau;
  a.m_tau = -x_slope;
  a.slope_y = -2 * falling / tau;
  a.slope_tau = 2 * x_falling / tau - a.slope.value / tau;
  a.growth = a.m.value - tau * x_slope;
  return a;
}

}  // namespace

FieldAverages field_averages(double y, double tau) {
  return tau < 1 ? with_steps(y, tau) : without_steps(y, tau);
}

Bounded sech_fourth_density(double y, double tau) {
  NodeSum sum(y, tau);
  for_each_node(y, tau, [&](SpinFunctions const& at, double z, double weight) {
    sum.add(weight * at.sech2 * at.sech2, z, 4 * std::abs(at.x));
  });
  return sum.total();
}

}  // namespace mattis::equilibrium::detail
