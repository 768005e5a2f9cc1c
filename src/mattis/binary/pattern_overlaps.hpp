// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace mattis::binary {

/// Two patterns and their mutual overlap q = (1/N) sum_i xi^mu_i xi^nu_i.
struct OverlappingPair {
  int mu = 0, nu = 0;  ///< mu < nu
  double q = 0;
};

/// How far patterns are from independent ones, of which |q| is sqrt(2/(pi N)) in the mean.
struct MutualOverlaps {
  double mean_absolute = 0;              ///< of |q| over all pairs; NaN for one pattern
  double mean = 0;                       ///< of q; NaN for one pattern
  std::vector<OverlappingPair> largest;  ///< by |q|, the largest first; equal ones in their order
};

/// Overlaps of all pairs of P patterns. Work: P^2 N / 128 words.
/// \param patterns  (P, N) of +1 and -1, row-major
/// \param keep  how many of the largest to give
/// \throws Error  when its size is no multiple of N, or there is no pattern
MutualOverlaps mutual_overlaps(std::span<std::int8_t const> patterns, int N, int keep = 5);

}  // namespace mattis::binary
