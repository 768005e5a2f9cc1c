// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Binary networks for Target::reference (docs/models.md 2).
#include <mattis/kernels/reference.hpp>

#include <cstdint>
#include <functional>
#include <vector>

namespace mattis::reference {

/// N J_ij = sum_mu xi^mu_i xi^mu_j of the first patterns, J_ii = 0; signs (P, N).
Matrix hebb(SignBits const& signs, int patterns);

/// Attempts to flip spins (docs/models.md 2), attempt t at sites[t]: it does where words[t] is
/// below threshold(dE). J and `field` (N), or none, in units. In parallel none sees another's flip.
/// \return flips
int attempt_spins(Matrix const& J, std::vector<std::int32_t> const& field, double units,
                  std::vector<std::int32_t> const& sites, std::vector<std::uint32_t> const& words,
                  bool parallel, std::function<std::uint32_t(double dE)> const& threshold,
                  std::vector<double>& spins);

}  // namespace mattis::reference
