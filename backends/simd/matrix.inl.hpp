// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Products of matrices that stay in the second-level cache, for the mean-field theory's own (T, T)
// algebra. Included by the instruction-set units alone.
#include <backends/simd/effective_neuron.inl.hpp>

namespace mattis::simd {

/// Row-major with a stride; nothing is aligned.
template <class T>
struct MatrixProduct {
  int depth;
  T scale;
  T const* a;
  std::ptrdiff_t a_stride;
  T const* b;
  std::ptrdiff_t b_stride;
  T* c;
  std::ptrdiff_t c_stride;
};

/// Columns of a tile: N whole vectors.
template <class T, class Arch, int N>
struct WholeVectors {
  using Vector = xsimd::batch<T, Arch>;
  static constexpr int vectors = N;

  XSIMD_INLINE Vector load(T const* p, int n) const {
    return Vector::load_unaligned(p + n * Vector::size);
  }
  XSIMD_INLINE void store(T* p, int n, Vector const& v) const {
    v.store_unaligned(p + n * Vector::size);
  }
};

/// Columns of a tile: the first `count` lanes of a vector. Their sums round as those of whole
/// vectors.
template <class T, class Arch>
struct FirstLanes {
  using Vector = xsimd::batch<T, Arch>;
  static constexpr int vectors = 1;
  int count;

  XSIMD_INLINE Vector load(T const* p, int) const {
    alignas(64) T lanes[Vector::size] = {};
    for (int l = 0; l < count; ++l) lanes[l] = p[l];
    return Vector::load_aligned(lanes);
  }
  XSIMD_INLINE void store(T* p, int, Vector const& v) const {
    alignas(64) T lanes[Vector::size];
    v.store_aligned(lanes);
    for (int l = 0; l < count; ++l) p[l] = lanes[l];
  }
};

/// R rows from i on, columns from j on.
template <int R, class T, class Columns>
XSIMD_INLINE void product_tile(MatrixProduct<T> const& m, int i, int j, Columns const& columns) {
  using Vector = typename Columns::Vector;
  constexpr int N = Columns::vectors;
  Vector acc[R][N];
  MATTIS_TILE_UNROLL
  for (int r = 0; r < R; ++r) {
    MATTIS_TILE_UNROLL
    for (int n = 0; n < N; ++n) acc[r][n] = Vector(T(0));
  }
  T const* const a = m.a + i * m.a_stride;
  T const* b = m.b + j;
  for (int k = 0; k < m.depth; ++k, b += m.b_stride) {
    Vector v[N];
    MATTIS_TILE_UNROLL
    for (int n = 0; n < N; ++n) v[n] = columns.load(b, n);
    MATTIS_TILE_UNROLL
    for (int r = 0; r < R; ++r) {
      Vector const f(a[r * m.a_stride + k]);
      MATTIS_TILE_UNROLL
      for (int n = 0; n < N; ++n) acc[r][n] = xsimd::fma(f, v[n], acc[r][n]);
    }
  }
  MATTIS_TILE_UNROLL
  for (int r = 0; r < R; ++r) {
    T* const c = m.c + (i + r) * m.c_stride + j;
    MATTIS_TILE_UNROLL
    for (int n = 0; n < N; ++n)
      columns.store(c, n, xsimd::fma(Vector(m.scale), acc[r][n], columns.load(c, n)));
  }
}

template <class Arch, class T, class Columns>
XSIMD_INLINE void product_rows(MatrixProduct<T> const& m, int rows, int j, Columns const& columns) {
  constexpr int R = RegisterTile<Arch>::rows;
  int i = 0;
  for (; i + R <= rows; i += R) product_tile<R>(m, i, j, columns);
  for (; i < rows; ++i) product_tile<1>(m, i, j, columns);
}

template <class T, class Arch>
void multiply_add(int rows, int columns, int depth, T scale, T const* a, std::ptrdiff_t a_stride,
                  T const* b, std::ptrdiff_t b_stride, T* c, std::ptrdiff_t c_stride) {
  constexpr int lanes = static_cast<int>(xsimd::batch<T, Arch>::size);
  constexpr int N = RegisterTile<Arch>::tiles;
  MatrixProduct<T> const m{depth, scale, a, a_stride, b, b_stride, c, c_stride};
  int j = 0;
  for (; j + N * lanes <= columns; j += N * lanes)
    product_rows<Arch>(m, rows, j, WholeVectors<T, Arch, N>{});
  for (; j + lanes <= columns; j += lanes)
    product_rows<Arch>(m, rows, j, WholeVectors<T, Arch, 1>{});
  if (j < columns) product_rows<Arch>(m, rows, j, FirstLanes<T, Arch>{columns - j});
}

}  // namespace mattis::simd
