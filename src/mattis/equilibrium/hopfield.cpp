// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/equilibrium/curie_weiss.hpp>
#include <mattis/equilibrium/detail/retrieval.hpp>
#include <mattis/equilibrium/detail/solutions.hpp>
#include <mattis/equilibrium/detail/spin_glass.hpp>
#include <mattis/equilibrium/gaussian_average.hpp>
#include <mattis/equilibrium/hopfield.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace mattis::equilibrium {

std::string_view phase_name(Phase phase) {
  switch (phase) {
    case Phase::paramagnet:
      return "paramagnet";
    case Phase::spin_glass:
      return "spin glass";
    case Phase::retrieval_metastable:
      return "retrieval metastable";
    case Phase::retrieval_global:
      return "retrieval global";
  }
  return "";
}

std::string_view solution_name(SolutionKind kind) {
  switch (kind) {
    case SolutionKind::paramagnet:
      return "paramagnet";
    case SolutionKind::spin_glass:
      return "spin glass";
    case SolutionKind::retrieval:
      return "retrieval";
    case SolutionKind::retrieval_unstable:
      return "retrieval unstable";
  }
  return "";
}

HopfieldPoint hopfield_point(double alpha, double T) {
  expect(alpha >= 0 && std::isfinite(alpha), "alpha", "a finite load of at least 0", alpha);
  expect(T >= 0, "T", "a temperature of at least 0", T);
  HopfieldPoint point{.alpha = alpha, .T = T};
  auto& solutions = point.solutions;
  if (alpha == 0) {
    solutions = detail::without_load(T);
    point.phase = T < 1 ? Phase::retrieval_global : Phase::paramagnet;
    return point;
  }
  bool const frozen = T < 1 + std::sqrt(alpha);
  if (frozen) solutions.push_back(detail::describe(alpha, T, detail::spin_glass(alpha, T)));
  if (T > 1) solutions.push_back(detail::paramagnet(alpha, T));
  point.phase = frozen ? Phase::spin_glass : Phase::paramagnet;
  if (T >= 1) return point;
  detail::RetrievalCurve const curve(T);
  double const root = std::sqrt(alpha);
  if (!(root < curve.fold().a.value)) return point;
  auto const stable = detail::describe(curve, alpha, true);
  point.phase = stable.f.value <= solutions[0].f.value ? Phase::retrieval_global
                                                       : Phase::retrieval_metastable;
  solutions.insert(solutions.begin(), stable);
  solutions.push_back(detail::describe(curve, alpha, false));
  return point;
}

}  // namespace mattis::equilibrium
