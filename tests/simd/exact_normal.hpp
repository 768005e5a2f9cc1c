// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/philox.hpp>

#include <cmath>
#include <cstdint>
#include <numbers>

namespace mattis::testing {

/// The formula of standard_normals with u rounded as in T, then in double.
template <class T>
double exact_normal(RandomWords const& random, int which) {
  int const pair = which / 2;
  T const u = (static_cast<T>(random.word[2 * pair] >> 1) + T(0.5)) * T(0x1p-31);
  double const angle =
      std::numbers::pi * 0x1p-31 * static_cast<std::int32_t>(random.word[2 * pair + 1]);
  double const radius = std::sqrt(-2 * std::log(static_cast<double>(u)));
  return radius * (which % 2 == 0 ? std::cos(angle) : std::sin(angle));
}

}  // namespace mattis::testing
