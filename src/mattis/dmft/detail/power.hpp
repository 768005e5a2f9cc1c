// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace mattis::detail {

/// base^exponent, exponent >= 0, by squaring; base^1 is base itself, bit by bit.
inline double power(double base, int exponent) {
  double result = 1;
  for (; exponent > 0; exponent /= 2, base *= base) {
    if (exponent % 2 == 1) result *= base;
  }
  return result;
}

}  // namespace mattis::detail
