// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The response on a device: a warp takes C columns for the samples of a block, 32 at a time, one by
// each thread, with what the columns need of their past in scratch memory.
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/detail/team_launch.hpp>
#include <mattis/kernels/detail/pack_lanes.hpp>
#include <mattis/kernels/detail/pack_panels.hpp>
#include <mattis/lanes/effective_neuron_tile.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <cstddef>
#include <cstdint>

namespace mattis::detail {

/// Where blocks of 256 samples have their slopes, [row][sample], and their sums, (T, T): the
/// response goes transposed above the diagonal, sums[s T + t].
template <class T>
struct ResponseBlocks {
  T const* slope;
  std::ptrdiff_t block_stride;
  double* sums;
  std::ptrdiff_t sums_stride;
  int blocks;
};

template <ExecutionSpace Exec, class T>
struct DeviceResponse {
  /// Each entry of F is used for two multiply-adds and each of the past for as many as there are
  /// rows: a warp has few others beside it, and works off what it has loaded. H100, T 100, M 50000:
  /// float 2.7 ms with 8 rows, 2.3 with 16; double 4.5 with 8, 5.1 with 16.
  static constexpr int rows = sizeof(T) == 4 ? 16 : 8;
  using Tile = lanes::EffectiveNeuronTile<PackPolicy<T, 1>, rows, 1>;
  using Rows = typename Tile::Rows;
  using Member = typename Kokkos::TeamPolicy<Exec>::member_type;
  static constexpr int warp = 32;
  static constexpr int block_samples = lanes::block_samples;
  /// Of a team, on every device.
  static constexpr std::size_t most_scratch = 48 << 10;

  KOKKOS_FUNCTION static constexpr std::size_t column_bytes(int steps) {
    return sizeof(T) * warp * static_cast<std::size_t>(steps);
  }
  /// Whether it is made this way: on a device, where a warp's column fits in scratch memory. Takes
  /// the kernel as it is, compressed or not.
  static bool takes(int steps) {
    return !is_host_execution_space<Exec> && column_bytes(steps) <= most_scratch;
  }
  /// Entries of the packed kernel.
  static std::size_t packed_size(int steps) { return takes(steps) ? Tile::packed_size(steps) : 0; }
  /// \param kernel  (T, T) F, of which dt F is packed
  static void pack(Exec const& exec, double const* kernel, double dt, int steps, T* packed) {
    pack_panels<Tile>(exec, "mattis::response::pack_columns", kernel, dt, steps, packed);
  }

  template <int C>
  struct Columns {
    ResponseBlocks<T> blocks;
    T const* kernel;  // dt F, packed for Tile
    T dt;
    int steps;

    KOKKOS_FUNCTION void operator()(Member const& team, int item) const {
      int const groups = ceil_div(steps - 1, C);
      int const block = item / groups;
      int const s0 = item % groups * C;
      T* const history =
          static_cast<T*>(team.team_shmem().get_shmem(static_cast<int>(C * column_bytes(steps))));
      int const lane = team.team_rank();
      double* const sums = blocks.sums + block * blocks.sums_stride;
      for (int part = 0; part < block_samples; part += warp) {
        T const* const slope = blocks.slope + block * blocks.block_stride + part + lane;
        Tile::template response<C>(kernel, dt, steps, s0,
                                   Rows{const_cast<T*>(slope), block_samples, 1},
                                   Rows{history + lane, C * warp, warp}, NoCollect{});
        team.team_barrier();
        add_up(history, lane, s0, sums);
        team.team_barrier();
      }
    }

   private:
    struct NoCollect {
      template <class Vectors>
      MATTIS_TILE_FUNCTION void operator()(int, Vectors const&) const {}
    };

    /// A thread adds the samples of whole entries (t, s), each thread from another sample on, so
    /// that no two read the same bank.
    KOKKOS_INLINE_FUNCTION void add_up(T const* history, int lane, int s0, double* sums) const {
      for (int entry = lane; entry < (steps - s0 - 1) * C; entry += warp) {
        int const t = s0 + 1 + entry / C;
        int const s = s0 + entry % C;
        T const* const samples = history + ((s0 + 1) * C + entry) * warp;
        double sum = 0;
        for (int i = 0; i < warp; ++i) sum += static_cast<double>(samples[(i + lane) % warp]);
        if (t > s) sums[static_cast<std::ptrdiff_t>(s) * steps + t] += sum;
      }
    }
  };

  /// Adds the response of all blocks to their sums.
  static void run(Exec const& exec, ResponseBlocks<T> const& blocks, T const* kernel, T dt,
                  int steps) {
    if (2 * column_bytes(steps) <= most_scratch) {
      run_columns<2>(exec, blocks, kernel, dt, steps);
    } else {
      run_columns<1>(exec, blocks, kernel, dt, steps);
    }
  }

  template <int C>
  static void run_columns(Exec const& exec, ResponseBlocks<T> const& blocks, T const* kernel, T dt,
                          int steps) {
    Kokkos::TeamPolicy<Exec, Kokkos::LaunchBounds<warp, 1>> policy(
        exec, blocks.blocks * ceil_div(steps - 1, C), warp);
    for_teams(
        exec, "mattis::response::columns",
        policy.set_scratch_size(0, Kokkos::PerTeam(static_cast<int>(C * column_bytes(steps)))),
        Columns<C>{blocks, kernel, dt, steps});
  }
};

}  // namespace mattis::detail
