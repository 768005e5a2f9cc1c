// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/error.hpp>

#include <cmath>
#include <cstddef>
#include <string>

namespace mattis::detail {

/// Results that are handed out are numbers: where states overflow, nothing is.
/// \throws Error  naming the result and the place of the entry, as "m: expected finite values ..,
/// got nan at t = 3"
inline void expect_finite(char const* name, double value, char const* place, std::size_t index) {
  if (std::isfinite(value)) return;
  throw_unexpected(name,
                   "finite values (smaller a, ic_noise, g or dt may give them, or precision double "
                   "where it was float)",
                   to_text(value) + " at " + place + " = " + std::to_string(index));
}

}  // namespace mattis::detail
