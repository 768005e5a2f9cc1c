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

/// The same with a load, from the spin glass on: the answer of spins over m, and the free energy.
io::EquilibriumTable graphical_table(double alpha, std::vector<double> const& T);
/// The lines between the phases of van Hemmen's spin glass over T / J, and m, q and f of the phase
/// over T at J0 / J.
io::EquilibriumTable van_hemmen_table(double J0, double J, double T);
/// The two distributions of a neuron's noise, normal and that which makes Glauber's rule, and the
/// probabilities of a flip over dE / T.
io::EquilibriumTable noise_table();

}  // namespace mattis::command
