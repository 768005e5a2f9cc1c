// SPDX-License-Identifier: BSD-3-Clause
#include "replica_symmetry.hpp"

#include <mattis/equilibrium/hopfield.hpp>
#include <mattis/equilibrium/hopfield_lines.hpp>

#include <cmath>

namespace mattis::command {

std::optional<equilibrium::Bounded> retrieval_overlap(double alpha, double T) {
  for (auto const& solution : equilibrium::hopfield_point(alpha, T).solutions)
    if (solution.kind == equilibrium::SolutionKind::retrieval) return solution.m;
  return {};
}

io::PhaseLines phase_lines(std::vector<std::int64_t> const& loads, std::int64_t N) {
  auto const temperatures = [&](equilibrium::Line line) {
    auto const end =
        line == equilibrium::Line::T_g ? INFINITY : equilibrium::line_end(line).alpha.value;
    std::vector<double> T;
    for (auto const P : loads) {
      double const alpha = static_cast<double>(P) / static_cast<double>(N);
      T.push_back(alpha < end ? equilibrium::line_temperature(line, alpha).T.value : NAN);
    }
    return T;
  };
  return {.T_g = temperatures(equilibrium::Line::T_g),
          .T_M = temperatures(equilibrium::Line::T_M),
          .T_c = temperatures(equilibrium::Line::T_c)};
}

}  // namespace mattis::command
