// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cmath>
#include <limits>

namespace mattis::equilibrium {

/// A number and a bound on its error, which everything computed from it carries on (running error
/// analysis, Wilkinson 1963): linear in the errors, and a rounding for every operation.
struct Bounded {
  double value = 0;
  double error = 0;
};

/// Half the distance between 1 and the next number.
inline constexpr double unit_roundoff = 0x1p-53;

/// `value`, computed in one rounding from operands whose errors make `error`; or it underflowed.
inline Bounded rounded(double value, double error) {
  return {value,
          error + unit_roundoff * std::abs(value) + std::numeric_limits<double>::denorm_min()};
}

/// What a user gave, or a constant that is exact.
inline Bounded exactly(double value) { return {value, 0}; }

inline Bounded operator-(Bounded a) { return {-a.value, a.error}; }
inline Bounded operator+(Bounded a, Bounded b) {
  return rounded(a.value + b.value, a.error + b.error);
}
inline Bounded operator-(Bounded a, Bounded b) { return a + -b; }
inline Bounded operator*(Bounded a, Bounded b) {
  return rounded(a.value * b.value,
                 std::abs(a.value) * b.error + std::abs(b.value) * a.error + a.error * b.error);
}
inline Bounded operator/(Bounded a, Bounded b) {
  double const least = std::abs(b.value) - b.error;  // of the divisor
  double const value = a.value / b.value;
  return rounded(value, least > 0 ? (a.error + std::abs(value) * b.error) / least
                                  : std::numeric_limits<double>::infinity());
}
inline Bounded operator+(double a, Bounded b) { return exactly(a) + b; }
inline Bounded operator-(double a, Bounded b) { return exactly(a) - b; }
inline Bounded operator-(Bounded a, double b) { return a - exactly(b); }
inline Bounded operator*(double a, Bounded b) { return exactly(a) * b; }
inline Bounded operator/(double a, Bounded b) { return exactly(a) / b; }
inline Bounded operator/(Bounded a, double b) { return a / exactly(b); }

/// Of a number that is not negative.
inline Bounded sqrt(Bounded a) {
  double const value = std::sqrt(std::fmax(a.value, 0));
  double const least = std::sqrt(std::fmax(a.value - a.error, 0));
  return rounded(value, a.error == 0 ? 0 : a.error / std::fmax(value + least, std::sqrt(a.error)));
}
/// Of the same number, the one that is known better.
inline Bounded tighter(Bounded a, Bounded b) { return b.error < a.error ? b : a; }
/// Of a number above 0.
inline Bounded log(Bounded a) {
  double const least = a.value - a.error;
  return rounded(std::log(a.value),
                 least > 0 ? a.error / least : std::numeric_limits<double>::infinity());
}
/// log(1 + a), a > -1.
inline Bounded log1p(Bounded a) {
  double const least = 1 + a.value - a.error;
  return rounded(std::log1p(a.value),
                 least > 0 ? a.error / least : std::numeric_limits<double>::infinity());
}

}  // namespace mattis::equilibrium
