// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/exact_chain.hpp>

#include <span>
#include <vector>

namespace mattis::binary {

/// A law that a chain's step leaves as it is.
struct StationaryLaw {
  std::vector<double> law;  ///< (2^N)
  double residual = 0;      ///< sum over states of |law W - law|
  /// Sets of states that the chain does not leave, and within which it goes from each to each: one
  /// makes the law unique. At T = 0, and where probabilities below 1e-308 vanish, there are
  /// several; the law is then that of the mean over time from the uniform start. 0: not counted,
  /// above 10 spins.
  int closed_classes = 0;
  int steps = 0;  ///< of the iteration; 0: a direct solution
};

struct StationaryOptions {
  double tol = 1e-13;      ///< largest residual of an iteration
  int max_steps = 100000;  ///< of an iteration
};

/// Up to 10 spins directly, without subtractions (Grassmann, Taksar and Heyman 1985), in the
/// processor's longest format: small probabilities have small relative errors, too. Above, by
/// iteration of (1 + W) / 2 from the law that symmetric couplings have, else from the uniform one.
/// \throws Error  with the residual, where the iteration does not converge
StationaryLaw stationary_law(ExactChain const& chain, StationaryOptions const& options = {});

/// The sum over pairs of states of |law_a W_ab - law_b W_ba|: the net probability that flows in a
/// step, 0 where each step is as frequent as its reverse (detailed balance).
double balance_residual(ExactChain const& chain, std::span<double const> law);

/// Half the sum of |a - b|: the total variation distance of two laws.
double law_distance(std::span<double const> a, std::span<double const> b);

/// How fast a chain forgets.
struct SpectralGap {
  double gap = 0;    ///< 1 - |the largest eigenvalue but the 1|; per step
  double error = 0;  ///< bound on the error of `gap`
  int steps = 0;     ///< of Lanczos' iteration
  /// Steps until what is left of a deviation is 1/e of it: 1 / gap; infinite where the gap is
  /// within its error.
  double relaxation_steps() const;
};

/// By Lanczos' iteration with the chain in the symmetric form of its stationary law: where detailed
/// balance does not hold, that of its additive reversibilisation (W + W*) / 2 (Fill 1991).
/// \param stationary  of one closed class. \param least  states of a smaller probability are left
/// out: the form takes the ratios of these, which must be right
/// \throws Error  where it does not converge in 600 steps
SpectralGap spectral_gap(ExactChain const& chain, std::span<double const> stationary,
                         double least = 1e-280);

}  // namespace mattis::binary
