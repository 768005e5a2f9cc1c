// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/equilibrium/curie_weiss.hpp>
#include <mattis/equilibrium/detail/gaussian_nodes.hpp>
#include <mattis/equilibrium/detail/roots.hpp>
#include <mattis/equilibrium/van_hemmen.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace mattis::equilibrium {

namespace {

double spin(double u, double T) { return u == 0 ? 0 : std::tanh(u / T); }

/// T ln 2cosh(u / T)
Bounded log_2cosh(double u, double T) {
  double const size = std::abs(u);
  double const rest = T > 0 ? T * std::log1p(std::exp(-2 * size / T)) : 0;
  return {size + rest, 8 * unit_roundoff * (size + rest)};
}

/// xi + eta is 0 for half of the spins, 2 and -2 for a quarter each; Q = 2 q.
Bounded free_energy(double J0, double J, double T, Bounded m, Bounded Q) {
  double const u = J0 * m.value, v = J * Q.value;
  auto f = J0 / 2 * exactly(m.value) * exactly(m.value) +
           J / 4 * exactly(Q.value) * exactly(Q.value) - log_2cosh(u, T) / 2 -
           log_2cosh(u + v, T) / 4 - log_2cosh(u - v, T) / 4;
  f.error += (J0 + J) * (1 + (T > 0 ? (J0 + J) / T : 0)) * std::pow(m.error + Q.error, 2);
  return f;
}

VanHemmenState describe(VanHemmenPhase phase, double J0, double J, double T, Bounded m, Bounded Q) {
  return {phase, m, Q / 2, free_energy(J0, J, T, m, Q)};
}

/// The solution m > 0 of the ferromagnet of coupling J.
Bounded ordered(double J, double T) { return curie_weiss(J, 0, T).states.back().m; }

/// Q of a mean field u = J0 m, 0 below the temperature at which it appears: Q = [tanh(u + J Q) -
/// tanh(u
/// - J Q)] / 2.
double glassy(double u, double J, double T) {
  auto const f = [&](double Q) { return 0.5 * (spin(u + J * Q, T) - spin(u - J * Q, T)) - Q; };
  // The largest root: from Q = 1 down, where f <= 0.
  double low = 1;
  for (int i = 0; i < 40 && f(low) <= 0; ++i) low *= 0.8;
  return f(low) <= 0 ? 0 : detail::bracketed_root(f, low, 1);
}

}  // namespace

std::string_view van_hemmen_name(VanHemmenPhase phase) {
  switch (phase) {
    case VanHemmenPhase::paramagnet:
      return "paramagnet";
    case VanHemmenPhase::ferromagnet:
      return "ferromagnet";
    case VanHemmenPhase::spin_glass:
      return "spin glass";
    case VanHemmenPhase::mixed:
      return "mixed";
  }
  return "";
}

std::vector<VanHemmenState> van_hemmen(double J0, double J, double T) {
  expect(J0 >= 0 && J0 <= 1e150, "J0", "a coupling from 0 to 1e150", J0);
  expect(J >= 0 && J <= 1e150, "J", "a coupling from 0 to 1e150", J);
  expect(T >= 0, "T", "a temperature of at least 0", T);
  using enum VanHemmenPhase;
  std::vector<VanHemmenState> states;
  if (std::isinf(T)) {
    VanHemmenState none;
    none.f = {-T, 0};
    return {none};
  }
  states.push_back(describe(paramagnet, J0, J, T, {}, {}));
  if (T < J0) states.push_back(describe(ferromagnet, J0, J, T, ordered(J0, T), {}));
  if (T < J) states.push_back(describe(spin_glass, J0, J, T, {}, ordered(J, T)));
  if (T < J && T < J0) {
    auto const missing = [&](double m) {
      double const u = J0 * m, v = J * glassy(u, J, T);
      return 0.5 * spin(u, T) + 0.25 * (spin(u + v, T) + spin(u - v, T)) - m;
    };
    // m = 0 is the spin glass, which is unstable where the slope there is above 1; the ferromagnet,
    // Q = 0, is a zero too, farther out
    double low = 1e-6, high = 1.0 / 64;
    while (high < 1 && missing(high) > 0) {
      low = high;
      high += 1.0 / 64;
    }
    if (missing(low) > 0) {
      double const m = detail::bracketed_root(missing, low, high), Q = glassy(J0 * m, J, T);
      if (Q > 1e-9) {
        double const h = 1e-6, slope = std::abs(missing(m + h) - missing(m - h)) / (2 * h);
        double const off = 1.5 * (std::abs(missing(m)) + 1e-14) / std::max(slope, 1e-6);
        Bounded const at_m{m, off}, at_Q{Q, 1e-14 + off * J0 / J + 1e-13};
        states.push_back(describe(mixed, J0, J, T, at_m, at_Q));
      }
    }
  }
  std::stable_sort(states.begin(), states.end(),
                   [](auto const& a, auto const& b) { return a.f.value < b.f.value; });
  return states;
}

}  // namespace mattis::equilibrium
