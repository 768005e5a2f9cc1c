// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// One sample per lane: noise, trajectories and their sums. Included by the instruction-set units
// alone.
#include <backends/simd/elementwise.inl.hpp>
#include <backends/simd/traits.hpp>
#include <mattis/lanes/compressed_kernel_tile.hpp>
#include <mattis/lanes/samples.hpp>

#include <xsimd/xsimd.hpp>

namespace mattis::simd {

/// The vector policy of lanes::EffectiveNeuronTile on an xsimd architecture.
template <class Scalar, class Arch>
struct Batch {
  using scalar = Scalar;
  using vector = xsimd::batch<Scalar, Arch>;
  static constexpr int lanes = static_cast<int>(vector::size);

  static XSIMD_INLINE vector load(Scalar const* p) { return vector::load_aligned(p); }
  static XSIMD_INLINE void store(Scalar* p, vector const& v) { v.store_aligned(p); }
  static XSIMD_INLINE vector set(Scalar value) { return vector(value); }
  static XSIMD_INLINE vector fma(vector const& a, vector const& b, vector const& c) {
    return xsimd::fma(a, b, c);
  }
  static XSIMD_INLINE vector fnma(vector const& a, vector const& b, vector const& c) {
    return xsimd::fnma(a, b, c);
  }
  static XSIMD_INLINE vector tanh(vector const& x) { return simd::tanh(x); }
};

/// Register tiles: with 32 registers 6 x 4 accumulators, 4 vectors and a broadcast; with 16
/// registers 6 x 2, and 4 x 2 where a product needs a register of its own because there is no fused
/// multiply-add.
template <class Arch>
struct RegisterTile {
  static constexpr bool many_registers = Traits<Arch>::registers >= 32;
  static constexpr int rows = many_registers || Traits<Arch>::fused ? 6 : 4;
  static constexpr int tiles = many_registers ? 4 : 2;
};

/// The sum of the lanes, which xsimd offers for two and more.
template <class T, class Arch>
XSIMD_INLINE T lane_total(xsimd::batch<T, Arch> const& v) {
  if constexpr (xsimd::batch<T, Arch>::size == 1) {
    return v.get(0);
  } else {
    return xsimd::reduce_add(v);
  }
}

template <class T, class Arch>
using NeuronTile = lanes::CompressedKernelTile<Batch<T, Arch>, RegisterTile<Arch>::rows,
                                               RegisterTile<Arch>::tiles>;

/// Tiles that hold the live samples of a block, in whole groups; arrays have room for them.
template <class T, class Arch>
int block_tiles(int live) {
  constexpr int group = Batch<T, Arch>::lanes * RegisterTile<Arch>::tiles;
  return (live + group - 1) / group * RegisterTile<Arch>::tiles;
}

/// The rows of the tiles from `tile` on of a block array [tile][rows][lane].
template <class T, class Arch>
typename NeuronTile<T, Arch>::Rows block_rows(T* data, int rows, int tile) {
  constexpr std::ptrdiff_t lanes = Batch<T, Arch>::lanes;
  return {data + tile * rows * lanes, lanes, rows * lanes};
}

template <class T, class Arch>
std::size_t packed_triangle(int steps) {
  return NeuronTile<T, Arch>::packed_size(steps);
}

template <class T, class Arch>
void pack_triangle(double const* matrix, int steps, double scale, T* packed) {
  using Tile = NeuronTile<T, Arch>;
  constexpr int R = RegisterTile<Arch>::rows;
  for (int p = 0; p < Tile::panels(steps); ++p) {
    T* const panel = packed + Tile::panel_offset(p);
    for (int k = 0; k < (p + 1) * R; ++k)
      for (int r = 0; r < R; ++r)
        panel[k * R + r] = Tile::packed_entry(matrix, steps, scale, p, k, r);
  }
}

template <class T, class Arch>
void colour_noise(T const* factor, lanes::SampleBlock<T> const& block) {
  for (int tile = 0; tile < block_tiles<T, Arch>(block.live); tile += RegisterTile<Arch>::tiles)
    NeuronTile<T, Arch>::colour_noise(factor, block.steps,
                                      block_rows<T, Arch>(block.noise, block.steps, tile));
}

/// Calls run(samples) for the tiles of the block, a few at a time, and clears what is beyond the
/// live samples.
template <class T, class Arch, class Run>
XSIMD_INLINE void for_trajectories(lanes::SampleBlock<T> const& block, Run const& run) {
  int const tiles = block_tiles<T, Arch>(block.live);
  for (int tile = 0; tile < tiles; tile += RegisterTile<Arch>::tiles) {
    auto const rows = [&](T* data) { return block_rows<T, Arch>(data, block.steps, tile); };
    run(typename NeuronTile<T, Arch>::Samples{
        block_rows<T, Arch>(block.signs, block.condensed, tile), rows(block.noise), rows(block.x),
        rows(block.phi), rows(block.slope)});
  }
  constexpr int lanes = Batch<T, Arch>::lanes;
  for (int sample = block.live; sample < tiles * lanes; ++sample) {
    std::ptrdiff_t const start =
        std::ptrdiff_t{sample / lanes} * block.steps * lanes + sample % lanes;
    for (int t = 0; t < block.steps; ++t)
      block.x[start + t * lanes] = block.phi[start + t * lanes] = block.slope[start + t * lanes] =
          T(0);
  }
}

template <class T, class Arch>
void trajectories(T const* kernel, T const* drive, T dt, lanes::SampleBlock<T> const& block) {
  using Tile = NeuronTile<T, Arch>;
  for_trajectories<T, Arch>(block, [&](typename Tile::Samples const& samples) {
    Tile::trajectories(kernel, drive, dt, block.steps, block.condensed, samples);
  });
}

template <class T, class Arch>
void compressed_trajectories(T const* kernel, T const* state, int rank, T const* drive, T dt,
                             lanes::SampleBlock<T> const& block, T* workspace) {
  using Tile = NeuronTile<T, Arch>;
  constexpr std::ptrdiff_t lanes = Batch<T, Arch>::lanes;
  typename Tile::Rows const rows{workspace, RegisterTile<Arch>::tiles * lanes, lanes};
  for_trajectories<T, Arch>(block, [&](typename Tile::Samples const& samples) {
    Tile::compressed_trajectories(kernel, state, rank, drive, dt, block.steps, block.condensed,
                                  samples, rows);
  });
}

}  // namespace mattis::simd
