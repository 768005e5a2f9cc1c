// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The correlation over the samples of a block as a register-blocked symmetric product. Included by
// the instruction-set units alone.
#include <backends/simd/effective_neuron.inl.hpp>
#include <backends/simd/lane_sums.inl.hpp>

namespace mattis::simd {

/// Register tiles of rows rows^T: accumulators, the rows of the left side and one of the right. Zen
/// 4, one core, 1024 samples, share of the peak at T = 300 and 1000, float: with 16 registers 0.85
/// and 0.84, squares of 3 a tenth less; with 32 registers squares of 5 0.90 and 0.91, 4 x 6 and
/// 6 x 4 0.86 and 0.89. A tile that is no square has its rows packed for either side, which few
/// rows do not repay (T = 100: 0.96 of the speed).
template <class Arch>
struct CorrelationTile {
  static constexpr bool many_registers = RegisterTile<Arch>::many_registers;
  static constexpr int rows = many_registers ? 5 : 3;
  static constexpr int columns = many_registers ? 5 : 4;
  static constexpr int square_below = 160;  ///< steps
};

/// Entries of the rows in panels of `side`, see pack_panels().
template <class T, class Arch>
constexpr std::size_t panels_size(int steps, int samples, int side) {
  constexpr int lanes = Batch<T, Arch>::lanes;
  return static_cast<std::size_t>((steps + side - 1) / side * side) *
         static_cast<std::size_t>((samples + lanes - 1) / lanes * lanes);
}

/// Panels of both sides of a tile, one for both where it is square.
template <class T, class Arch>
std::size_t correlation_workspace(int steps, int samples) {
  using Tile = CorrelationTile<Arch>;
  bool const square = Tile::rows == Tile::columns || steps < Tile::square_below;
  return panels_size<T, Arch>(steps, samples, Tile::rows) +
         (square ? 0 : panels_size<T, Arch>(steps, samples, Tile::columns));
}

/// Copies rows to panels [panel][tile][row of the panel][lane]: a panel stays in the first-level
/// cache, and its rows never share cache sets, as they would at strides of a large power of two.
template <int side, class T, class Arch>
void pack_panels(T const* rows, std::ptrdiff_t row_stride, std::ptrdiff_t tile_stride, int steps,
                 int samples, T* panels) {
  using V = Batch<T, Arch>;
  constexpr int lanes = V::lanes;
  int const tiles = (samples + lanes - 1) / lanes;
  int const full_tiles = samples / lanes;
  for (int first = 0; first < steps; first += side) {
    T const* const top = rows + first * row_stride;
    int tile = 0;
    if (first + side <= steps) {
      for (; tile < full_tiles; ++tile, panels += side * lanes) {
        MATTIS_TILE_UNROLL
        for (int r = 0; r < side; ++r)
          V::store(panels + r * lanes,
                   V::vector::load_unaligned(top + r * row_stride + tile * tile_stride));
      }
    }
    for (; tile < tiles; ++tile) {
      for (int r = 0; r < side; ++r, panels += lanes) {
        int const live = first + r < steps ? samples - tile * lanes : 0;
        for (int l = 0; l < lanes; ++l)
          panels[l] = l < live ? top[r * row_stride + tile * tile_stride + l] : T(0);
      }
    }
  }
}

/// partial (rows, columns, lane): products of panels of `tiles` tiles, lane by lane. A function of
/// its own, or g++ keeps accumulators on the stack.
template <int R, int C, class T, class Arch>
[[gnu::noinline]] void multiply_panels(T const* left, T const* right, int tiles, T* partial) {
  using V = Batch<T, Arch>;
  using Vector = typename V::vector;
  constexpr int lanes = V::lanes;
  Vector acc[R][C];
  MATTIS_TILE_UNROLL
  for (int n = 0; n < R * C; ++n) acc[n / C][n % C] = Vector(T(0));
  for (int tile = 0; tile < tiles; ++tile, left += R * lanes, right += C * lanes) {
    Vector a[R];
    MATTIS_TILE_UNROLL
    for (int i = 0; i < R; ++i) a[i] = V::load(left + i * lanes);
    MATTIS_TILE_UNROLL
    for (int j = 0; j < C; ++j) {
      Vector const b = V::load(right + j * lanes);
      MATTIS_TILE_UNROLL
      for (int i = 0; i < R; ++i) acc[i][j] = V::fma(a[i], b, acc[i][j]);
    }
  }
  MATTIS_TILE_UNROLL
  for (int n = 0; n < R * C; ++n) V::store(partial + n * lanes, acc[n / C][n % C]);
}

/// products (rows, columns) from their lanes.
template <int count, class T, class Arch>
XSIMD_INLINE void sum_lanes(T const* partial, T* products) {
  using V = Batch<T, Arch>;
  using Vector = typename V::vector;
  constexpr int lanes = V::lanes;
  MATTIS_TILE_UNROLL
  for (int first = 0; first < count; first += lanes) {
    Vector some[lanes];
    MATTIS_TILE_UNROLL
    for (int n = 0; n < lanes; ++n)
      some[n] = first + n < count ? V::load(partial + (first + n) * lanes) : Vector(T(0));
    V::store(products + first, lane_sums<T, Arch>(some));
  }
}

/// Asks for `rows` times `columns` sums that are added to when a product is done, as sums of long
/// horizons do not stay in a cache: half of what was not multiply-adds waited for them (T = 1000,
/// Zen 4).
template <int rows, int columns>
XSIMD_INLINE void fetch_sums(double const* corner, std::ptrdiff_t stride) {
  MATTIS_TILE_UNROLL
  for (int i = 0; i < rows; ++i) {
    __builtin_prefetch(corner + i * stride, 1);
    __builtin_prefetch(corner + i * stride + columns - 1, 1);
  }
}

template <int R, int C, class T, class Arch>
void correlation_in_tiles(T const* rows, std::ptrdiff_t row_stride, std::ptrdiff_t tile_stride,
                          int steps, int samples, T* workspace, double* sums, std::ptrdiff_t kept) {
  constexpr int lanes = Batch<T, Arch>::lanes;
  int const tiles = (samples + lanes - 1) / lanes;
  std::ptrdiff_t const row_size = std::ptrdiff_t{tiles} * lanes;
  T* const left = workspace;
  T* right = workspace;
  pack_panels<R, T, Arch>(rows, row_stride, tile_stride, steps, samples, left);
  if constexpr (R != C) {
    right += panels_size<T, Arch>(steps, samples, R);
    pack_panels<C, T, Arch>(rows, row_stride, tile_stride, steps, samples, right);
  }

  // Left panels by the cacheful, while the right-hand panels pass.
  auto const panel_bytes = R * row_size * static_cast<std::ptrdiff_t>(sizeof(T));
  int const rows_kept = static_cast<int>(kept / panel_bytes + 1) * R;
  for (int begin = 0; begin < steps; begin += rows_kept) {
    int const end = begin + rows_kept < steps ? begin + rows_kept : steps;
    for (int s0 = 0; s0 < end; s0 += C) {
      int const first = s0 / R * R;  // the panel of row s0: above it nothing is wanted of column s0
      for (int t0 = first > begin ? first : begin; t0 < end; t0 += R) {
        alignas(64) T partial[R * C * lanes];
        alignas(64) T products[R * C + lanes];
        double* const corner = sums + std::ptrdiff_t{t0} * steps + s0;
        fetch_sums<R, C>(corner, steps);
        multiply_panels<R, C, T, Arch>(left + t0 * row_size, right + s0 * row_size, tiles, partial);
        sum_lanes<R * C, T, Arch>(partial, products);
        if (s0 + C <= t0 + 1 && t0 + R <= steps) {
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

template <class T, class Arch>
void correlation(T const* rows, std::ptrdiff_t row_stride, std::ptrdiff_t tile_stride, int steps,
                 int samples, T* workspace, double* sums, std::ptrdiff_t kept) {
  using Tile = CorrelationTile<Arch>;
  auto const in_tiles = steps < Tile::square_below
                            ? correlation_in_tiles<Tile::rows, Tile::rows, T, Arch>
                            : correlation_in_tiles<Tile::rows, Tile::columns, T, Arch>;
  in_tiles(rows, row_stride, tile_stride, steps, samples, workspace, sums, kept);
}

}  // namespace mattis::simd
