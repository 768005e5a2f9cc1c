// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Response sums of a block, one column S(., s) after the other: the column's history over a group
// of tiles stays in the first-level cache, and no row before s is touched. Included by the
// instruction-set units alone.
#include <backends/simd/correlation.inl.hpp>
#include <backends/simd/effective_neuron.inl.hpp>

namespace mattis::detail {
bool stop_heard();  // of core/stop.hpp, whose inline functions must not come here
}

namespace mattis::simd {

/// Adds the tiles of a finished row to the column's sums, which begin with row `first`, one after
/// the other: how many come at once decides no bit.
template <class T, class Arch>
struct ColumnSums {
  T* sums;
  int first;

  template <int N>
  XSIMD_INLINE void operator()(int t, xsimd::batch<T, Arch> const (&d)[N]) const {
    using V = Batch<T, Arch>;
    T* const row = sums + (t - first) * V::lanes;
    auto sum = V::load(row);
    MATTIS_TILE_UNROLL
    for (int n = 0; n < N; ++n) sum += d[n];
    V::store(row, sum);
  }
};

/// sums[t] += the lanes of row t, begin <= t < end; up to lanes - 1 rows beyond are read.
template <class T, class Arch>
XSIMD_INLINE void add_column_sums(ColumnSums<T, Arch> const& column, int begin, int end,
                                  double* sums) {
  using V = Batch<T, Arch>;
  constexpr int lanes = V::lanes;
  for (int t = begin; t < end; t += lanes) {
    typename V::vector rows[lanes];
    MATTIS_TILE_UNROLL
    for (int l = 0; l < lanes; ++l) rows[l] = V::load(column.sums + (t + l - column.first) * lanes);
    alignas(64) T total[lanes];
    V::store(total, lane_sums<T, Arch>(rows));
    for (int l = 0; l < lanes && t + l < end; ++l) sums[t + l] += static_cast<double>(total[l]);
  }
}

template <class T, class Arch>
std::size_t response_workspace(int steps) {
  constexpr int lanes = Batch<T, Arch>::lanes;
  return static_cast<std::size_t>(steps + lanes + steps * RegisterTile<Arch>::tiles) * lanes;
}

/// G tiles side by side, the rows of a panel as of every tile of the set. At T = 3000 a block takes
/// seconds, so each column asks whether the call is to stop.
template <int G, class T, class Arch>
void response_of_tiles(T const* kernel, T dt, lanes::SampleBlock<T> const& block, T* workspace,
                       double* sums) {
  using V = Batch<T, Arch>;
  using Tile = lanes::EffectiveNeuronTile<V, RegisterTile<Arch>::rows, G>;
  using Rows = typename Tile::Rows;
  constexpr int lanes = V::lanes;
  int const steps = block.steps;
  int const tiles = block_tiles<T, Arch>(block.live);
  ColumnSums<T, Arch> const column{workspace, 0};
  Rows const history{workspace + std::ptrdiff_t{steps + lanes} * lanes, G * lanes, lanes};
  for (int s = 0; s + 1 < steps; ++s) {
    if (detail::stop_heard()) return;
    for (int i = 0; i < (steps + lanes) * lanes; i += lanes)
      V::store(column.sums + i, typename V::vector(T(0)));
    for (int tile = 0; tile < tiles; tile += G) {
      auto const slope = block_rows<T, Arch>(block.slope, steps, tile);
      Tile::template response<1>(kernel, dt, steps, s,
                                 Rows{slope.data, slope.row_stride, slope.tile_stride}, history,
                                 column);
    }
    add_column_sums<T, Arch>(column, s + 1, steps, sums + std::ptrdiff_t{s} * steps);
  }
}

template <class T, class Arch>
void response(T const* kernel, T dt, lanes::SampleBlock<T> const& block, T* workspace, double* sums,
              int tiles) {
  constexpr int most = RegisterTile<Arch>::tiles;
  auto const run =
      tiles < most ? response_of_tiles<most / 2, T, Arch> : response_of_tiles<most, T, Arch>;
  run(kernel, dt, block, workspace, sums);
}

}  // namespace mattis::simd
