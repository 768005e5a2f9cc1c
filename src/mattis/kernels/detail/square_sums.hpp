// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/execution.hpp>

#include <cstddef>

namespace mattis::detail {

/// 4 x 4 products of rows, summed together: 8 loads for 16 multiply-adds.
template <class T>
struct SquareSums {
  static constexpr int side = 4;
  T sum[side * side] = {};

  KOKKOS_INLINE_FUNCTION SquareSums& operator+=(SquareSums const& other) {
    for (int n = 0; n < side * side; ++n) sum[n] += other.sum[n];
    return *this;
  }
};

/// Rows and columns of the squares that cover a lower triangle, counted row by row.
KOKKOS_INLINE_FUNCTION void square_of(int index, int& row, int& column) {
  row = static_cast<int>((Kokkos::sqrt(8.0 * index + 1.0) - 1.0) / 2.0);
  while (row * (row + 1) / 2 > index) --row;
  while ((row + 1) * (row + 2) / 2 <= index) ++row;
  column = index - row * (row + 1) / 2;
}

/// Adds the products of one sample, whose entry of row t is at sample[t * row_stride].
template <class T>
KOKKOS_INLINE_FUNCTION void add_products(T const* sample, std::ptrdiff_t row_stride, int steps,
                                         int row, int column, SquareSums<T>& square) {
  constexpr int side = SquareSums<T>::side;
  T right[side];
  for (int c = 0; c < side; ++c)
    right[c] = column * side + c < steps ? sample[(column * side + c) * row_stride] : T(0);
  for (int r = 0; r < side; ++r) {
    T const left = row * side + r < steps ? sample[(row * side + r) * row_stride] : T(0);
    for (int c = 0; c < side; ++c) square.sum[r * side + c] += left * right[c];
  }
}

/// Adds rows rows^T of `samples` columns to the lower triangle of sums (T, T), by one team.
template <class Member, class T>
KOKKOS_INLINE_FUNCTION void correlate(Member const& team, int steps, std::ptrdiff_t row_stride,
                                      int samples, T const* rows, double* sums) {
  constexpr int side = SquareSums<T>::side;
  int const squares = ceil_div(steps, side);
  Kokkos::parallel_for(Kokkos::TeamThreadRange(team, squares * (squares + 1) / 2), [&](int index) {
    int i = 0;
    int j = 0;
    square_of(index, i, j);
    SquareSums<T> square;
    Kokkos::parallel_reduce(
        Kokkos::ThreadVectorRange(team, samples),
        [&](int l, SquareSums<T>& partial) {
      add_products(rows + l, row_stride, steps, i, j, partial);
        },
        Kokkos::Sum<SquareSums<T>>(square));
    Kokkos::single(Kokkos::PerThread(team), [&] {
      for (int r = 0; r < side; ++r)
        for (int c = 0; c < side; ++c) {
          int const t = i * side + r;
          int const s = j * side + c;
          if (t < steps && s <= t)
            sums[static_cast<std::ptrdiff_t>(t) * steps + s] +=
                static_cast<double>(square.sum[r * side + c]);
        }
    });
  });
}

}  // namespace mattis::detail

template <class T>
struct Kokkos::reduction_identity<mattis::detail::SquareSums<T>> {
  KOKKOS_FORCEINLINE_FUNCTION static mattis::detail::SquareSums<T> sum() { return {}; }
};
