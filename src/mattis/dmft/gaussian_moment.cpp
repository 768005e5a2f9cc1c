// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/dmft/detail/power.hpp>
#include <mattis/dmft/gaussian_moment.hpp>

#include <algorithm>
#include <cmath>

namespace mattis {
namespace {

/// (n-1)!!, the number of ways to pair n things; n even.
double pairings(int n) {
  double product = 1;
  for (int i = n - 1; i > 1; i -= 2) product *= i;
  return product;
}

/// n (n-1) .. (n-k+1) / k!
double binomial(int n, int k) {
  double product = 1;
  for (int i = 0; i < k; ++i) product = product * (n - i) / (i + 1);
  return product;
}

}  // namespace

GaussianMoment::GaussianMoment(int p, int q) : p_(p), q_(q) {
  if ((p + q) % 2 != 0) return;
  for (int k = std::min(p, q); k >= 0; k -= 2) {
    double ways = 1;  // k! C(p,k) C(q,k)
    for (int i = 0; i < k; ++i) ways *= p - i;
    coefficients_.push_back(ways * binomial(q, k) * pairings(p - k) * pairings(q - k));
    expect(std::isfinite(coefficients_.back()), "order of a Gaussian moment",
           "one whose value a double can hold", p + q);
  }
}

double GaussianMoment::operator()(double a, double b, double c) const {
  if (coefficients_.empty()) return 0;
  // Each two pairings fewer of u with v are one of u with u and one of v with v: c^2 -> a b, by
  // Horner's scheme in both.
  double const square = c * c;
  double const product = a * b;
  double sum = 0;
  double weight = 1;
  for (double const coefficient : coefficients_) {
    sum = sum * square + coefficient * weight;
    weight *= product;
  }
  int const most = std::min(p_, q_);
  return sum * detail::power(c, most % 2) * detail::power(a, (p_ - most) / 2) *
         detail::power(b, (q_ - most) / 2);
}

}  // namespace mattis
