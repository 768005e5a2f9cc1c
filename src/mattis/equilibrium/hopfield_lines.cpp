// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/equilibrium/detail/line_points.hpp>
#include <mattis/equilibrium/detail/roots.hpp>
#include <mattis/equilibrium/hopfield_lines.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

namespace mattis::equilibrium {

namespace {

using detail::PathPoint;

/// Below this load T_M and T_c are 1 - slope sqrt(alpha) to a relative error of a few sqrt(alpha),
/// which is less than what is left of the digits of free energies.
constexpr double small_load = 1e-11;
constexpr double small_load_error = 3;

/// A line as a curve: p from 0 on, its load rises from that of T = 0 to the largest and then falls.
struct Curve {
  std::function<PathPoint(double)> at;
  double last;  ///< p up to which the curve is asked for
};

Curve curve_of(Line line) {
  if (line == Line::T_M)
    return {detail::fold_along, std::log1p(2000.0)};  // tau is up to alpha^(-1/4)
  return {detail::coexistence_along, 12.5};
}

/// p of the largest load, which is at T = 0.023 on T_M and 0.05 on T_c.
double top_of(Curve const& curve) {
  return detail::bracketed_maximum([&](double p) { return curve.at(p).alpha.value; }, 0, 0.3);
}

/// The temperature at which the curve has a load, between two of its points.
Bounded temperature_between(Curve const& curve, double alpha, double from, double to) {
  auto const f = [&](double p) { return curve.at(p).alpha.value - alpha; };
  double const p = detail::bracketed_root(f, from, to);
  auto const point = curve.at(p);
  // Along the curve: how far the temperature goes with what the load is off by.
  double const h = 1e-5;
  auto const aside = curve.at(p + h), before = curve.at(std::max(p - h, 0.0));
  double const rise = std::abs(aside.alpha.value - before.alpha.value);
  double const run = std::abs(aside.T.value - before.T.value);
  double const residual =
      std::abs(point.alpha.value - alpha) + point.alpha.error + unit_roundoff * alpha;
  double off = residual / rise * run;
  if (off > h)
    off = 2 * run / (2 * h) * std::sqrt(residual / alpha);  // the load is a parabola there
  return {point.T.value, point.T.error + 1.5 * off};
}

LinePoint folded_line(Line line, double alpha) {
  if (alpha == 0) return {.T = exactly(1)};
  if (alpha < small_load) {
    double const slope = line == Line::T_M ? detail::fold_slope() : detail::coexistence_slope();
    return {.T = {1 - slope * std::sqrt(alpha), small_load_error * alpha + 1e-15}};
  }
  auto const curve = curve_of(line);
  double const at_zero = load_at_zero(line).value;
  if (alpha <= at_zero) {
    auto T = alpha == at_zero ? temperature_between(curve, alpha, top_of(curve), curve.last)
                              : temperature_between(curve, alpha, 0, curve.last);
    return {.T = T};
  }
  double const top = top_of(curve);
  auto const end = curve.at(top);
  if (!(alpha <= end.alpha.value))
    throw_unexpected("alpha",
                     "a load of at most " + to_text(end.alpha.value) + ", where " +
                         std::string(line_name(line)) + " ends",
                     to_text(alpha));
  return {.T = temperature_between(curve, alpha, top, curve.last),
          .lower = temperature_between(curve, alpha, 0, top)};
}

LinePoint fragile_line(double alpha) {
  // sqrt(8 alpha / 9 pi) exp(-1 / (2 alpha)) is below what double holds
  if (alpha < 7.2e-4) return {.T = {0, 1e-300}};
  double const start = detail::fragile_start(), largest = detail::fragile_at(start).alpha.value;
  if (!(alpha <= largest))
    throw_unexpected("alpha", "a load of at most " + to_text(largest) + ", where T_R meets T_M",
                     to_text(alpha));
  auto const f = [&](double y) {
    return std::log(detail::fragile_at(y).alpha.value) - std::log(alpha);
  };
  double const y = detail::bracketed_root(f, start, 37.3);
  auto const point = detail::fragile_at(y);
  double const h = 1e-5;
  auto const aside = detail::fragile_at(y + h);
  double const slope =
      std::abs(aside.T.value - point.T.value) / std::abs(aside.alpha.value - point.alpha.value);
  double const residual =
      std::abs(point.alpha.value - alpha) + point.alpha.error + unit_roundoff * alpha;
  return {.T = {point.T.value, point.T.error + 1.5 * slope * residual}};
}

}  // namespace

std::string_view line_name(Line line) {
  switch (line) {
    case Line::T_g:
      return "T_g";
    case Line::T_M:
      return "T_M";
    case Line::T_c:
      return "T_c";
    case Line::T_R:
      return "T_R";
  }
  return "";
}

LinePoint line_temperature(Line line, double alpha) {
  expect(alpha >= 0 && std::isfinite(alpha), "alpha", "a finite load of at least 0", alpha);
  switch (line) {
    case Line::T_g:
      return {.T = 1 + sqrt(exactly(alpha))};
    case Line::T_R:
      return fragile_line(alpha);
    case Line::T_M:
    case Line::T_c:
      break;
  }
  return folded_line(line, alpha);
}

Bounded load_at_zero(Line line) {
  switch (line) {
    case Line::T_M:
      return detail::fold_at(0).alpha;
    case Line::T_c:
      return detail::coexistence_at(0).alpha;
    case Line::T_g:
    case Line::T_R:
      break;
  }
  return exactly(0);
}

LineEnd line_end(Line line) {
  expect(line != Line::T_g, "line", "T_M, T_c or T_R: T_g has no end", static_cast<int>(line));
  if (line == Line::T_R) {
    auto const point = detail::fragile_at(detail::fragile_start());
    return {point.alpha, point.T};
  }
  auto const curve = curve_of(line);
  double const p = top_of(curve);
  auto const point = curve.at(p);
  // the top of a parabola, found to half the digits
  double const h = 1e-3, off = 1e-6;
  double const bend =
      std::abs(curve.at(p + h).alpha.value + curve.at(p - h).alpha.value - 2 * point.alpha.value) /
      (h * h);
  double const run = std::abs(curve.at(p + h).T.value - point.T.value) / h;
  return {
      {point.alpha.value, point.alpha.error + bend * off * off},
      {point.T.value, point.T.error + 1.5 * run * (off + std::sqrt(2 * point.alpha.error / bend))}};
}

}  // namespace mattis::equilibrium
