// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Sums of products of rows on a device, rows rows^T: a team makes 64 x 64 of them, a thread 8 x 8
// in registers, from slabs of 32 samples in scratch memory.
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/detail/team_launch.hpp>
#include <mattis/kernels/detail/square_sums.hpp>
#include <mattis/lanes/effective_neuron_tile.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <cstddef>
#include <cstdint>

namespace mattis::detail {

/// Rows in chunks of 256 samples: sample i of row t of chunk c at data[c chunk_stride + t
/// row_stride
/// + i].
template <class T>
struct ChunkedRows {
  static constexpr int chunk_samples = lanes::block_samples;
  T const* data;
  std::ptrdiff_t row_stride;
  std::ptrdiff_t chunk_stride;
  int rows;
  std::int64_t samples;

  KOKKOS_FUNCTION std::int64_t chunks() const { return ceil_div(samples, chunk_samples); }
};

/// Lower triangles, (rows, rows) row-major, one behind the other: of the chunks of each slot, added
/// in order.
template <ExecutionSpace Exec, class T>
struct CorrelateTiles {
  using Member = typename Kokkos::TeamPolicy<Exec>::member_type;
  static constexpr int side = 64;  // of a team's tile
  static constexpr int own = 8;    // of a thread's
  static constexpr int slab = 32;  // samples in scratch memory
  static constexpr int pitch = side + 4;
  static constexpr int threads = (side / own) * (side / own);
  static constexpr std::size_t scratch_bytes = 2 * sizeof(T) * slab * pitch + 16;

  ChunkedRows<T> rows;
  double* sums;
  std::ptrdiff_t slot_stride;
  int slots;

  KOKKOS_FUNCTION static int tiles(int rows) {
    int const tiles = ceil_div(rows, side);
    return tiles * (tiles + 1) / 2;
  }

  KOKKOS_FUNCTION void operator()(Member const& team, int item) const {
    int const count = tiles(rows.rows);
    int const slot = item / count;
    int i = 0, j = 0;
    square_of(item % count, i, j);
    T* const left = static_cast<T*>(team.team_shmem().get_shmem_aligned(scratch_bytes - 16, 16));
    T* const right = left + slab * pitch;
    std::int64_t const first = slot * rows.chunks() / slots;
    std::int64_t const end = (slot + 1) * rows.chunks() / slots;
    for (std::int64_t chunk = first; chunk < end; ++chunk) {
      std::int64_t const left_over = rows.samples - chunk * rows.chunk_samples;
      int const live =
          left_over < rows.chunk_samples ? static_cast<int>(left_over) : rows.chunk_samples;
      T const* const data = rows.data + chunk * rows.chunk_stride;
      T acc[own][own] = {};
      for (int s = 0; s < live; s += slab) {
        team.team_barrier();
        load(team, data, s, live, i, left);
        if (i != j) load(team, data, s, live, j, right);
        team.team_barrier();
        multiply(team.team_rank(), left, i == j ? left : right, acc);
      }
      add(team.team_rank(), i, j, acc, chunk == first, sums + slot * slot_stride);
    }
  }

 private:
  /// A warp reads eight samples of four rows, whole sectors of memory, and writes a bank each.
  KOKKOS_INLINE_FUNCTION void load(Member const& team, T const* data, int s, int live, int tile,
                                   T* to) const {
    constexpr int across = 8, down = threads / across;
    int const first_sample = team.team_rank() % across, first_row = team.team_rank() / across;
    T const* const from = data + (tile * side + first_row) * rows.row_stride + s + first_sample;
    MATTIS_TILE_UNROLL
    for (int r = 0; r < side; r += down) {
      bool const there = tile * side + first_row + r < rows.rows;
      MATTIS_TILE_UNROLL
      for (int k = 0; k < slab; k += across) {
        to[(first_sample + k) * pitch + first_row + r] =
            there && s + first_sample + k < live ? from[r * rows.row_stride + k] : T(0);
      }
    }
  }

  struct alignas(16) Quad {
    T value[4];
  };
  /// Rows 4 k .. 4 k + 3 and 32 more: the quads that a warp reads at once lie side by side.
  KOKKOS_INLINE_FUNCTION static int row_of(int thread, int n) {
    return n / 4 * (side / 2) + 4 * thread + n % 4;
  }
  KOKKOS_INLINE_FUNCTION static void multiply(int rank, T const* left, T const* right,
                                              T (&acc)[own][own]) {
    int const across = side / own;
    T const* const a = left + row_of(rank / across, 0);
    T const* const b = right + row_of(rank % across, 0);
    for (int k = 0; k < slab; ++k) {
      T x[own], y[own];
      MATTIS_TILE_UNROLL
      for (int n = 0; n < own; n += 4) {
        Quad const of_x = *reinterpret_cast<Quad const*>(a + k * pitch + n / 4 * (side / 2));
        Quad const of_y = *reinterpret_cast<Quad const*>(b + k * pitch + n / 4 * (side / 2));
        MATTIS_TILE_UNROLL
        for (int q = 0; q < 4; ++q) {
          x[n + q] = of_x.value[q];
          y[n + q] = of_y.value[q];
        }
      }
      MATTIS_TILE_UNROLL
      for (int r = 0; r < own; ++r) {
        MATTIS_TILE_UNROLL
        for (int c = 0; c < own; ++c) acc[r][c] += x[r] * y[c];
      }
    }
  }
  KOKKOS_INLINE_FUNCTION void add(int rank, int i, int j, T const (&acc)[own][own], bool first,
                                  double* to) const {
    int const across = side / own;
    MATTIS_TILE_UNROLL
    for (int r = 0; r < own; ++r) {
      MATTIS_TILE_UNROLL
      for (int c = 0; c < own; ++c) {
        int const t = i * side + row_of(rank / across, r);
        int const s = j * side + row_of(rank % across, c);
        if (t < rows.rows && s <= t) {
          double& entry = to[static_cast<std::ptrdiff_t>(t) * rows.rows + s];
          entry = (first ? 0.0 : entry) + static_cast<double>(acc[r][c]);
        }
      }
    }
  }
};

/// \param sums  `slots` triangles, each the sum of a slot's chunks
template <ExecutionSpace Exec, class T>
void correlate_on_device(Exec const& exec, ChunkedRows<T> const& rows, int slots, double* sums,
                         std::ptrdiff_t slot_stride) {
  using Tiles = CorrelateTiles<Exec, T>;
  Kokkos::TeamPolicy<Exec, Kokkos::LaunchBounds<Tiles::threads, 1>> policy(
      exec, slots * Tiles::tiles(rows.rows), Tiles::threads);
  for_teams(exec, "mattis::covariance::tiles",
            policy.set_scratch_size(0, Kokkos::PerTeam(Tiles::scratch_bytes)),
            Tiles{rows, sums, slot_stride, slots});
}

}  // namespace mattis::detail
