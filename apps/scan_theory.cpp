// SPDX-License-Identifier: BSD-3-Clause
#include "scan_theory.hpp"

#include "replica_symmetry.hpp"

#include <mattis/equilibrium/curie_weiss.hpp>
#include <mattis/equilibrium/mixtures.hpp>

#include <cmath>

namespace mattis::command {

double capacity_theory(double alpha, double T) {
  auto const m = retrieval_overlap(alpha, T);
  return m ? m->value : NAN;
}

double magnetisation_theory(std::int64_t P, std::int64_t N, double T) {
  if (P == 1) return equilibrium::curie_weiss(1, 0, T).states.back().m.value;
  return capacity_theory(static_cast<double>(P) / static_cast<double>(N), T);
}

double mixture_theory(int n, double T) {
  auto const mixture = equilibrium::mixture(n, T);
  return mixture.stable ? mixture.m.value : NAN;
}

io::TheoryCurve theory_curve(ScanTheory const& theory,
                             std::vector<binary::ScanPoint> const& points) {
  io::TheoryCurve curve;
  constexpr int pieces = 200;
  auto point = points.front();
  auto const first = point.at, last = points.back().at;
  for (int i = 0; i <= pieces; ++i) {
    point.at = first + (last - first) * i / pieces;
    curve.at.push_back(point.at);
    curve.m.push_back(theory(point));
  }
  return curve;
}

}  // namespace mattis::command
