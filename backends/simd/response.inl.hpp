// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Response sums of a block, one column S(., s) after the other: the column's history over a group of tiles stays in the
// first-level cache, and no row before s is touched. Included by the instruction-set units alone.
#include <backends/simd/effective_neuron.inl.hpp>
#include <backends/simd/moments.inl.hpp>

namespace mattis::simd {

/// Adds the tiles of a finished row to the column's sums.
template <class T, class Arch>
struct ColumnSums {
  T* sums;

  template <int N>
  XSIMD_INLINE void operator()(int t, xsimd::batch<T, Arch> const (&d)[N]) const {
    using V = Batch<T, Arch>;
    auto sum = d[0];
    MATTIS_TILE_UNROLL
    for (int n = 1; n < N; ++n) sum += d[n];
    V::store(sums + t * V::lanes, V::load(sums + t * V::lanes) + sum);
  }
};

template <class T, class Arch>
std::size_t response_workspace(int steps) {
  constexpr int lanes = Batch<T, Arch>::lanes;
  return static_cast<std::size_t>(steps * (1 + RegisterTile<Arch>::tiles) + lanes) * lanes;
}

template <class T, class Arch>
void response(T const* kernel, T dt, SampleBlock<T> const& block, T* workspace, double* sums) {
  using V = Batch<T, Arch>;
  using Vector = typename V::vector;
  using Tile = NeuronTile<T, Arch>;
  constexpr int lanes = V::lanes;
  constexpr int group = RegisterTile<Arch>::tiles;
  int const steps = block.steps;
  int const tiles = block_tiles<T, Arch>(block.live);
  T* const column = workspace;
  typename Tile::Rows const history{workspace + std::ptrdiff_t{steps + lanes} * lanes, group * lanes, lanes};
  for (int s = 0; s + 1 < steps; ++s) {
    for (int i = 0; i < (steps + lanes) * lanes; i += lanes) V::store(column + i, Vector(T(0)));
    for (int tile = 0; tile < tiles; tile += group)
      Tile::template response<1>(kernel, dt, steps, s, block_rows<T, Arch>(block.slope, steps, tile), history,
                                 ColumnSums<T, Arch>{column});
    for (int t = s + 1; t < steps; t += lanes) {
      Vector rows[lanes];
      MATTIS_TILE_UNROLL
      for (int l = 0; l < lanes; ++l) rows[l] = V::load(column + (t + l) * lanes);
      alignas(64) T total[lanes];
      V::store(total, lane_sums<lanes>(rows));
      for (int l = 0; l < lanes && t + l < steps; ++l)
        sums[std::ptrdiff_t{s} * steps + t + l] += static_cast<double>(total[l]);
    }
  }
}

}  // namespace mattis::simd
