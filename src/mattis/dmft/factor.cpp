// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/dmft/detail/triangular.hpp>
#include <mattis/dmft/factor.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace mattis {
namespace {

/// Row by row; false where a squared pivot is below `least` or not a number.
bool factor(HostArray<double const**> const& A, double jitter, double least, HostArray<double**> const& L) {
  auto const steps = static_cast<int>(A.extent(0));
  for (int t = 0; t < steps; ++t) {
    double* const row = &L(t, 0);
    for (int s = 0; s < t; ++s) row[s] = (A(t, s) - detail::dot(row, &L(s, 0), s)) / L(s, s);
    double const pivot = A(t, t) + jitter - detail::dot(row, row, t);
    if (!(pivot > least)) return false;
    row[t] = std::sqrt(pivot);
    std::fill(row + t + 1, row + steps, 0.0);
  }
  return true;
}

}  // namespace

double factor_covariance(HostArray<double const**> A, std::optional<double> jitter, double floor,
                         HostArray<double**> L) {
  double largest = 0;
  for (std::size_t t = 0; t < A.extent(0); ++t) largest = std::max(largest, A(t, t));
  if (jitter) {
    if (factor(A, *jitter, 0, L)) return *jitter;
    throw_unexpected("jitter", "enough to make the noise covariance positive definite (auto finds it)",
                     to_text(*jitter));
  }
  for (double trial = floor * largest; trial <= largest && trial > 0; trial *= 10) {
    if (factor(A, trial, trial / 2, L)) return trial;
  }
  throw Error(
      "noise covariance: expected positive semidefinite with finite entries, got a matrix that no jitter mends");
}

}  // namespace mattis
