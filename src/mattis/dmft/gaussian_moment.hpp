// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <vector>

namespace mattis {

/// The moment <u^p v^q> of a centred Gaussian pair (Isserlis 1918; docs/models.md 1.2), for fixed
/// orders p and q:
///
///     <u^p v^q> = sum_k k! C(p,k) C(q,k) (p-k-1)!! (q-k-1)!! c^k a^{(p-k)/2} b^{(q-k)/2},   p-k
///     and q-k even
///
/// k counts the pairings of a u with a v. Coefficients are made once; a value costs O(min(p, q))
/// operations.
class GaussianMoment {
 public:
  /// p, q >= 0. \throws Error  naming the order when a coefficient leaves the range of double
  GaussianMoment(int p, int q);

  /// \param a  <u u>   \param b  <v v>   \param c  <u v>
  double operator()(double a, double b, double c) const;

 private:
  int p_, q_;
  // Of k = most, most - 2, ..; empty where p + q is odd and the moment vanishes.
  std::vector<double> coefficients_;
};

}  // namespace mattis
