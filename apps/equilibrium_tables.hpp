// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/io/equilibrium_file.hpp>

#include <vector>

namespace mattis::command {

// What the files and figures of `mattis equilibrium` hold.

/// All lines of the Hopfield network's phase diagram.
io::EquilibriumTable diagram_table(double tolerance, double largest);
/// m, f and stability of the mixtures of 1 to n patterns over the temperature.
io::EquilibriumTable mixtures_table(int n);
/// q, f and entropy over the temperature, and the de Almeida-Thouless line over the field.
io::EquilibriumTable sk_table(double h, double J0);
/// The graphical solution, tanh((J m + h)/T) over m, and the free energy of every m.
io::EquilibriumTable curie_weiss_table(double J, double h, std::vector<double> const& T);

}  // namespace mattis::command
