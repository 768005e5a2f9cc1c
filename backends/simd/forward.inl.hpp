// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// One step of time for a block of samples whose histories are kept. Included by the instruction-set
// units alone.
#include <backends/simd/response.inl.hpp>
#include <mattis/lanes/forward.hpp>
#include <mattis/lanes/forward_tile.hpp>

namespace mattis::simd {

template <class T, class Arch>
using ForwardNeuronTile =
    lanes::ForwardTile<Batch<T, Arch>, RegisterTile<Arch>::rows, RegisterTile<Arch>::tiles>;

template <class T, class Arch>
std::size_t kernel_columns(int steps) {
  return ForwardNeuronTile<T, Arch>::packed_size(steps);
}

template <class T, class Arch>
void append_kernel_row(double const* row, int t, int steps, double scale, T* columns) {
  using Tile = ForwardNeuronTile<T, Arch>;
  constexpr int R = RegisterTile<Arch>::rows;
  for (int k = 0; k < t - t % R + R; ++k)
    columns[Tile::packed_index(t, k, steps)] = k <= t ? static_cast<T>(scale * row[k]) : T(0);
}

template <class T, class Arch>
void forward_advance(T const* factor_row, T const* kernel_row, T const* drive, T dt, int t,
                     lanes::ForwardBlock<T> const& block, double* noise_work) {
  using V = Batch<T, Arch>;
  using Vector = typename V::vector;
  constexpr int lanes = V::lanes;
  constexpr int group = RegisterTile<Arch>::tiles;
  Vector const keep(T(1) - dt);
  Vector const step(dt);
  Vector work(T(0));
  for (int tile = 0; tile < block_tiles<T, Arch>(block.live); tile += group) {
    auto const phi = block_rows<T, Arch>(block.phi, block.steps, tile);
    auto const signs = block_rows<T, Arch>(block.signs, block.condensed, tile);
    Vector field[group];
    Vector feedback[group];
    ForwardNeuronTile<T, Arch>::field(factor_row, kernel_row, t,
                                      block_rows<T, Arch>(block.noise, block.steps, tile), phi,
                                      field, feedback);
    for (int g = 0; g < group; ++g) {
      work = V::fma(phi.load(t, g), field[g], work);
      for (int k = 0; k < block.condensed; ++k)
        field[g] = V::fma(signs.load(k, g), Vector(drive[k]), field[g]);
      T* const x = block.x + (tile + g) * lanes;
      V::store(x, V::fma(keep, V::load(x), V::fma(step, field[g], feedback[g])));
    }
  }
  *noise_work += static_cast<double>(lane_total(work));
}

template <class T, class Arch>
std::size_t forward_workspace(int steps) {
  constexpr int lanes = Batch<T, Arch>::lanes;
  return static_cast<std::size_t>(steps * (1 + RegisterTile<Arch>::tiles) + lanes) * lanes;
}

/// phi(t), and its sums with the past.
template <class T, class Arch>
void observe_activity(int t, lanes::ForwardBlock<T> const& block, double* correlation,
                      double* overlap, double* energy) {
  using V = Batch<T, Arch>;
  using Vector = typename V::vector;
  constexpr int lanes = V::lanes;
  int const tiles = block_tiles<T, Arch>(block.live);
  auto const phi = block_rows<T, Arch>(block.phi, block.steps, 0);
  for (int sample = block.live; sample < tiles * lanes; ++sample) block.x[sample] = T(0);
  Vector single(T(0));
  for (int tile = 0; tile < tiles; ++tile) {
    Vector const x = V::load(block.x + tile * lanes);
    Vector const activity = V::tanh(x);
    phi.store(t, tile, activity);
    single += energy_term(x, activity);
  }
  *energy += static_cast<double>(lane_total(single));
  for (int k = 0; k < block.condensed; ++k) {
    Vector sum(T(0));
    for (int tile = 0; tile < tiles; ++tile)
      sum =
          V::fma(phi.load(t, tile),
                 V::load(block.signs + (std::ptrdiff_t{tile} * block.condensed + k) * lanes), sum);
    overlap[k] += static_cast<double>(lane_total(sum));
  }
  for (int s = 0; s <= t; s += lanes) {
    Vector rows[lanes];
    MATTIS_TILE_UNROLL
    for (int l = 0; l < lanes; ++l) rows[l] = Vector(T(0));
    for (int tile = 0; tile < tiles; ++tile) {
      Vector const now = phi.load(t, tile);
      MATTIS_TILE_UNROLL
      for (int l = 0; l < lanes; ++l)
        rows[l] = V::fma(now, phi.load(s + l < t ? s + l : t, tile), rows[l]);
    }
    alignas(64) T total[lanes];
    V::store(total, lane_sums<lanes>(rows));
    for (int l = 0; l < lanes && s + l <= t; ++l)
      correlation[s + l] += static_cast<double>(total[l]);
  }
}

/// Sums of d phi(t) / d eta(s), s < t.
template <class T, class Arch>
void observe_response(T const* columns, T dt, int t, lanes::ForwardBlock<T> const& block,
                      T* workspace, double* response) {
  using V = Batch<T, Arch>;
  using Vector = typename V::vector;
  using Tile = ForwardNeuronTile<T, Arch>;
  constexpr int lanes = V::lanes;
  constexpr int group = RegisterTile<Arch>::tiles;
  T* const sums = workspace;
  ColumnSums<T, Arch> const add{sums, 0};
  typename Tile::Rows const adjoint{workspace + std::ptrdiff_t{block.steps + lanes} * lanes,
                                    group * lanes, lanes};
  for (int i = 0; i < (t + 1 + lanes) * lanes && i < (block.steps + lanes) * lanes; i += lanes)
    V::store(sums + i, Vector(T(0)));
  for (int tile = 0; tile < block_tiles<T, Arch>(block.live); tile += group) {
    auto const phi = block_rows<T, Arch>(block.phi, block.steps, tile);
    for (int g = 0; g < group; ++g) {
      Vector const activity = phi.load(t, g);
      adjoint.store(t, g, V::fnma(activity, activity, Vector(T(1))));
    }
    for (int sample = block.live > tile * lanes ? block.live - tile * lanes : 0;
         sample < group * lanes; ++sample)
      adjoint.at(t, 0)[sample] = T(0);
    Vector last[group];
    for (int g = 0; g < group; ++g) last[g] = adjoint.load(t, g);
    add(t, last);
    Tile::adjoint(columns, dt, t, block.steps, phi, adjoint, add);
  }
  for (int k = 1; k <= t; k += lanes) {
    Vector rows[lanes];
    MATTIS_TILE_UNROLL
    for (int l = 0; l < lanes; ++l) rows[l] = V::load(sums + (k + l) * lanes);
    alignas(64) T total[lanes];
    V::store(total, lane_sums<lanes>(rows));
    for (int l = 0; l < lanes && k + l <= t; ++l)
      response[k + l - 1] += static_cast<double>(dt) * static_cast<double>(total[l]);
  }
}

template <class T, class Arch>
void forward_observe(T const* columns, T dt, int t, lanes::ForwardBlock<T> const& block,
                     T* workspace, lanes::ForwardSums const& sums) {
  observe_activity<T, Arch>(t, block, sums.correlation, sums.overlap, sums.energy);
  if (t > 0) observe_response<T, Arch>(columns, dt, t, block, workspace, sums.response);
}

}  // namespace mattis::simd
