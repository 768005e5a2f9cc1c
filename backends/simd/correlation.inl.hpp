// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The correlation over the samples of a block as a register-blocked symmetric product. Included by
// the instruction-set units alone.
#include <backends/simd/effective_neuron.inl.hpp>

namespace mattis::simd {

/// Register tile of rows rows^T: its accumulators, the rows of the left side and one of the right.
/// Zen 4, one core, 1024 samples, share of the peak at T = 300 and 1000, float: with 16 registers
/// 0.83 and 0.82, squares of 3 0.76 and 0.76, 2 x 6 0.62; with 32 registers 0.74 and 0.75, 4 x 6 as
/// much, 3 x 8, which loads more, 0.58 and 0.60.
template <class Arch>
struct CorrelationTile {
  static constexpr bool many_registers = RegisterTile<Arch>::many_registers;
  static constexpr int rows = many_registers ? 5 : 3;
  static constexpr int columns = many_registers ? 5 : 4;
};

/// Entries from a packed row to the next: a cache line more than it has, so that the rows of a tile
/// share no cache sets, as they would at strides of a large power of two.
template <class T, class Arch>
constexpr std::ptrdiff_t packed_row(int samples) {
  constexpr int lanes = Batch<T, Arch>::lanes;
  constexpr int line = 64 / static_cast<int>(sizeof(T));
  return std::ptrdiff_t{(samples + lanes - 1) / lanes} * lanes + line;
}

/// Rows in whole tiles of either side.
template <class Arch>
constexpr int packed_rows(int steps) {
  using Tile = CorrelationTile<Arch>;
  int const left = (steps + Tile::rows - 1) / Tile::rows * Tile::rows;
  int const right = (steps + Tile::columns - 1) / Tile::columns * Tile::columns;
  return left > right ? left : right;
}

template <class T, class Arch>
std::size_t correlation_workspace(int steps, int samples) {
  return static_cast<std::size_t>(packed_rows<Arch>(steps)) *
         static_cast<std::size_t>(packed_row<T, Arch>(samples));
}

/// One step of a transposing sum: lanes of a and b, folded in halves and interleaved.
template <class T, class Arch>
XSIMD_INLINE xsimd::batch<T, Arch> fold(xsimd::batch<T, Arch> const& a,
                                        xsimd::batch<T, Arch> const& b) {
  return xsimd::zip_lo(a, b) + xsimd::zip_hi(a, b);
}

/// Lane i of the result is the sum over the lanes of vector i; the vectors are overwritten.
/// xsimd::haddp is not used: its AVX-512 form (14.3, float) returns some sums in the wrong lane.
template <int count, class T, class Arch>
XSIMD_INLINE xsimd::batch<T, Arch> lane_sums(xsimd::batch<T, Arch>* vectors) {
  if constexpr (count > 1) {
    MATTIS_TILE_UNROLL
    for (int i = 0; i < count / 2; ++i) vectors[i] = fold(vectors[i], vectors[i + count / 2]);
    return lane_sums<count / 2>(vectors);
  } else {
    return vectors[0];
  }
}

/// Copies rows side by side, zeros behind the samples and below the last row.
template <class T, class Arch>
void pack_rows(T const* rows, std::ptrdiff_t row_stride, std::ptrdiff_t tile_stride, int steps,
               int samples, T* packed) {
  using V = Batch<T, Arch>;
  constexpr int lanes = V::lanes;
  int const tiles = (samples + lanes - 1) / lanes;
  int const full_tiles = samples / lanes;
  for (int t = 0; t < packed_rows<Arch>(steps); ++t, packed += packed_row<T, Arch>(samples)) {
    T const* const from = rows + t * row_stride;
    int tile = 0;
    for (; t < steps && tile < full_tiles; ++tile)
      V::store(packed + tile * lanes, V::vector::load_unaligned(from + tile * tile_stride));
    for (; tile < tiles; ++tile) {
      int const live = t < steps ? samples - tile * lanes : 0;
      for (int l = 0; l < lanes; ++l)
        packed[tile * lanes + l] = l < live ? from[tile * tile_stride + l] : T(0);
    }
  }
}

/// partial (rows, columns, lane): products of the rows of a tile, lane by lane. A function of its
/// own, or g++ keeps accumulators on the stack.
template <class T, class Arch>
[[gnu::noinline]] void multiply_rows(T const* left, T const* right, std::ptrdiff_t stride,
                                     int tiles, T* partial) {
  using V = Batch<T, Arch>;
  using Vector = typename V::vector;
  using Tile = CorrelationTile<Arch>;
  constexpr int lanes = V::lanes;
  Vector acc[Tile::rows][Tile::columns];
  MATTIS_TILE_UNROLL
  for (int n = 0; n < Tile::rows * Tile::columns; ++n)
    acc[n / Tile::columns][n % Tile::columns] = Vector(T(0));
  for (int tile = 0; tile < tiles; ++tile, left += lanes, right += lanes) {
    Vector a[Tile::rows];
    MATTIS_TILE_UNROLL
    for (int i = 0; i < Tile::rows; ++i) a[i] = V::load(left + i * stride);
    MATTIS_TILE_UNROLL
    for (int j = 0; j < Tile::columns; ++j) {
      Vector const b = V::load(right + j * stride);
      MATTIS_TILE_UNROLL
      for (int i = 0; i < Tile::rows; ++i) acc[i][j] = V::fma(a[i], b, acc[i][j]);
    }
  }
  MATTIS_TILE_UNROLL
  for (int n = 0; n < Tile::rows * Tile::columns; ++n)
    V::store(partial + n * lanes, acc[n / Tile::columns][n % Tile::columns]);
}

/// products (rows, columns) from their lanes.
template <class T, class Arch>
XSIMD_INLINE void sum_lanes(T const* partial, T* products) {
  using V = Batch<T, Arch>;
  using Vector = typename V::vector;
  constexpr int lanes = V::lanes;
  constexpr int count = CorrelationTile<Arch>::rows * CorrelationTile<Arch>::columns;
  MATTIS_TILE_UNROLL
  for (int first = 0; first < count; first += lanes) {
    Vector some[lanes];
    MATTIS_TILE_UNROLL
    for (int n = 0; n < lanes; ++n)
      some[n] = first + n < count ? V::load(partial + (first + n) * lanes) : Vector(T(0));
    V::store(products + first, lane_sums<lanes>(some));
  }
}

template <class T, class Arch>
void correlation(T const* rows, std::ptrdiff_t row_stride, std::ptrdiff_t tile_stride, int steps,
                 int samples, T* workspace, double* sums, std::ptrdiff_t kept) {
  constexpr int lanes = Batch<T, Arch>::lanes;
  constexpr int R = CorrelationTile<Arch>::rows;
  constexpr int C = CorrelationTile<Arch>::columns;
  int const tiles = (samples + lanes - 1) / lanes;
  std::ptrdiff_t const stride = packed_row<T, Arch>(samples);
  pack_rows<T, Arch>(rows, row_stride, tile_stride, steps, samples, workspace);

  // Left rows by the cacheful, while the right-hand rows pass.
  int const rows_kept =
      static_cast<int>(kept / (stride * R * static_cast<std::ptrdiff_t>(sizeof(T))) + 1) * R;
  for (int begin = 0; begin < steps; begin += rows_kept) {
    int const end = begin + rows_kept < steps ? begin + rows_kept : steps;
    for (int s0 = 0; s0 < end; s0 += C) {
      int const first = s0 / R * R;  // the tile of row s0: above it nothing is wanted of column s0
      for (int t0 = first > begin ? first : begin; t0 < end; t0 += R) {
        alignas(64) T partial[R * C * lanes];
        alignas(64) T products[R * C + lanes];
        multiply_rows<T, Arch>(workspace + t0 * stride, workspace + s0 * stride, stride, tiles,
                               partial);
        sum_lanes<T, Arch>(partial, products);
        double* const corner = sums + std::ptrdiff_t{t0} * steps + s0;
        if (s0 + C <= t0 + 1 && t0 + R <= steps) {
          MATTIS_TILE_UNROLL
          for (int i = 0; i < R; ++i)
            for (int j = 0; j < C; ++j)
              corner[std::ptrdiff_t{i} * steps + j] += static_cast<double>(products[i * C + j]);
        } else {
          for (int i = 0; i < R && t0 + i < steps; ++i)
            for (int j = 0; j < C && s0 + j <= t0 + i; ++j)
              corner[std::ptrdiff_t{i} * steps + j] += static_cast<double>(products[i * C + j]);
        }
      }
    }
  }
}

}  // namespace mattis::simd
