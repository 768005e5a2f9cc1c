// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/bounded.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace mattis::equilibrium {

/// The lines of the Hopfield network's phase diagram (models.md 3.5).
enum class Line {
  T_g,  ///< below: spin glass
  T_M,  ///< below: retrieval is there
  T_c,  ///< below: retrieval has the least free energy
  T_R   ///< below: replica symmetry is broken in the retrieval phase
};

/// "T_g", "T_M", "T_c", "T_R"
std::string_view line_name(Line line);

/// A line at one load. Replica symmetric T_M and T_c lean over at low temperature (Naef and Canning
/// 1992): for loads between that of T = 0 and the largest a line has a second, lower branch.
struct LinePoint {
  Bounded T{};
  std::optional<Bounded> lower{};  ///< the lower branch, where there is one
};

/// The end of a line: no temperature of it is there beyond the load.
struct LineEnd {
  Bounded alpha{};  ///< the largest load
  Bounded T{};      ///< where it is
};

/// \param alpha  load, at least 0  \throws Error  naming alpha, beyond the end of the line
LinePoint line_temperature(Line line, double alpha);

/// The load at which a line other than T_g meets T = 0: 0.1379 for T_M, 0.0510 for T_c; 0 for T_R.
Bounded load_at_zero(Line line);

/// \param line  T_M or T_c or T_R, which ends on T_M
LineEnd line_end(Line line);

/// A line as points that straight pieces join to within `tolerance` in load and temperature, from
/// T = 0 (T_R: from where it is 0 in double precision) on.
struct LinePath {
  Line line = Line::T_g;
  std::vector<double> alpha{}, T{};
  std::vector<double> alpha_error{}, T_error{};
};

/// \param largest  load where T_g ends
LinePath line_path(Line line, double tolerance, double largest);

}  // namespace mattis::equilibrium
