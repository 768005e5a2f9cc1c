// SPDX-License-Identifier: BSD-3-Clause
// Points of a line, as many as its bends need.
#include <mattis/core/error.hpp>
#include <mattis/equilibrium/detail/line_points.hpp>
#include <mattis/equilibrium/hopfield_lines.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

namespace mattis::equilibrium {

namespace {

using detail::PathPoint;
using PointOf = std::function<PathPoint(double)>;

struct Placed {
  double p;
  PathPoint point;
};

/// How far `middle` is from the line through two others.
double sag(PathPoint const& a, PathPoint const& middle, PathPoint const& b) {
  double const dx = b.alpha.value - a.alpha.value, dy = b.T.value - a.T.value;
  double const ex = middle.alpha.value - a.alpha.value, ey = middle.T.value - a.T.value;
  double const length = std::hypot(dx, dy);
  return length == 0 ? std::hypot(ex, ey) : std::abs(dx * ey - dy * ex) / length;
}

/// Halves the pieces of a curve until each bends by less than the tolerance.
void refine(PointOf const& curve, Placed const& a, Placed const& b, double tolerance, int depth,
            std::vector<Placed>& points) {
  Placed const middle{0.5 * (a.p + b.p), curve(0.5 * (a.p + b.p))};
  bool const straight = sag(a.point, middle.point, b.point) < tolerance;
  if (depth > 0 && (depth > 8 || !straight)) {
    refine(curve, a, middle, tolerance, depth - 1, points);
    refine(curve, middle, b, tolerance, depth - 1, points);
    return;
  }
  points.push_back(b);
}

}  // namespace

LinePath line_path(Line line, double tolerance, double largest) {
  expect(tolerance >= 1e-6 && tolerance < 1, "tolerance", "from 1e-6 to 1", tolerance);
  expect(largest > 0 && std::isfinite(largest), "largest", "a load above 0", largest);
  PointOf curve;
  double from = 0, to = 1;
  switch (line) {
    case Line::T_g: {  // p = sqrt(alpha / largest): a straight T
      double const root = std::sqrt(largest);
      curve = [root](double p) {
        auto const a = p * exactly(root);
        return PathPoint{a * a, 1 + a};
      };
      break;
    }
    case Line::T_M:
      curve = detail::fold_along;
      to = std::log1p(400.0);
      break;
    case Line::T_c:
      curve = detail::coexistence_along;
      to = 9;
      break;
    case Line::T_R:
      curve = [](double p) { return detail::fragile_at(1 / p); };
      from = 1 / 37.0;
      to = 1 / detail::fragile_start();
      break;
  }
  Placed const first{from, curve(from)}, last{to, curve(to)};
  std::vector<Placed> points{first};
  refine(curve, first, last, tolerance, 12, points);
  LinePath path{.line = line};
  for (auto const& [p, point] : points) {
    path.alpha.push_back(point.alpha.value);
    path.T.push_back(point.T.value);
    path.alpha_error.push_back(point.alpha.error);
    path.T_error.push_back(point.T.error);
  }
  return path;
}

}  // namespace mattis::equilibrium
