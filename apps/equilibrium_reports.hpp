// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What `mattis equilibrium` says of each model.
#include "equilibrium_report.hpp"

#include <mattis/equilibrium/hopfield_lines.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mattis::command {

/// All solutions of the Hopfield network at a load and a temperature.
EquilibriumReport point_report(double alpha, double T);
/// At several temperatures.
EquilibriumReport graphical_report(double alpha, std::vector<double> const& T);
/// \throws Error  with the names of the lines
equilibrium::Line line_of(std::string const& name);
/// The temperature of a line at a load.
EquilibriumReport line_report(equilibrium::Line line, double alpha);
/// Where the lines end.
EquilibriumReport diagram_report(double tolerance, double largest);
/// The symmetric mixture of n patterns.
EquilibriumReport mixtures_report(int n, double T);
/// Sherrington and Kirkpatrick's spin glass.
EquilibriumReport sk_report(double T, double h, double J0);
EquilibriumReport curie_weiss_report(double J, double h, std::vector<double> const& T);
/// Signal to noise: of a load, or of N neurons, and P patterns. \throws Error  where neither is
/// there
EquilibriumReport capacity_report(std::optional<double> alpha, std::optional<std::int64_t> N,
                                  std::optional<std::int64_t> P);
EquilibriumReport van_hemmen_report(double J0, double J, double T);
/// Where the two distributions of a neuron's noise are farthest apart.
EquilibriumReport noise_report();

}  // namespace mattis::command
