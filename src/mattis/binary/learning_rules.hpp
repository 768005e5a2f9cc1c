// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Couplings that a network learns from patterns (docs/models.md 2), as whole numbers in units of
// their own, J_ii = 0 unless stated. Patterns are (P, N), +1 or -1.
#include <mattis/binary/given_patterns.hpp>
#include <mattis/kernels/integer_spins.hpp>

#include <cstdint>

namespace mattis::binary {

/// sum_mu xi^mu_i xi^mu_j, units N: Hebb's rule as a matrix, to be changed by what follows.
/// HebbSpins needs none. \throws Error  for more than 32767 patterns
IntegerMatrix hebb_rule(GivenPatterns const& patterns);

/// sgn of Hebb's, 0 where that is 0; units N / sqrt(2 P / pi), as if each had the mean magnitude of
/// Hebb's.
IntegerMatrix clipped_rule(GivenPatterns const& patterns);

/// Patterns learned one by one, J <- J + xi xi^T held within [-limit, limit] (Parisi 1986), units
/// N: what was learned last is remembered.
IntegerMatrix saturating_rule(GivenPatterns const& patterns, int limit);

/// stay xi xi^T + go xi^{mu+1} xi^{mu T}, the last followed by the first where `cyclic`; units stay
/// N, or go N where stay is 0. Asymmetric; J_ii is 0.
IntegerMatrix sequence_rule(GivenPatterns const& patterns, int stay, int go, bool cyclic);

/// Hopfield's 1982 rule for V_i = 0 or 1, T_ij = sum_mu (2 V^mu_i - 1)(2 V^mu_j - 1), V_i <- 1
/// where sum_j T_ij V_j > U_i: in spins J = T / 4 and h_i = sum_j T_ij / 4 - U_i / 2. Units 4 N, as
/// T / N. \param thresholds  (N) U in units of T, or empty: 0
IntegerMatrix zero_one_rule(GivenPatterns const& patterns,
                            std::vector<std::int32_t> const& thresholds = {});

/// Keeps each coupling with probability `share`, pairs together where `symmetric`; units are
/// multiplied by share, so that fields of patterns stay what they were. \throws Error  for a share
/// not in (0, 1]
void dilute(IntegerMatrix& couplings, double share, bool symmetric, std::uint64_t seed,
            std::uint32_t network = 0);

/// Signs drawn as random_patterns draws those of one set.
GivenPatterns drawn_patterns(std::int64_t P, std::int64_t N, std::uint64_t seed,
                             std::int64_t set = 0);

}  // namespace mattis::binary
