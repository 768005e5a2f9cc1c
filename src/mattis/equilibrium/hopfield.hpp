// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/bounded.hpp>

#include <string_view>
#include <vector>

namespace mattis::equilibrium {

/// Phases of the Hopfield network with alpha N random patterns, replica symmetric (models.md 3.5).
enum class Phase { paramagnet, spin_glass, retrieval_metastable, retrieval_global };

/// "paramagnet", "spin glass", "retrieval metastable", "retrieval global"
std::string_view phase_name(Phase phase);

/// The kinds of stationary points of the free energy.
enum class SolutionKind { paramagnet, spin_glass, retrieval, retrieval_unstable };

/// "paramagnet", "spin glass", "retrieval", "retrieval unstable"
std::string_view solution_name(SolutionKind kind);

/// One stationary point. Everything dimensionless, free energy, energy and entropy per neuron.
struct HopfieldSolution {
  SolutionKind kind = SolutionKind::paramagnet;
  Bounded m{};               ///< overlap with the condensed pattern
  Bounded q{};               ///< overlap of two replicas
  Bounded r{};               ///< mean square overlap with the others, N alpha r in all
  Bounded susceptibility{};  ///< C = (1 - q) / T
  Bounded f{};               ///< free energy; energy - T entropy
  Bounded entropy{};         ///< negative at low temperature: replica symmetry is broken there
  Bounded energy{};
  Bounded replicon{};   ///< below 0 replica symmetry is broken (de Almeida and Thouless 1978)
  bool stable = false;  ///< against changes of m, q and r
};

/// All solutions at one point.
struct HopfieldPoint {
  double alpha = 0, T = 0;
  Phase phase = Phase::paramagnet;
  std::vector<HopfieldSolution> solutions{};  ///< that of the phase first
};

/// \param alpha  load P / N, at least 0  \param T  temperature, from 0 to infinity
/// \throws Error  naming alpha or T
HopfieldPoint hopfield_point(double alpha, double T);

}  // namespace mattis::equilibrium
