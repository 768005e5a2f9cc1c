// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/dmft/detail/host_blocks.hpp>
#include <mattis/dmft/factor.hpp>
#include <mattis/kernels/detail/dot.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace mattis {
namespace {

/// Columns that are finished together, and rows that a thread then takes at once: whole register
/// tiles.
constexpr int block = 48;

double largest_variance(HostArray<double const**> const& A, int rows) {
  double largest = 0;
  for (int t = 0; t < rows; ++t) largest = std::max(largest, A(t, t));
  return largest;
}

/// The first of the rows that is not without variance; `rows` where there is none.
int first_with_variance(HostArray<double const**> const& A, int rows) {
  int t = 0;
  while (t < rows && A(t, t) == 0) ++t;
  return t;
}

}  // namespace

CovarianceFactor::CovarianceFactor(int steps, std::optional<double> jitter, double floor,
                                   How const& how)
    : how_(how),
      L_("mattis::dmft::factor", static_cast<std::size_t>(steps), static_cast<std::size_t>(steps)),
      current_("mattis::dmft::current_factor", static_cast<std::size_t>(steps),
               static_cast<std::size_t>(steps)),
      given_(jitter),
      floor_(floor) {}

std::size_t CovarianceFactor::bytes(int steps) {
  return 2 * sizeof(double) * static_cast<std::size_t>(steps) * static_cast<std::size_t>(steps);
}

void CovarianceFactor::factor(detail::HostExec const& exec, HostArray<double const**> A) {
  auto const steps = static_cast<int>(A.extent(0));
  int const silent = first_with_variance(A, steps);
  for (int t = 0; t < silent; ++t) clear_row(t);
  if (silent == steps) return;
  jitter_ = given_.value_or(floor_ * A(silent, silent));
  for (int done = 0;;) {
    int const reached = factor_rows(exec, A);
    for (; done < reached; ++done)
      if (done >= silent) std::copy_n(&current_(done, 0), done + 1, &L_(done, 0));
    if (reached == steps) return;
    raise_jitter(A, reached + 1);
  }
}

/// Factors A + jitter I by blocks of columns. \return the rows that are done: those before the
/// first bad pivot
int CovarianceFactor::factor_rows(detail::HostExec const& exec,
                                  HostArray<double const**> const& A) const {
  auto const& kernels = how_.micro<double>().matrix;
  auto const steps = static_cast<int>(A.extent(0));
  for (int t = 0; t < steps; ++t) start_row(A, t);
  for (int first = 0; first < steps; first += block) {
    int const end = std::min(steps, first + block);
    for (int t = first; t < end; ++t) {
      if (!finish_row(t, first)) return t;
    }
    detail::for_each_range(exec, "mattis::dmft::factor_columns", steps - end, block,
                           0.5 * block * block, [&](int from, int to) {
                             for (int t = end + from; t < end + to; ++t)
                               finish_columns(t, first, end);
                           });
    detail::for_each_range(exec, "mattis::dmft::factor_rest", steps - end, block,
                           0.1 * block * steps,
                           [&](int from, int to) {
      kernels.multiply_add(to - from, to, end - first, -1, &current_(end + from, first), steps,
                           &current_(first, end), steps, &current_(end + from, end), steps);
    });
  }
  return steps;
}

void CovarianceFactor::start_row(HostArray<double const**> const& A, int t) const {
  std::copy_n(&A(t, 0), t + 1, &current_(t, 0));
  current_(t, t) += jitter_;
}

/// Columns first .. end - 1 of row t, from which those before have been taken out; and their mirror
/// image.
void CovarianceFactor::finish_columns(int t, int first, int end) const {
  double* const row = &current_(t, first);
  for (int s = first; s < end; ++s) {
    row[s - first] =
        (row[s - first] - detail::dot(row, &current_(s, first), s - first)) / current_(s, s);
    current_(s, t) = row[s - first];
  }
}

/// The last columns of row t, from `first` on. False where the squared pivot is too small or not a
/// number.
bool CovarianceFactor::finish_row(int t, int first) const {
  finish_columns(t, first, t);
  double const* const row = &current_(t, first);
  double const pivot = current_(t, t) - detail::dot(row, row, t - first);
  if (!std::isfinite(pivot) || !(pivot > (given_ ? 0 : jitter_ / 2))) return false;
  current_(t, t) = std::sqrt(pivot);
  return true;
}

/// Of a step without noise, as those of a network that starts at zero.
void CovarianceFactor::clear_row(int t) {
  jitter_ = 0;
  std::fill_n(&L_(t, 0), t + 1, 0.0);
}

void CovarianceFactor::add_row(HostArray<double const**> A, int t) {
  int const silent = first_with_variance(A, t + 1);
  if (silent > t) return clear_row(t);
  if (silent == t) jitter_ = given_.value_or(floor_ * A(t, t));
  if (!(silent == t ? try_rows(A, t + 1) : try_row(A, t))) {
    do raise_jitter(A, t + 1);
    while (!try_rows(A, t + 1));
  }
  std::copy_n(&current_(t, 0), t + 1, &L_(t, 0));
}

double CovarianceFactor::condition_number(HostArray<double const**> A) const {
  auto const steps = static_cast<int>(A.extent(0));
  if (first_with_variance(A, steps) == steps) return 1;
  auto const eigenvalue = [&](auto const& apply) {
    // Neither smooth nor alternating, so that no eigenvector of a smooth covariance is far from it.
    std::vector<double> v(static_cast<std::size_t>(steps));
    for (int t = 0; t < steps; ++t) v[static_cast<std::size_t>(t)] = 1 + std::cos(1.7 * t * t);
    double norm = 0;
    for (int iteration = 0; iteration <= 30; ++iteration) {
      detail::throw_if_stopped();
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
    for (int t = 0; t < steps; ++t)
      y[t] = (y[t] - detail::dot(&current_(t, 0), y, t)) / current_(t, t);
    for (int t = steps - 1; t >= 0; --t) {
      y[t] /= current_(t, t);
      detail::add_scaled(-y[t], &current_(t, 0), y, t);
    }
  });
  return largest * inverse;
}

/// The same bits as of factor_rows: every entry is the same sum in the same order.
bool CovarianceFactor::try_row(HostArray<double const**> const& A, int t) const {
  auto const& kernels = how_.micro<double>().matrix;
  auto const steps = static_cast<int>(A.extent(0));
  start_row(A, t);
  int first = 0;
  for (; first + block <= t; first += block) {
    int const end = first + block;
    finish_columns(t, first, end);
    kernels.multiply_add(1, t + 1 - end, block, -1, &current_(t, first), steps,
                         &current_(first, end), steps, &current_(t, end), steps);
  }
  return finish_row(t, first);
}

bool CovarianceFactor::try_rows(HostArray<double const**> const& A, int rows) const {
  for (int t = 0; t < rows; ++t) {
    detail::throw_if_stopped();
    if (!try_row(A, t)) return false;
  }
  return true;
}

/// To ten times the jitter, where it fails in the last of these rows.
void CovarianceFactor::raise_jitter(HostArray<double const**> const& A, int rows) {
  if (given_) {
    throw_unexpected("jitter",
                     "enough to make the noise covariance positive definite (auto finds it)",
                     to_text(jitter_));
  }
  double const largest = largest_variance(A, rows);
  if (jitter_ > 0 && std::isfinite(largest) && (jitter_ *= 10) <= largest) return;
  throw Error(
      "noise covariance: expected positive semidefinite with finite entries, got a matrix that no "
      "jitter mends");
}

}  // namespace mattis
