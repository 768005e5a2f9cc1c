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

/// Adds the tiles of a finished row to the column's sums, which begin with row `first`.
template <class T, class Arch>
struct ColumnSums {
  T* sums;
  int first;

  template <int N>
  XSIMD_INLINE void operator()(int t, xsimd::batch<T, Arch> const (&d)[N]) const {
    using V = Batch<T, Arch>;
    auto sum = d[0];
    MATTIS_TILE_UNROLL
    for (int n = 1; n < N; ++n) sum += d[n];
    T* const row = sums + (t - first) * V::lanes;
    V::store(row, V::load(row) + sum);
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
    V::store(total, lane_sums<lanes>(rows));
    for (int l = 0; l < lanes && t + l < end; ++l) sums[t + l] += static_cast<double>(total[l]);
  }
}

template <class T, class Arch>
std::size_t response_workspace(int steps) {
  constexpr int lanes = Batch<T, Arch>::lanes;
  return static_cast<std::size_t>(steps + lanes + steps * RegisterTile<Arch>::tiles) * lanes;
}

/// At T = 3000 a block takes seconds, so each column asks whether the call is to stop.
template <class T, class Arch>
void response(T const* kernel, T dt, lanes::SampleBlock<T> const& block, T* workspace,
              double* sums) {
  using V = Batch<T, Arch>;
  using Tile = NeuronTile<T, Arch>;
  constexpr int lanes = V::lanes;
  constexpr int group = RegisterTile<Arch>::tiles;
  int const steps = block.steps;
  int const tiles = block_tiles<T, Arch>(block.live);
  ColumnSums<T, Arch> const column{workspace, 0};
  typename Tile::Rows const history{workspace + std::ptrdiff_t{steps + lanes} * lanes,
                                    group * lanes, lanes};
  for (int s = 0; s + 1 < steps; ++s) {
    if (detail::stop_heard()) return;
    for (int i = 0; i < (steps + lanes) * lanes; i += lanes)
      V::store(column.sums + i, typename V::vector(T(0)));
    for (int tile = 0; tile < tiles; tile += group)
      Tile::template response<1>(kernel, dt, steps, s,
                                 block_rows<T, Arch>(block.slope, steps, tile), history, column);
    add_column_sums<T, Arch>(column, s + 1, steps, sums + std::ptrdiff_t{s} * steps);
  }
}

}  // namespace mattis::simd
