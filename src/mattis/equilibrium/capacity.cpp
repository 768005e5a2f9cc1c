// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/equilibrium/capacity.hpp>
#include <mattis/equilibrium/detail/binomial_tail.hpp>

#include <cmath>

namespace mattis::equilibrium {

namespace {

void check_neurons(std::int64_t N) {
  expect(N >= 2 && N <= 1'000'000'000, "N", "from 2 to 1000000000 neurons", N);
}

constexpr double most_signs = 1e12;

Bounded over_log(std::int64_t N, double factor) {
  check_neurons(N);
  auto const n = exactly(static_cast<double>(N));
  return n / (factor * log(n));
}

/// The largest P of which holds(P), which holds for P = 1 and for no P beyond one for which it
/// fails.
template <class Predicate>
std::int64_t last_of(std::int64_t N, Predicate const& holds) {
  std::int64_t low = 1, high = 2;
  auto const most = static_cast<std::int64_t>(most_signs / static_cast<double>(N - 1));
  while (high < most && holds(high)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    auto const middle = low + (high - low) / 2;
    (holds(middle) ? low : high) = middle;
  }
  return low;
}

}  // namespace

Bounded unstable_fraction(double alpha) {
  expect(alpha >= 0, "alpha", "a load of at least 0", alpha);
  if (alpha == 0) return exactly(0);
  double const x = 1 / std::sqrt(2 * alpha), value = 0.5 * std::erfc(x);
  // erfc(x (1 + d)) = erfc(x) (1 - about 2 x^2 d)
  return rounded(value, (8 + 6 * x * x) * unit_roundoff * value);
}

Bounded unstable_fraction(std::int64_t N, std::int64_t P) {
  check_neurons(N);
  double const signs = static_cast<double>(N - 1) * static_cast<double>(P - 1);
  expect(P >= 1 && signs <= most_signs, "P", "at least 1 pattern, (N - 1)(P - 1) at most 1e12", P);
  auto const M = (N - 1) * (P - 1);
  // k of M signs are -1: M - 2 k < -(N - 1)
  auto const least = (M + N - 1) / 2 + 1;
  return detail::binomial_tail(M, least);
}

Bounded capacity_of_one(std::int64_t N) { return over_log(N, 2); }
Bounded capacity_of_all(std::int64_t N) { return over_log(N, 4); }

std::int64_t largest_load_of_one(std::int64_t N, double errors) {
  check_neurons(N);
  expect(errors > 0, "errors", "an expected number above 0", errors);
  auto const neurons = static_cast<double>(N);
  return last_of(N,
                 [&](std::int64_t P) { return neurons * unstable_fraction(N, P).value < errors; });
}

std::int64_t largest_load_of_all(std::int64_t N, double errors) {
  check_neurons(N);
  expect(errors > 0, "errors", "an expected number above 0", errors);
  auto const neurons = static_cast<double>(N);
  return last_of(N, [&](std::int64_t P) {
    return neurons * static_cast<double>(P) * unstable_fraction(N, P).value < errors;
  });
}

}  // namespace mattis::equilibrium
