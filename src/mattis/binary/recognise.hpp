// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace mattis::binary {

/// Which memory a state is.
struct Recognition {
  int mu = 0;          ///< the pattern of the largest |overlap|; the first of equal ones
  double overlap = 0;  ///< m_mu = (1/N) sum_i xi^mu_i sigma_i, with its sign
  double margin = 0;   ///< |m_mu| less the next largest; |m_mu| itself where there is one pattern
};

/// \param patterns  (P, N) of +1 and -1, row-major \param state  (N)
/// \throws Error  when the sizes do not fit
Recognition recognise(std::span<std::int8_t const> patterns, std::span<std::int8_t const> state);

}  // namespace mattis::binary
