// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/launch_shape.hpp>
#include <mattis/core/scratch.hpp>
#include <mattis/kernels/detail/block_sums.hpp>
#include <mattis/kernels/detail/correlate_device.hpp>
#include <mattis/kernels/detail/pack_lanes.hpp>
#include <mattis/kernels/detail/pack_panels.hpp>
#include <mattis/kernels/detail/response_device.hpp>
#include <mattis/kernels/detail/sample_draw.hpp>
#include <mattis/kernels/detail/square_sums.hpp>
#include <mattis/kernels/effective_neurons.hpp>
#include <mattis/lanes/compressed_kernel_tile.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <algorithm>

namespace mattis::detail {

/// The sweep in Kokkos alone: one team takes a block of samples; on devices one thread takes one
/// sample, and the samples of neighbouring threads are neighbours in memory, [row][sample]. There
/// the products of rows and, as long as a warp's columns fit in scratch memory, the response are
/// made of all blocks of a wave in launches of their own, which have more work to share.
template <ExecutionSpace Exec, Real T>
class EffectiveNeuronsPortable {
 public:
  static constexpr int samples_per_block = SampleWave<Exec, T>::block_samples;
  /// On the host a pack of samples lets the compiler vectorise; C columns of the response at once
  /// hide its latency.
  using Shape = LaunchShape<Exec>;
  static constexpr int lanes = Shape::samples_of_thread;
  static constexpr int rows = Shape::sweep_rows;
  static constexpr int columns = Shape::template response_columns<T>;
  static constexpr int vectors = samples_per_block / lanes;
  using Tile = lanes::CompressedKernelTile<PackPolicy<T, lanes>, rows, 1>;
  using Rows = typename Tile::Rows;
  using Apart = DeviceResponse<Exec, T>;

  EffectiveNeuronsPortable(Arena<Exec> const& arena, SweepLayout layout, int buffers)
      : layout_(layout),
        matrices_(arena.template take<Array<T*, Exec>>("mattis::effective_neurons::matrices",
                                                       matrices_size(layout))),
        blocks_(arena.template take<Array<T**, Exec>>("mattis::effective_neurons::blocks", buffers,
                                                      block_size(layout))) {}

  static std::size_t bytes(SweepLayout layout, int buffers) {
    return sizeof(T) *
           (matrices_size(layout) + static_cast<std::size_t>(buffers) * block_size(layout));
  }

  /// Teams that run at once: one for each thread of the host, one for every 256 threads of a
  /// device, but there at most 8 GiB with their sums.
  static int buffers_for(SweepLayout layout, int concurrency) {
    auto const teams = static_cast<std::size_t>(Shape::teams_at_once(concurrency));
    return static_cast<int>(
        std::clamp<std::size_t>(Shape::most_sample_bytes / of_buffer(layout), 1, teams));
  }
  /// No fewer than buffers_for() comes to, and not fewer for more steps or patterns.
  static std::size_t most_buffer_bytes(SweepLayout layout, int concurrency) {
    std::size_t const one = of_buffer(layout);
    auto const teams = static_cast<std::size_t>(Shape::teams_at_once(concurrency));
    return std::max(one, std::min<std::size_t>(teams * one, Shape::most_sample_bytes));
  }
  /// Bytes of a block and its sums.
  static std::size_t of_buffer(SweepLayout layout) {
    return sizeof(T) * block_size(layout) + sizeof(double) * layout.entries();
  }

  void sweep(Exec const& exec, SweepInput<Exec> const& input, BlockMeans<Exec, T> const& means,
             BlockSums<Exec> const& sums) const {
    std::size_t const packed = Tile::packed_size(layout_.steps);
    bool const response_apart = layout_.wanted.response && Apart::takes(layout_.steps);
    pack_panels<Tile>(exec, "mattis::effective_neurons::pack_factor", input.factor.data(), 1.0,
                      layout_.steps, matrices_.data());
    pack_panels<Tile>(exec, "mattis::effective_neurons::pack_kernel", input.kernel.data(), input.dt,
                      layout_.steps, matrices_.data() + packed);
    if (response_apart)
      Apart::pack(exec, input.kernel.data(), input.dt, layout_.steps, kernel_apart());
    for_entries(exec, "mattis::effective_neurons::pack_drive",
                {static_cast<std::int64_t>(drive_size(layout_)), 1},
                Convert{input.drive.data(), matrices_.data() + 2 * packed});
    auto const& compressed = input.compressed;
    T* const state = matrices_.data() + 2 * packed + drive_room(layout_);
    if (compressed.rank > 0 && !response_apart) {
      for_teams(exec, "mattis::effective_neurons::pack_state",
                team_policy(exec, Tile::panels(layout_.steps)),
                PackState{compressed.read.data(), compressed.write.data(), compressed.keep.data(),
                          state, layout_.steps, compressed.rank, input.dt});
    }
    std::int64_t const blocks = ceil_div(input.samples, samples_per_block);
    Block const block{layout_,
                      matrices_,
                      blocks_,
                      SampleDraw<Exec, T>(input, layout_.steps, layout_.condensed),
                      input.samples,
                      input.response_samples.value_or(input.samples),
                      static_cast<T>(input.dt),
                      compressed.rank,
                      response_apart,
                      &means};
    sums.run_teams(
        exec, blocks, [&](int league) { return team_policy(exec, league); }, block,
        [&](Array<double**, Exec> const& buffers, std::int64_t first, int count) {
      if constexpr (!is_host_execution_space<Exec>) {
        SampleWave<Exec, T> const wave{blocks_, buffers, layout_, first, count, input.samples};
        if (layout_.wanted.means > 0) means.add(exec, wave);
        correlate_wave(exec, wave);
        if (response_apart) respond_to_wave(exec, wave, block.response_samples, block.dt);
      }
        },
        input.team);
  }

 private:
  static std::size_t matrices_size(SweepLayout layout) {
    return 2 * Tile::packed_size(layout.steps) + drive_room(layout) +
           Tile::packed_state_size(layout.steps, largest_kernel_rank) +
           Apart::packed_size(layout.steps);
  }
  /// Behind all else.
  T* kernel_apart() const {
    return matrices_.data() + matrices_.size() - Apart::packed_size(layout_.steps);
  }
  KOKKOS_INLINE_FUNCTION static std::size_t drive_size(SweepLayout layout) {
    return static_cast<std::size_t>(layout.steps) * static_cast<std::size_t>(layout.condensed);
  }
  /// So that what follows is aligned as panels are.
  KOKKOS_INLINE_FUNCTION static std::size_t drive_room(SweepLayout layout) {
    return round_up(drive_size(layout), entries_of_load);
  }
  static std::size_t block_size(SweepLayout layout) {
    auto const rows_of_samples = static_cast<std::size_t>(layout.condensed + 4 * layout.steps);
    std::size_t const of_state =
        Apart::takes(layout.steps)
            ? 0
            : columns * static_cast<std::size_t>(Tile::state_rows(largest_kernel_rank));
    return (rows_of_samples + response_rows(layout.steps) + of_state) * samples_per_block;
  }

  /// The products of the rows of a wave's blocks, for their sums.
  void correlate_wave(Exec const& exec, SampleWave<Exec, T> const& wave) const {
    std::int64_t const left = wave.samples - wave.first * samples_per_block;
    std::ptrdiff_t const size = std::ptrdiff_t{layout_.steps} * samples_per_block;
    T const* const noise = blocks_.data() + std::ptrdiff_t{layout_.condensed} * samples_per_block;
    for (int row = 0; row < 3; ++row) {
      if (!layout_.wanted.covariance_of[row]) continue;
      ChunkedRows<T> const of_wave{noise + row * size, samples_per_block,
                                   static_cast<std::ptrdiff_t>(blocks_.stride(0)), layout_.steps,
                                   std::min<std::int64_t>(left, wave.count * samples_per_block)};
      correlate_on_device(exec, of_wave, wave.count, wave.sums.data() + layout_.covariance(row),
                          static_cast<std::ptrdiff_t>(wave.sums.stride(0)));
    }
  }
  void respond_to_wave(Exec const& exec, SampleWave<Exec, T> const& wave,
                       std::int64_t response_samples, T dt) const {
    std::int64_t const blocks = ceil_div(response_samples, samples_per_block) - wave.first;
    if (blocks <= 0) return;
    T const* const slope =
        blocks_.data() +
        (std::ptrdiff_t{layout_.condensed} + 3 * layout_.steps) * samples_per_block;
    Apart::run(exec,
               {slope, static_cast<std::ptrdiff_t>(blocks_.stride(0)), wave.sums.data(),
                static_cast<std::ptrdiff_t>(wave.sums.stride(0)),
                static_cast<int>(std::min<std::int64_t>(blocks, wave.count))},
               kernel_apart(), dt, layout_.steps);
  }

 public:  // nvcc names what a kernel runs in the host code that it generates
  struct Convert {
    double const* from;
    T* to;

    KOKKOS_FUNCTION void operator()(std::int64_t i) const { to[i] = static_cast<T>(from[i]); }
  };

  /// One block of samples by one team: the stages of docs/models.md 1.2, a barrier where samples
  /// meet.
  struct Block {
    SweepLayout layout;
    Array<T*, Exec> matrices;
    Array<T**, Exec> blocks;
    SampleDraw<Exec, T> draw;
    std::int64_t samples;
    std::int64_t response_samples;
    T dt;
    int rank;  // of the compressed kernel; 0: there is none
    bool response_apart;
    BlockMeans<Exec, T> const* means;  // called on a host

    using Member = typename Kokkos::TeamPolicy<Exec>::member_type;

    KOKKOS_INLINE_FUNCTION void operator()(Member const& team, std::int64_t block, int buffer,
                                           double* sums) const {
      int const steps = layout.steps;
      std::ptrdiff_t const size = std::ptrdiff_t{steps} * samples_per_block;
      std::int64_t const first = block * samples_per_block;
      T* const signs = &blocks(buffer, 0);
      T* const noise = signs + std::ptrdiff_t{layout.condensed} * samples_per_block;
      T* const x = noise + size;
      T* const phi = x + size;
      T* const slope = phi + size;
      T* const history = slope + size;
      T const* const factor = matrices.data();
      T const* const kernel = factor + Tile::packed_size(steps);
      T const* const drive = kernel + Tile::packed_size(steps);

      Kokkos::parallel_for(Kokkos::TeamVectorRange(team, int{vectors}), [&](int v) {
        for (int lane = v * lanes; lane < (v + 1) * lanes; ++lane)
          if (first + lane < samples) draw(first + lane, lane, samples_per_block, signs, noise, x);
        auto const rows_of = [=](T* data) {
          return Rows{data + v * lanes, samples_per_block, lanes};
        };
        Tile::colour_noise(factor, steps, rows_of(noise));
        Tile::trajectories(
            kernel, drive, dt, steps, layout.condensed,
            {rows_of(signs), rows_of(noise), rows_of(x), rows_of(phi), rows_of(slope)});
        for (int lane = v * lanes; lane < (v + 1) * lanes; ++lane) {
          for (std::ptrdiff_t i = lane; i < size && first + lane >= samples; i += samples_per_block)
            x[i] = phi[i] = T(0);
          for (std::ptrdiff_t i = lane;
               i < size && (first + lane >= samples || first + lane >= response_samples);
               i += samples_per_block)
            slope[i] = T(0);
        }
      });
      team.team_barrier();
      int const live = samples - first < samples_per_block ? static_cast<int>(samples - first)
                                                           : samples_per_block;
      KOKKOS_IF_ON_HOST(
          (add_means({steps, layout.condensed, live, signs, noise, x, phi, slope}, sums);
           correlate_rows(team, live, noise, sums);))
      if (!layout.wanted.response || first >= response_samples || response_apart) return;
      T const* const state = drive + drive_room(layout);
      respond(team, steps, dt, kernel, state, rank, slope, history, sums);
    }

    void correlate_rows(Member const& team, int live, T const* noise, double* sums) const {
      for (int row = 0; row < 3; ++row)
        if (layout.wanted.covariance_of[row])
          correlate(team, layout.steps, samples_per_block, live,
                    noise + std::ptrdiff_t{row} * layout.steps * samples_per_block,
                    sums + layout.covariance(row));
    }
    void add_means(lanes::SampleBlock<T> const& block, double* sums) const {
      if (is_host_execution_space<Exec> && layout.wanted.means > 0)
        means->add(block, samples_per_block, sums + layout.means());
    }
  };

 public:
  /// Packs a compressed kernel, one team a panel of `rows` rows; the first of a panel of times
  /// packs its step, too.
  struct PackState {
    double const* read;
    double const* write;
    double const* keep;
    T* packed;
    int steps;
    int rank;
    double scale;

    KOKKOS_FUNCTION void operator()(typename Kokkos::TeamPolicy<Exec>::member_type const& team,
                                    int panel) const {
      T* const from = packed + Tile::read_offset(rank, panel);
      Kokkos::parallel_for(Kokkos::TeamVectorRange(team, rank * rows), [&](int i) {
        from[i] = Tile::packed_read(read, steps, scale, panel, i / rows, i % rows);
      });
      if (panel * rows % kernel_panel != 0) return;
      int const p = panel * rows / kernel_panel;
      int const tile_size = (rank + kernel_panel) * rows;
      T* const advance = packed + Tile::advance_offset(steps, rank, p);
      Kokkos::parallel_for(Kokkos::TeamVectorRange(team, Tile::state_tiles(rank) * tile_size),
                           [&](int i) {
        advance[i] = Tile::packed_advance(keep, write, steps, rank, p, i / tile_size,
                                          i % tile_size / rows, i % rows);
      });
    }
  };

  /// Rows of 256 that a block keeps of its response.
  static std::size_t response_rows(int steps) {
    return Apart::takes(steps) ? 0 : columns * static_cast<std::size_t>(steps);
  }

  /// On a device 256 threads take a block, one thread a sample. The bounds are about registers:
  /// without them the 128 of a team of 1024 spill on AMD (double, gfx90a: 67 of them); with no
  /// second one nvcc spills to fit a third team.
  static auto team_policy(Exec const& exec, int league) {
    using Policy = Kokkos::TeamPolicy<Exec, Kokkos::LaunchBounds<samples_per_block, 2>>;
    return Policy(exec, league, Shape::block_threads / Shape::block_vector, Shape::block_vector);
  }

  /// Calls work(), on a host out of line: what is around it would cost it registers (g++ 14, SSE2,
  /// float, T = 100: a sweep of 53 ms becomes one of 24).
  template <class Work>
  KOKKOS_INLINE_FUNCTION static void apart(Work const& work) {
    KOKKOS_IF_ON_HOST((call(work);))
    KOKKOS_IF_ON_DEVICE((work();))
  }
  template <class Work>
  [[gnu::noinline]] static void call(Work const work) {
    work();
  }

  /// Adds the response sums of 256 samples, transposed: sums[s * T + t] += phi'(t) S_x(t,s);
  /// through the packed compressed kernel where rank > 0. history (T, columns, 256) and, where rank
  /// > 0, the rows of a state after it.
  template <class Member>
  KOKKOS_INLINE_FUNCTION static void respond(Member const& team, int steps, T dt, T const* kernel,
                                             T const* compressed, int rank, T* slope, T* history,
                                             double* sums) {
    constexpr std::ptrdiff_t row_size = std::ptrdiff_t{columns} * samples_per_block;
    for (int s0 = 0; s0 + 1 < steps; s0 += columns) {
      Kokkos::parallel_for(Kokkos::TeamVectorRange(team, int{vectors}), [=](int v) {
        Rows const column{history + v * lanes, row_size, samples_per_block};
        Rows const slopes{slope + v * lanes, samples_per_block, lanes};
        if (rank > 0) {
          Rows const state{column.at(steps, 0), row_size, samples_per_block};
          apart([=] {
            Tile::template compressed_response<columns>(kernel, compressed, rank, dt, steps, s0,
                                                        slopes, column, state, NoCollect{});
          });
        } else {
          apart([=] {
            Tile::template response<columns>(kernel, dt, steps, s0, slopes, column, NoCollect{});
          });
        }
      });
      team.team_barrier();
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, (steps - s0 - 1) * columns),
                           [&](int item) {
        int const t = s0 + 1 + item / columns;
        int const s = s0 + item % columns;
        if (t <= s) return;
        T const* const row =
            history + (std::ptrdiff_t{t} * columns + item % columns) * samples_per_block;
        double total = 0;
        Kokkos::parallel_reduce(
            Kokkos::ThreadVectorRange(team, samples_per_block),
            [&](int l, double& sum) { sum += static_cast<double>(row[l]); }, total);
        Kokkos::single(Kokkos::PerThread(team),
                       [&] { sums[std::ptrdiff_t{s} * steps + t] += total; });
      });
      team.team_barrier();
    }
  }

 private:
  struct NoCollect {
    template <class Vectors>
    MATTIS_TILE_FUNCTION void operator()(int, Vectors const&) const {}
  };

  SweepLayout layout_;
  Array<T*, Exec> matrices_;  // L and dt F packed, drive, dt F compressed
  Array<T**, Exec> blocks_;   // of each team: signs, noise, x, phi, slope, history
};

}  // namespace mattis::detail
