// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/kernels/how.hpp>

#include <cstddef>
#include <optional>

namespace mattis {

/// Cholesky factor of a covariance that is only semidefinite, in float64, row by row: row t is that
/// of the factor of A(0..t, 0..t) + jitter_t I, so that L L^T = A up to the jitter and no row of L
/// depends on a later one of A. (A jitter that a later row could raise for all would let the causal
/// theory feed on steps that are not solved yet: for n = 4 its sweeps then never end.)
///
/// The jitter is the given one or, where there is none, the smallest of 10^k * floor * A(0,0), k =
/// 0, 1, .., no smaller than that of the row before, that leaves every squared pivot of rows 0 .. t
/// at least half the jitter. A pivot below it would only carry rounding errors of A into L. Steps
/// before the first with a variance have rows of zeros in L, and the first with one stands for
/// A(0,0).
class CovarianceFactor {
 public:
  /// \param jitter  used as it is; none: found as above
  /// \param floor   relative rounding error of A
  CovarianceFactor(int steps, std::optional<double> jitter, double floor, How const& how = {});
  static std::size_t bytes(int steps);

  /// Row t of L from rows 0 .. t of A, of which the lower triangle is read; t = 0 starts another
  /// matrix. \throws Error  when no jitter up to the largest A(s,s), or not the given one, makes A
  /// positive definite
  void add_row(HostArray<double const**> A, int t);
  /// All rows, by the threads of `exec`; blocks. Same bits for any number of them. \throws Error as
  /// add_row
  void factor(Kokkos::DefaultHostExecutionSpace const& exec, HostArray<double const**> A);

  /// 2-norm condition number of A + jitter I, from below, once all rows of A are added: power
  /// iteration on A + jitter I and on its inverse, 30 steps each (the ratio of the outermost
  /// eigenvalues is what counts, not its last digits). 1 where A is zero.
  double condition_number(HostArray<double const**> A) const;

  /// (T, T), lower triangle and zeros above it
  HostArray<double**> const& L() const { return L_; }
  /// That of the last row, the largest.
  double jitter() const { return jitter_; }

 private:
  int factor_rows(Kokkos::DefaultHostExecutionSpace const& exec,
                  HostArray<double const**> const& A) const;
  void clear_row(int t);
  void start_row(HostArray<double const**> const& A, int t) const;
  void finish_columns(int t, int first, int end) const;
  bool finish_row(int t, int first) const;
  bool try_row(HostArray<double const**> const& A, int t) const;
  bool try_rows(HostArray<double const**> const& A, int rows) const;
  void raise_jitter(HostArray<double const**> const& A, int rows);

  How how_;
  HostArray<double**> L_;
  HostArray<double**>
      current_;  // the factor of all rows so far at the current jitter, below its transpose
  std::optional<double> given_;
  double floor_;
  double jitter_ = 0;
};

}  // namespace mattis
