// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>

namespace mattis::lanes {

/// Of the rows of a correlation, unmeasured. Half a megabyte stays in a second-level cache while
/// the others pass: T = 1000, 1024 samples, AVX-512 float: 0.75 of the peak, 0.41 with all
/// (Sapphire Rapids).
inline constexpr std::ptrdiff_t correlation_kept = std::ptrdiff_t{1} << 19;

/// Products of matrices of numbers.
template <class T>
struct MatrixKernels {
  /// c(i,j) += scale sum_{k<depth} a(i,k) b(k,j), i < rows, j < columns; row-major, neighbouring
  /// rows a stride apart. Every sum in the order of k: an entry has the same bits whatever rows and
  /// columns are asked for with it.
  void (*multiply_add)(int rows, int columns, int depth, T scale, T const* a,
                       std::ptrdiff_t a_stride, T const* b, std::ptrdiff_t b_stride, T* c,
                       std::ptrdiff_t c_stride);
  /// Adds rows rows^T of `samples` columns to the lower triangle of sums (T, T). Lane l of tile j
  /// of row t is at rows[t * row_stride + j * tile_stride + l]. `workspace` has
  /// correlation_workspace(T, samples) entries, aligned to 64 bytes. `kept` bytes of rows stay in
  /// the cache while all others pass: no bit depends on it.
  void (*correlation)(T const* rows, std::ptrdiff_t row_stride, std::ptrdiff_t tile_stride,
                      int steps, int samples, T* workspace, double* sums, std::ptrdiff_t kept);
  std::size_t (*correlation_workspace)(int steps, int samples);
};

}  // namespace mattis::lanes
