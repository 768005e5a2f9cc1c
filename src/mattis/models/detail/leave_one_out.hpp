// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Elementary symmetric polynomials of a few numbers without each of them in turn, with no
// cancellation but their own.
#include <Kokkos_Core.hpp>

namespace mattis::detail {

/// e_n of N numbers without y_i, for i = 0 .. N-1, of `Side` sets of numbers side by side.
///
/// Every polynomial is built factor by factor, e_k <- e_k + y e_{k-1}, and nothing is taken out
/// again: the error is at most 2 N roundings of e_n of the absolute values, whatever N and the
/// numbers are. (Newton's identities lose five digits of it for n = 24 and N = 27; n = N = 24
/// should give 0.) Numbers outside the halves of a binary tree serve all numbers inside: N log2 N
/// factors instead of N^2.
template <int Side>
class LeaveOneOut {
 public:
  static constexpr int max_degree = 32;
  static constexpr int max_levels = 6;
  static constexpr int max_numbers = 1 << max_levels;

  /// \param count   at most max_numbers
  /// \param degree  n, at most max_degree
  KOKKOS_FUNCTION LeaveOneOut(int count, int degree) : count_(count), degree_(degree) {
    while ((1 << levels_) < count) ++levels_;
    for (int k = 0; k <= degree; ++k)
      for (int r = 0; r < Side; ++r) without_[0][k][r] = k == 0 ? 1 : 0;
  }

  /// y_j of set r, to be set before visit().
  KOKKOS_FUNCTION double& number(int j, int r) { return numbers_[j][r]; }

  /// visit(i, e): e[r] = e_n of set r without y_i.
  template <class Visit>
  KOKKOS_FUNCTION void visit(Visit const& visit) {
    for (int i = 0; i < count_; ++i) {
      int level = 0;  // from here on the blocks that hold i are others than those that hold i - 1
      if (i > 0) {
        level = levels_ - 1;
        for (int bits = i; bits % 2 == 0; bits /= 2) --level;
      }
      for (; level < levels_; ++level) {
        int const size = 1 << (levels_ - level - 1);
        int const first = ((i / size) ^ 1) * size;
        int const end = first + size < count_ ? first + size : count_;
        for (int k = 0; k <= degree_; ++k)
          for (int r = 0; r < Side; ++r) without_[level + 1][k][r] = without_[level][k][r];
        for (int j = first; j < end; ++j) include(level + 1, j);
      }
      visit(i, without_[levels_][degree_]);
    }
  }

 private:
  KOKKOS_FUNCTION void include(int level, int j) {
    for (int k = degree_; k > 0; --k)
      for (int r = 0; r < Side; ++r)
        without_[level][k][r] += numbers_[j][r] * without_[level][k - 1][r];
  }

  int count_, degree_;
  int levels_ = 0;
  double numbers_[max_numbers][Side];
  // e_0 .. e_n of the numbers outside the block of 2^(levels - level) that holds i
  double without_[max_levels + 1][max_degree + 1][Side];
};

}  // namespace mattis::detail
