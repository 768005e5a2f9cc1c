// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/equilibrium/detail/retrieval.hpp>
#include <mattis/equilibrium/detail/roots.hpp>
#include <mattis/equilibrium/gaussian_average.hpp>
#include <mattis/equilibrium/sherrington_kirkpatrick.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace mattis::equilibrium {

namespace {

using detail::FieldAverages;
using detail::infinity;

void check(double h, double J0) {
  constexpr double most = 1e150;
  expect(std::abs(h) <= most, "h", "a finite field, at most 1e150", h);
  expect(std::abs(J0) <= most, "J0", "a finite mean coupling, at most 1e150", J0);
}

/// The spins in a mean field b >= 0 at a finite temperature: q = <tanh^2((b + sqrt(q) z) / T)>, of
/// which q > 0 is the solution where there is one.
struct Spins {
  FieldAverages at{};   ///< with how far the solution can be
  Bounded deviation{};  ///< sqrt(q)
  bool paramagnet = false;
};

/// d ln q / d ln s at a fixed mean field and temperature
double growth(FieldAverages const& at) {
  return at.tau * (at.y * at.slope_y + at.slope.value + at.tau * at.slope_tau) / at.q.value;
}

Spins spins(double b, double T) {
  if (b == 0 && T >= 1) return {.paramagnet = true};
  if (T == 0) return {.at = detail::field_averages(b, 0), .deviation = exactly(1)};
  // ln(q / s^2) falls with s (Guerra 2001; Latala 2002)
  auto const f = [&](double log_s) {
    double const s = std::exp(log_s);
    auto const at = detail::field_averages(b / s, T / s);
    return std::pair{std::log(at.q.value) - 2 * log_s, growth(at) - 2};
  };
  double low = -1;
  for (int i = 0; i < 12 && f(low).first < 0; ++i) low *= 2;
  double log_s = detail::newton_root(f, std::min(low / 2, -1e-3), low, 0);
  for (int i = 0; i < 2; ++i) {  // a root near 0 to the digits of 1
    auto const [value, slope] = f(log_s);
    log_s = std::min(log_s - value / slope, 0.0);
  }
  double const s = std::exp(log_s);
  Spins result{.at = detail::field_averages(b / s, T / s)};
  double const q = result.at.q.value;
  double const residual =
      std::abs(std::log(q / (s * s))) + result.at.q.error / q + 4 * unit_roundoff;
  double const share = 1.5 * residual / std::abs(growth(result.at) - 2);
  result.at = detail::widened(result.at, {result.at.y * share, result.at.tau * share});
  result.deviation = {s, s * share};
  return result;
}

/// d m / d b, q following
double response(FieldAverages const& at, double s) {
  double const by_mean = at.slope.value / s;
  double const by_s = -(at.y * at.slope.value + at.tau * at.m_tau);  // over ln s
  double const q_mean = -at.tau * at.slope_y / s / at.q.value;       // ln q over b
  return by_mean + by_s * q_mean / (2 - growth(at));
}

double magnetisation(double b, double T) {
  auto const at = spins(std::abs(b), T);
  return at.paramagnet ? 0 : std::copysign(at.at.m.value, b);
}

/// The mean field J0 m + h >= 0 of h >= 0.
Bounded mean_field(double h, double J0, double T) {
  if (J0 == 0) return exactly(h);
  auto const f = [&](double b) { return b - J0 * magnetisation(b, T) - h; };
  double low = h == 0 ? 1e-9 * J0 : 0, high = h + std::max(J0, 0.0);
  if (h == 0) {
    auto const none = spins(0, T);
    double const slope = none.paramagnet ? 1 / T : none.at.slope.value / none.deviation.value;
    if (J0 * slope <= 1) return exactly(0);
  }
  double const b = detail::bracketed_root(f, low, high);
  auto const at = spins(b, T);
  double const slope = 1 - J0 * response(at.at, at.deviation.value);
  double const residual =
      std::abs(f(b)) + std::abs(J0) * at.at.m.error + 2 * unit_roundoff * (b + h);
  return {b, 1.5 * residual / std::abs(slope)};
}

SherringtonKirkpatrick paramagnet(double T) {
  SherringtonKirkpatrick s;
  auto const ln2 = rounded(0.69314718055994531, 0);
  auto const C = exactly(1) / T;
  s.susceptibility = C;
  s.f = std::isinf(T) ? Bounded{-infinity, 0} : -(C / 4) - T * ln2;
  s.entropy = ln2 - C * C / 4;
  s.energy = 0 - C / 2;
  s.replicon = 1 - C * C;
  return s;
}

}  // namespace

SherringtonKirkpatrick sherrington_kirkpatrick(double T, double h, double J0) {
  expect(T >= 0, "T", "a temperature of at least 0", T);
  check(h, J0);
  SherringtonKirkpatrick s;
  auto const b = std::isinf(T) ? exactly(0) : mean_field(std::abs(h), J0, T);
  auto state = std::isinf(T) ? Spins{.paramagnet = true} : spins(b.value, T);
  if (state.paramagnet) {
    s = paramagnet(T);
  } else {
    double const deviation = state.deviation.value;
    auto const at = detail::widened(state.at, {b.error / deviation, 0});
    s.m = h < 0 ? -at.m : at.m;
    if (b.value == 0) s.m = {};
    s.q = at.q;
    s.susceptibility = at.slope / state.deviation;
    if (T > 0) s.susceptibility = tighter(s.susceptibility, (1 - at.q) / T);
    // f = -T C^2/4 + J0 m^2/2 - T <ln 2cosh>, stationary in q and m
    auto const C = exactly(s.susceptibility.value), m = exactly(s.m.value);
    auto const log_2cosh = mean_log_2cosh({b.value, deviation, T});
    s.f = J0 / 2 * m * m - T * (C * C) / 4 - log_2cosh;
    double const dq = s.q.error, dm = s.m.error;
    s.f.error += (1 + T * C.value) * s.susceptibility.error * dq +
                 std::abs(J0) * (1 + std::abs(J0) * C.value) * dm * dm +
                 b.error * b.error * C.value + T * C.value * (at.q.error + unit_roundoff);
    auto part = mean_entropy({b.value, deviation, T});
    part.error += 1.5 *
                  (std::abs(at.m_tau) * b.error + std::abs(at.slope_tau) * state.deviation.error) /
                  deviation;
    s.entropy = part - s.susceptibility * s.susceptibility / 4;
    s.energy = T > 0 ? s.f + T * s.entropy : s.f;
    s.replicon = {-infinity, 0};
    if (T > 0) {
      auto const broken = detail::sech_fourth_density(at.y, at.tau) / deviation / T;
      double const share = 4 * (state.deviation.error + b.error) / deviation;
      s.replicon = 1 - broken;
      s.replicon.error += broken.value * share * (1 + at.y / (at.tau + 1));
    }
  }
  s.T = T;
  s.h = h;
  s.J0 = J0;
  return s;
}

Bounded de_almeida_thouless(double h, double J0) {
  check(h, J0);
  if (h == 0 && J0 <= 1) return exactly(1);
  double const most = std::abs(h) + std::max(J0, 0.0);
  if (most > 37) return {0, 1e-290};
  double const guess = std::log(4 / 3.0 * 0.39894228040143268) - 0.5 * most * most;
  auto const f = [&](double log_T) {
    return sherrington_kirkpatrick(std::exp(log_T), h, J0).replicon.value;
  };
  double const log_T = detail::bracketed_root(f, guess - 1, std::min(guess + 1.5, 0.5));
  double const T = std::exp(log_T), step = 1e-5;
  auto const at = sherrington_kirkpatrick(T, h, J0);
  double const slope = std::abs(f(log_T + step) - f(log_T - step)) / (2 * step);
  double const residual = std::abs(at.replicon.value) + at.replicon.error;
  return {T, T * (1.5 * residual / slope + unit_roundoff)};
}

}  // namespace mattis::equilibrium
