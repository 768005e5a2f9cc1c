// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/equilibrium/curie_weiss.hpp>
#include <mattis/equilibrium/detail/roots.hpp>
#include <mattis/equilibrium/van_hemmen.hpp>
#include <mattis/equilibrium/van_hemmen_lines.hpp>

#include <cmath>

namespace mattis::equilibrium {

namespace {

/// Half of the spins do not feel Q: T = J0 (1/2 + (1 - Q^2)/2), Q = tanh(Q / T).
Bounded continuous(double T) {
  auto const Q = curie_weiss(1, 0, T).states.back().m;
  return exactly(T) / (1.0 - Q * Q / 2);
}

/// f of the ferromagnet above the least of the other phases at T < J0.
Bounded difference(double J0, double T) {
  Bounded ferromagnet{}, other{};
  bool found = false;
  for (auto const& state : van_hemmen(J0, 1, T)) {
    if (state.phase == VanHemmenPhase::ferromagnet) ferromagnet = state.f;
    if (state.phase == VanHemmenPhase::ferromagnet || found) continue;
    other = state.f;
    found = true;
  }
  return ferromagnet - other;
}

Bounded discontinuous(double T) {
  auto const f = [T](double J0) { return difference(J0, T).value; };
  // The spin glass has the least at J0 = T, the ferromagnet at J0 = 1.
  double const J0 = detail::bracketed_root(f, std::fmax(T, 1e-3), 1), step = 1e-5 * (1 - T);
  double const slope = (f(J0 - step) - f(J0 + step)) / (2 * step);
  auto const at = difference(J0, T);
  return {J0, 1.5 * (std::abs(at.value) + at.error) / slope};
}

}  // namespace

VanHemmenLinePoint van_hemmen_lines(double T) {
  expect(T >= 0 && T < 1, "T", "a temperature from 0 and below J", T);
  VanHemmenLinePoint point;
  point.ferromagnet = discontinuous(T);
  auto const mixed = continuous(T);
  if (mixed.value < point.ferromagnet.value) point.mixed = mixed;
  return point;
}

VanHemmenTriplePoint van_hemmen_triple_point() {
  auto const gap = [](double T) { return discontinuous(T).value - continuous(T).value; };
  double const T = detail::bracketed_root(gap, 0.2, 0.5), step = 1e-5;
  auto const J0 = continuous(T), other = discontinuous(T);
  double const slope = (gap(T - step) - gap(T + step)) / (2 * step);
  double const error =
      1.5 * (std::abs(J0.value - other.value) + J0.error + other.error) / std::abs(slope);
  double const tilt = (continuous(T + step).value - continuous(T - step).value) / (2 * step);
  return {{T, error}, {J0.value, J0.error + std::abs(tilt) * error}};
}

}  // namespace mattis::equilibrium
