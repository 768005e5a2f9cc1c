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

/// Adds the tiles of a finished row to the column's sums, one after the other: how many come at
/// once decides no bit.
template <class T, class Arch>
struct ColumnSums {
  T* sums;

  template <int N>
  XSIMD_INLINE void operator()(int t, xsimd::batch<T, Arch> const (&d)[N]) const {
    using V = Batch<T, Arch>;
    auto sum = V::load(sums + t * V::lanes);
    MATTIS_TILE_UNROLL
    for (int n = 0; n < N; ++n) sum += d[n];
    V::store(sums + t * V::lanes, sum);
  }
};

template <class T, class Arch>
std::size_t response_workspace(int steps) {
  constexpr int lanes = Batch<T, Arch>::lanes;
  int const window =
      kernel_panel + 1 + static_cast<int>(NeuronTile<T, Arch>::state_rows(largest_kernel_rank));
  int const rows = steps > window ? steps : window;
  return static_cast<std::size_t>(steps + lanes + rows * RegisterTile<Arch>::tiles) * lanes;
}

/// G tiles side by side, the rows of a panel as of every tile of the set.
template <int G, class T, class Arch>
using ResponseTile = lanes::EffectiveNeuronTile<Batch<T, Arch>, RegisterTile<Arch>::rows, G>;

template <int G, class T, class Arch>
typename ResponseTile<G, T, Arch>::Rows slopes(lanes::SampleBlock<T> const& block, int tile) {
  auto const rows = block_rows<T, Arch>(block.slope, block.steps, tile);
  return {rows.data, rows.row_stride, rows.tile_stride};
}

/// Column after column: respond(s, slope, history, column_sums) runs column s of G tiles, whose
/// slopes are given. At T = 3000 a block takes seconds, so each asks whether the call is to stop.
template <int G, class T, class Arch, class Respond>
XSIMD_INLINE void for_each_column(lanes::SampleBlock<T> const& block, T* workspace, double* sums,
                                  Respond const& respond) {
  using V = Batch<T, Arch>;
  using Vector = typename V::vector;
  constexpr int lanes = V::lanes;
  int const steps = block.steps;
  int const tiles = block_tiles<T, Arch>(block.live);
  T* const column = workspace;
  typename ResponseTile<G, T, Arch>::Rows const history{
      workspace + std::ptrdiff_t{steps + lanes} * lanes, G * lanes, lanes};
  for (int s = 0; s + 1 < steps; ++s) {
    if (detail::stop_heard()) return;
    for (int i = 0; i < (steps + lanes) * lanes; i += lanes) V::store(column + i, Vector(T(0)));
    for (int tile = 0; tile < tiles; tile += G)
      respond(s, slopes<G, T, Arch>(block, tile), history, ColumnSums<T, Arch>{column});
    for (int t = s + 1; t < steps; t += lanes) {
      Vector rows[lanes];
      MATTIS_TILE_UNROLL
      for (int l = 0; l < lanes; ++l) rows[l] = V::load(column + (t + l) * lanes);
      alignas(64) T total[lanes];
      V::store(total, lane_sums<T, Arch>(rows));
      for (int l = 0; l < lanes && t + l < steps; ++l)
        sums[std::ptrdiff_t{s} * steps + t + l] += static_cast<double>(total[l]);
    }
  }
}

template <int G, class T, class Arch>
void response_of_tiles(T const* kernel, T dt, lanes::SampleBlock<T> const& block, T* workspace,
                       double* sums) {
  using Tile = ResponseTile<G, T, Arch>;
  using Rows = typename Tile::Rows;
  for_each_column<G, T, Arch>(
      block, workspace, sums,
      [&](int s, Rows const& slope, Rows const& history, ColumnSums<T, Arch> const& collect) {
    Tile::template response<1>(kernel, dt, block.steps, s, slope, history, collect);
      });
}

template <class T, class Arch>
void response(T const* kernel, T dt, lanes::SampleBlock<T> const& block, T* workspace, double* sums,
              int tiles) {
  constexpr int most = RegisterTile<Arch>::tiles;
  auto const run =
      tiles < most ? response_of_tiles<most / 2, T, Arch> : response_of_tiles<most, T, Arch>;
  run(kernel, dt, block, workspace, sums);
}

template <class T, class Arch>
std::size_t packed_state(int steps, int rank) {
  return NeuronTile<T, Arch>::packed_state_size(steps, rank);
}

template <class T, class Arch>
void pack_state(double const* read, double const* write, double const* keep, int steps, int rank,
                double scale, T* packed) {
  using Tile = NeuronTile<T, Arch>;
  constexpr int R = RegisterTile<Arch>::rows;
  for (int p = 0; p < Tile::panels(steps); ++p) {
    T* const panel = packed + Tile::read_offset(rank, p);
    for (int k = 0; k < rank; ++k)
      for (int r = 0; r < R; ++r) panel[k * R + r] = Tile::packed_read(read, steps, scale, p, k, r);
  }
  for (int p = 0; p < Tile::state_panels(steps); ++p) {
    T* entry = packed + Tile::advance_offset(steps, rank, p);
    for (int j = 0; j < Tile::state_tiles(rank); ++j)
      for (int k = 0; k < rank + kernel_panel; ++k)
        for (int r = 0; r < R; ++r)
          *entry++ = Tile::packed_advance(keep, write, steps, rank, p, j, k, r);
  }
}

template <int G, class T, class Arch>
void compressed_response_of_tiles(T const* kernel, T const* state, int rank, T dt,
                                  lanes::SampleBlock<T> const& block, T* workspace, double* sums) {
  using Tile = ResponseTile<G, T, Arch>;
  using Rows = typename Tile::Rows;
  for_each_column<G, T, Arch>(
      block, workspace, sums,
      [&](int s, Rows const& slope, Rows const& history, ColumnSums<T, Arch> const& collect) {
    Rows const carried{history.at(kernel_panel + 1, 0), history.row_stride, history.tile_stride};
    Tile::template compressed_response<1, true>(kernel, state, rank, dt, block.steps, s, slope,
                                                history, carried, collect);
      });
}

template <class T, class Arch>
void compressed_response(T const* kernel, T const* state, int rank, T dt,
                         lanes::SampleBlock<T> const& block, T* workspace, double* sums,
                         int tiles) {
  constexpr int most = RegisterTile<Arch>::tiles;
  auto const run = tiles < most ? compressed_response_of_tiles<most / 2, T, Arch>
                                : compressed_response_of_tiles<most, T, Arch>;
  run(kernel, state, rank, dt, block, workspace, sums);
}

}  // namespace mattis::simd
