// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/dmft/detail/triangular.hpp>
#include <mattis/dmft/factor.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace mattis {
namespace {

double largest_variance(HostArray<double const**> const& A, int rows) {
  double largest = 0;
  for (int t = 0; t < rows; ++t) largest = std::max(largest, A(t, t));
  return largest;
}

}  // namespace

CovarianceFactor::CovarianceFactor(int steps, std::optional<double> jitter, double floor)
    : L_("mattis::dmft::factor", static_cast<std::size_t>(steps), static_cast<std::size_t>(steps)),
      current_("mattis::dmft::current_factor", static_cast<std::size_t>(steps), static_cast<std::size_t>(steps)),
      given_(jitter),
      floor_(floor) {}

std::size_t CovarianceFactor::bytes(int steps) {
  return 2 * sizeof(double) * static_cast<std::size_t>(steps) * static_cast<std::size_t>(steps);
}

void CovarianceFactor::factor(HostArray<double const**> A) {
  for (int t = 0; t < static_cast<int>(A.extent(0)); ++t) add_row(A, t);
}

void CovarianceFactor::add_row(HostArray<double const**> A, int t) {
  if (t == 0) jitter_ = given_.value_or(floor_ * A(0, 0));
  if (!try_row(A, t)) raise_jitter(A, t + 1);
  std::copy_n(&current_(t, 0), t + 1, &L_(t, 0));
}

double CovarianceFactor::condition_number(HostArray<double const**> A) const {
  auto const steps = static_cast<int>(A.extent(0));
  auto const eigenvalue = [&](auto const& apply) {
    // Neither smooth nor alternating, so that no eigenvector of a smooth covariance is far from it.
    std::vector<double> v(static_cast<std::size_t>(steps));
    for (int t = 0; t < steps; ++t) v[static_cast<std::size_t>(t)] = 1 + std::cos(1.7 * t * t);
    double norm = 0;
    for (int iteration = 0; iteration <= 30; ++iteration) {
      norm = std::sqrt(detail::dot(v.data(), v.data(), steps));
      for (double& entry : v) entry /= norm;
      apply(v);
    }
    return std::sqrt(detail::dot(v.data(), v.data(), steps));
  };
  double const largest = eigenvalue([&](std::vector<double>& v) {
    auto const u = v;
    for (int t = 0; t < steps; ++t)
      v[static_cast<std::size_t>(t)] =
          detail::dot(&A(t, 0), u.data(), steps) + jitter_ * u[static_cast<std::size_t>(t)];
  });
  double const inverse = eigenvalue([&](std::vector<double>& v) {
    double* const y = v.data();
    for (int t = 0; t < steps; ++t) y[t] = (y[t] - detail::dot(&current_(t, 0), y, t)) / current_(t, t);
    for (int t = steps - 1; t >= 0; --t) {
      y[t] /= current_(t, t);
      detail::add_scaled(-y[t], &current_(t, 0), y, t);
    }
  });
  return largest * inverse;
}

/// False where the squared pivot is too small or not a number.
bool CovarianceFactor::try_row(HostArray<double const**> const& A, int t) const {
  double* const row = &current_(t, 0);
  for (int s = 0; s < t; ++s) row[s] = (A(t, s) - detail::dot(row, &current_(s, 0), s)) / current_(s, s);
  double const pivot = A(t, t) + jitter_ - detail::dot(row, row, t);
  if (!(pivot > (given_ ? 0 : jitter_ / 2))) return false;
  row[t] = std::sqrt(pivot);
  return true;
}

bool CovarianceFactor::try_rows(HostArray<double const**> const& A, int rows) const {
  for (int t = 0; t < rows; ++t) {
    if (!try_row(A, t)) return false;
  }
  return true;
}

/// Factors rows 0 .. rows - 1 with ten times the jitter, or more.
void CovarianceFactor::raise_jitter(HostArray<double const**> const& A, int rows) {
  if (given_) {
    throw_unexpected("jitter", "enough to make the noise covariance positive definite (auto finds it)",
                     to_text(jitter_));
  }
  double const largest = largest_variance(A, rows);
  while (jitter_ > 0 && (jitter_ *= 10) <= largest) {
    if (try_rows(A, rows)) return;
  }
  throw Error(
      "noise covariance: expected positive semidefinite with finite entries, got a matrix that no jitter mends");
}

}  // namespace mattis
