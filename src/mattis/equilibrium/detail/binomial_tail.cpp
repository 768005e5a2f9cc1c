// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/equilibrium/detail/binomial_tail.hpp>

#include <boost/math/special_functions/beta.hpp>

#include <cmath>

namespace mattis::equilibrium::detail {

Bounded binomial_tail(std::int64_t M, std::int64_t k) {
  if (k > M) return exactly(0);
  if (k <= 0) return exactly(1);
  // I_{1/2}(k, M - k + 1)
  double const value =
      boost::math::ibeta(static_cast<double>(k), static_cast<double>(M - k) + 1, 0.5);
  // Boost states the error of powers with large exponents: their logarithms carry it.
  double const exponent = std::abs(std::log(value)) + std::log(static_cast<double>(M) + 2);
  return rounded(value,
                 unit_roundoff * value * (200 + 40 * exponent + std::sqrt(static_cast<double>(M))));
}

}  // namespace mattis::equilibrium::detail
