// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/kernels/compressed_kernel.hpp>
#include <mattis/kernels/detail/dot.hpp>
#include <mattis/kernels/detail/vector_width.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <algorithm>
#include <cmath>

namespace mattis {
namespace {

constexpr int panel = kernel_panel;
constexpr int most = largest_kernel_rank;

/// Multiply-adds for a step of a column: summed entry by entry on average, and through a state, of
/// which the panels' own part is shared by all columns before.
double dense_cost(int steps) { return steps / 3.0; }
double compressed_cost(int rank, int steps) {
  double const n = rank + 1;
  double const column = panel * (panel / 3.0 + rank);
  double const unit_vectors = 2 * n * (panel / 2.0 + 2.0 * rank + 1.0 * rank * rank / panel);
  return n + n * n / panel + (column + unit_vectors) / steps;
}

double largest_row_sum(HostArray<double const**> const& F) {
  double largest = 0;
  for (std::size_t t = 0; t < F.extent(0); ++t) {
    double sum = 0;
    for (std::size_t s = 0; s <= t; ++s) sum += std::abs(F(t, s));
    if (!std::isfinite(sum)) return sum;
    largest = std::max(largest, sum);
  }
  return largest;
}

/// The largest rank that makes a sweep cheaper; 0 where none does.
int useful_rank(int steps) {
  int rank = 0;
  while (rank < most && compressed_cost(rank + 1, steps) < dense_cost(steps)) ++rank;
  return rank;
}

HostArray<double**> array(char const* label, int rows, int columns) {
  return HostArray<double**>(label, static_cast<std::size_t>(rows),
                             static_cast<std::size_t>(columns));
}

}  // namespace

KernelCompression::KernelCompression(int steps, How const& how)
    : how_(how),
      steps_(steps),
      read_(array("mattis::compressed_kernel::read", steps, most)),
      write_(array("mattis::compressed_kernel::write", steps, most)),
      keep_("mattis::compressed_kernel::keep", static_cast<std::size_t>(kernel_panels(steps)), most,
            most),
      rows_(array("mattis::compressed_kernel::rows", steps, most + panel)),
      basis_(array("mattis::compressed_kernel::basis", most, most + panel)),
      coordinates_(array("mattis::compressed_kernel::coordinates", steps, most)),
      past_(array("mattis::compressed_kernel::past", most, steps)),
      next_(array("mattis::compressed_kernel::next", most, steps)),
      left_("mattis::compressed_kernel::left", static_cast<std::size_t>(steps)) {}

std::size_t KernelCompression::bytes(int steps) {
  std::size_t const each_step = 2 * most + (most + panel) + most + 2 * most + 1;
  return sizeof(double) *
         (static_cast<std::size_t>(steps) * each_step +
          static_cast<std::size_t>(kernel_panels(steps)) * most * most + most * (most + panel));
}

void KernelCompression::compress(HostArray<double const**> const& F, double tol) {
  rank_ = 0;
  error_ = 0;
  int const rank_limit = useful_rank(steps_);
  if (!(tol > 0) || rank_limit == 0) return;
  double const largest_row = largest_row_sum(F);
  if (!(largest_row > 0) || !std::isfinite(largest_row)) return;
  // A row of length l has sum |.| <= sqrt(T) l. What several panels leave over adds up, as a rule
  // by less than this bound is generous: the second try, with less left over, is rare.
  double leave = tol * largest_row / std::sqrt(steps_);
  for (int attempt = 0; attempt < 3; ++attempt, leave /= 4) {
    Outcome outcome;
    detail::run_with_vectors(how_.vector_bytes(),
                             [&] { outcome = try_compress(F, leave, rank_limit); });
    if (outcome.rank == 0) return;
    if (outcome.error <= tol * largest_row) {
      rank_ = outcome.rank;
      error_ = outcome.error / largest_row;
      return;
    }
  }
}

KernelCompression::Outcome KernelCompression::try_compress(HostArray<double const**> const& F,
                                                           double leave, int rank_limit) {
  for (auto const& made : {read_, write_}) std::fill_n(made.data(), made.size(), 0.0);
  std::fill_n(keep_.data(), keep_.size(), 0.0);
  Outcome outcome;
  int rank = 0;
  for (int p0 = panel; p0 < steps_; p0 += panel) {
    detail::throw_if_stopped();
    int const before = p0 - panel;
    int const height = steps_ - p0;
    int const width = detail::round_up(rank + panel, 8);
    for (int i = 0; i < height; ++i) {
      double* const row = &rows_(i, 0);
      if (rank > 0) std::copy_n(&coordinates_(i + panel, 0), rank, row);
      std::copy_n(&F(p0 + i, before), panel, row + rank);
      std::fill(row + rank + panel, row + width, 0.0);
    }
    int const found = orthogonalise(height, width, leave, rank_limit);
    if (found < 0) return {};
    for (int j = 0; j < found; ++j) {
      double const* const basis = &basis_(j, 0);
      double* const past = &next_(j, 0);
      std::copy_n(basis, rank, &keep_(before / panel, j, 0));
      for (int c = 0; c < panel; ++c) write_(before + c, j) = basis[rank + c];
      std::fill_n(past, before, 0.0);
      for (int k = 0; k < rank; ++k) detail::add_scaled(basis[k], &past_(k, 0), past, before);
      std::copy_n(basis + rank, panel, past + before);
    }
    std::swap(past_, next_);
    rank = found;
    outcome.rank = std::max({outcome.rank, rank, 1});  // of zeros where there is no coupling yet
    for (int i = 0; i < std::min(panel, height); ++i) {
      std::copy_n(&coordinates_(i, 0), rank, &read_(p0 + i, 0));
      outcome.error =
          std::max(outcome.error, row_error(&F(p0 + i, 0), &coordinates_(i, 0), rank, p0));
    }
  }
  return outcome;
}

/// sum_s |F(t,s) - sum_j coordinates_j past(j,s)|
double KernelCompression::row_error(double const* F, double const* coordinates, int rank,
                                    int columns) const {
  double* const difference = left_.data();
  std::copy_n(F, columns, difference);
  for (int j = 0; j < rank; ++j)
    detail::add_scaled(-coordinates[j], &past_(j, 0), difference, columns);
  double sum = 0;
  for (int s = 0; s < columns; ++s) sum += std::abs(difference[s]);
  return sum;
}

/// Gram-Schmidt with pivoting: an orthonormal basis of rows_ and their coordinates in it, such that
/// no row has more than `leave` left over. \return the rank, or -1 where that takes more than
/// `limit`
int KernelCompression::orthogonalise(int height, int width, double leave, int limit) const {
  for (int i = 0; i < height; ++i) left_(i) = detail::dot(&rows_(i, 0), &rows_(i, 0), width);
  for (int rank = 0;; ++rank) {
    auto const pivot = std::max_element(left_.data(), left_.data() + height) - left_.data();
    if (left_(pivot) <= leave * leave) return rank;
    if (rank == limit) return -1;
    double* const v = &basis_(rank, 0);
    std::copy_n(&rows_(pivot, 0), width, v);
    // A pivot that is nearly used up has lost digits: what it regained of the basis goes once more.
    for (int j = 0; j < rank; ++j)
      detail::add_scaled(-detail::dot(&basis_(j, 0), v, width), &basis_(j, 0), v, width);
    double const scale = 1 / std::sqrt(detail::dot(v, v, width));
    for (int c = 0; c < width; ++c) v[c] *= scale;
    for (int i = 0; i < height; ++i) {
      double* const row = &rows_(i, 0);
      double const along = detail::dot(row, v, width);
      coordinates_(i, rank) = along;
      detail::add_scaled(-along, v, row, width);
      left_(i) = detail::dot(row, row, width);
    }
  }
}

}  // namespace mattis
