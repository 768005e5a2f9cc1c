// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The correlation over the samples of a block as a register-blocked symmetric product. Included by
// the instruction-set units alone.
#include <backends/simd/effective_neuron.inl.hpp>

namespace mattis::simd {

/// Rows of one side of the register tile of rows rows^T: side^2 accumulators and side + 1 operands.
template <class Arch>
inline constexpr int correlation_side = RegisterTile<Arch>::many_registers ? 5 : 3;

template <class T, class Arch>
std::size_t correlation_workspace(int steps, int samples) {
  constexpr int side = correlation_side<Arch>;
  constexpr int lanes = Batch<T, Arch>::lanes;
  return static_cast<std::size_t>((steps + side - 1) / side * side) *
         static_cast<std::size_t>((samples + lanes - 1) / lanes * lanes);
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

/// Copies rows to panels [panel][tile][row of the panel][lane]: a panel stays in the first-level
/// cache, and its rows never share cache sets, as they would at strides of a large power of two.
template <class T, class Arch>
void pack_panels(T const* rows, std::ptrdiff_t row_stride, std::ptrdiff_t tile_stride, int steps,
                 int samples, T* panels) {
  using V = Batch<T, Arch>;
  constexpr int lanes = V::lanes;
  constexpr int side = correlation_side<Arch>;
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

/// partial (side, side, lane): products of panels of `tiles` tiles, lane by lane. A function of its
/// own, or g++ keeps two of the 25 accumulators on the stack.
template <class T, class Arch>
[[gnu::noinline]] void multiply_panels(T const* left, T const* right, int tiles, T* partial) {
  using V = Batch<T, Arch>;
  using Vector = typename V::vector;
  constexpr int lanes = V::lanes;
  constexpr int side = correlation_side<Arch>;
  Vector acc[side][side];
  MATTIS_TILE_UNROLL
  for (int n = 0; n < side * side; ++n) acc[n / side][n % side] = Vector(T(0));
  for (int tile = 0; tile < tiles; ++tile, left += side * lanes, right += side * lanes) {
    Vector b[side];
    MATTIS_TILE_UNROLL
    for (int j = 0; j < side; ++j) b[j] = V::load(right + j * lanes);
    MATTIS_TILE_UNROLL
    for (int i = 0; i < side; ++i) {
      Vector const a = V::load(left + i * lanes);
      MATTIS_TILE_UNROLL
      for (int j = 0; j < side; ++j) acc[i][j] = V::fma(a, b[j], acc[i][j]);
    }
  }
  MATTIS_TILE_UNROLL
  for (int n = 0; n < side * side; ++n) V::store(partial + n * lanes, acc[n / side][n % side]);
}

/// products (side, side) from their lanes.
template <class T, class Arch>
XSIMD_INLINE void sum_lanes(T const* partial, T* products) {
  using V = Batch<T, Arch>;
  using Vector = typename V::vector;
  constexpr int lanes = V::lanes;
  constexpr int count = correlation_side<Arch> * correlation_side<Arch>;
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
  constexpr int side = correlation_side<Arch>;
  int const tiles = (samples + lanes - 1) / lanes;
  int const panels = (steps + side - 1) / side;
  std::ptrdiff_t const panel_size = std::ptrdiff_t{tiles} * side * lanes;
  pack_panels<T, Arch>(rows, row_stride, tile_stride, steps, samples, workspace);

  // Left panels by the cacheful, while the right-hand panels pass.
  int const left_panels =
      static_cast<int>(kept / (panel_size * static_cast<std::ptrdiff_t>(sizeof(T)))) + 1;
  for (int block = 0; block < panels; block += left_panels) {
    int const block_end = block + left_panels < panels ? block + left_panels : panels;
    for (int pj = 0; pj < block_end; ++pj) {
      for (int pi = pj > block ? pj : block; pi < block_end; ++pi) {
        alignas(64) T partial[side * side * lanes];
        alignas(64) T products[side * side + lanes];
        multiply_panels<T, Arch>(workspace + pi * panel_size, workspace + pj * panel_size, tiles,
                                 partial);
        sum_lanes<T, Arch>(partial, products);
        double* const corner = sums + std::ptrdiff_t{pi} * side * steps + pj * side;
        if (pi > pj && (pi + 1) * side <= steps) {
          for (int i = 0; i < side; ++i)
            for (int j = 0; j < side; ++j)
              corner[std::ptrdiff_t{i} * steps + j] += static_cast<double>(products[i * side + j]);
        } else {
          for (int i = 0; i < side && pi * side + i < steps; ++i)
            for (int j = 0; j < side && pj * side + j <= pi * side + i; ++j)
              corner[std::ptrdiff_t{i} * steps + j] += static_cast<double>(products[i * side + j]);
        }
      }
    }
  }
}

}  // namespace mattis::simd
