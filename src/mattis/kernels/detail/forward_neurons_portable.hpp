// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/launch_shape.hpp>
#include <mattis/kernels/detail/block_sums.hpp>
#include <mattis/kernels/detail/forward_layout.hpp>
#include <mattis/kernels/detail/pack_lanes.hpp>
#include <mattis/kernels/detail/sample_draw.hpp>
#include <mattis/kernels/forward_neurons.hpp>
#include <mattis/lanes/forward_tile.hpp>

namespace mattis::detail {

/// The forward pass in Kokkos alone: one team takes a block of samples; on devices one thread takes
/// one sample.
template <ExecutionSpace Exec, Real T>
class ForwardNeuronsPortable {
 public:
  static constexpr int samples_per_block = ForwardLayout::samples_per_block;
  using Shape = LaunchShape<Exec>;
  static constexpr int lanes = Shape::samples_of_thread;
  static constexpr int rows = Shape::sweep_rows;
  static constexpr int vectors = samples_per_block / lanes;
  using Tile = lanes::ForwardTile<PackPolicy<T, lanes>, rows, 1>;
  using Rows = typename Tile::Rows;
  using Policy = Kokkos::TeamPolicy<Exec, Kokkos::LaunchBounds<samples_per_block, 2>>;
  using Member = typename Kokkos::TeamPolicy<Exec>::member_type;

  ForwardNeuronsPortable(Arena<Exec> const& arena, ForwardLayout layout, int buffers)
      : layout_(layout),
        rows_(arena.template take<Array<T*, Exec>>("mattis::forward_neurons::rows",
                                                   rows_size(layout))),
        blocks_(arena.template take<Array<T**, Exec>>("mattis::forward_neurons::blocks",
                                                      layout.blocks(), block_size(layout))),
        adjoints_(arena.template take<Array<T**, Exec>>(
            "mattis::forward_neurons::adjoints", buffers,
            static_cast<std::size_t>(layout.steps) * samples_per_block)) {}

  static double bytes(ForwardLayout layout, int buffers) {
    return sizeof(T) *
           (static_cast<double>(layout.blocks()) * static_cast<double>(block_size(layout)) +
            static_cast<double>(rows_size(layout)) +
            static_cast<double>(buffers) * layout.steps * samples_per_block);
  }

  static int buffers_for(int concurrency) { return Shape::teams_at_once(concurrency); }

  void start(Exec const& exec, SweepInput<Exec> const& input) const {
    using Draw = SampleDraw<Exec, T>;
    if (layout_.blocks() > 0)  // what its last samples lack is summed, too
      for_entries(exec, "mattis::forward_neurons::clear",
                  {static_cast<std::int64_t>(block_size(layout_)), 0.5},
                  Clear{blocks_.data() + (layout_.blocks() - 1) * block_size(layout_)});
    for_entries(exec, "mattis::forward_neurons::draw",
                {layout_.kept_samples(), 20.0 * layout_.steps},
                Start{layout_, blocks_, Draw(input, layout_.steps, layout_.condensed)});
  }

  void step(Exec const& exec, SweepInput<Exec> const& input, int t,
            BlockSums<Exec> const& sums) const {
    if (t > 0) {
      for_entries(exec, "mattis::forward_neurons::pack",
                  {layout_.steps + layout_.condensed + rows, 5},
                  Pack{layout_, input.factor, input.kernel, input.drive, input.dt, t - 1, rows_});
    }
    sums.run_teams(
        exec, layout_.all_blocks(), [&](int league) { return team_policy(exec, league); },
        Step{layout_, rows_, blocks_, adjoints_, static_cast<T>(input.dt), t},
        [](Array<double**, Exec> const&, std::int64_t, int) {}, input.team);
  }

 private:
  static std::size_t block_size(ForwardLayout layout) {
    return static_cast<std::size_t>(layout.condensed + 2 * layout.steps + 1) * samples_per_block;
  }
  static std::size_t rows_size(ForwardLayout layout) {
    return columns_offset(layout) + Tile::packed_size(layout.steps);
  }
  /// Where the columns of dt F begin, behind the rows: aligned as a device reads them.
  KOKKOS_INLINE_FUNCTION static std::size_t columns_offset(ForwardLayout layout) {
    return round_up(2 * layout.steps + layout.condensed, entries_of_load);
  }

 public:  // nvcc names what a kernel runs in the host code that it generates
  static auto team_policy(Exec const& exec, int league) {
    return Policy(exec, league, Shape::block_threads / Shape::block_vector, Shape::block_vector);
  }

  struct Clear {
    T* block;

    KOKKOS_FUNCTION void operator()(std::int64_t i) const { block[i] = T(0); }
  };

  struct Start {
    ForwardLayout layout;
    Array<T**, Exec> blocks;
    SampleDraw<Exec, T> draw;

    KOKKOS_FUNCTION void operator()(std::int64_t sample) const {
      T* const signs = &blocks(static_cast<std::size_t>(sample / samples_per_block), 0);
      T* const noise = signs + std::ptrdiff_t{layout.condensed} * samples_per_block;
      T* const x = noise + 2 * std::ptrdiff_t{layout.steps} * samples_per_block;
      draw(layout.first_block * samples_per_block + sample,
           static_cast<int>(sample % samples_per_block), samples_per_block, signs, noise, x);
    }
  };

  /// Rows t of L, dt F and the drive, and the columns of dt F.
  struct Pack {
    ForwardLayout layout;
    Array<double const**, Exec> factor, kernel, drive;
    double dt;
    int t;
    Array<T*, Exec> packed;

    KOKKOS_FUNCTION void operator()(std::int64_t entry) const {
      auto const i = static_cast<int>(entry);
      int const steps = layout.steps;
      if (i <= t) {
        packed(i) = static_cast<T>(factor(t, i));
        packed(steps + i) = static_cast<T>(dt * kernel(t, i));
      }
      if (i < layout.condensed) packed(2 * steps + i) = static_cast<T>(drive(t, i));
      if (i / rows <= t / rows) {
        auto const at = columns_offset(layout) + Tile::packed_index(t, i, steps);
        packed(at) = i <= t ? static_cast<T>(dt * kernel(t, i)) : T(0);
      }
    }
  };

  struct NoCollect {
    template <class Vectors>
    MATTIS_TILE_FUNCTION void operator()(int, Vectors const&) const {}
  };

  struct Step {
    ForwardLayout layout;
    Array<T*, Exec> packed;
    Array<T**, Exec> blocks;
    Array<T**, Exec> adjoints;
    T dt;
    int t;

    KOKKOS_INLINE_FUNCTION void operator()(Member const& team, std::int64_t block, int buffer,
                                           double* sums) const {
      std::ptrdiff_t const size = std::ptrdiff_t{layout.steps} * samples_per_block;
      T* const signs = &blocks(static_cast<std::size_t>(block - layout.first_block), 0);
      T* const noise = signs + std::ptrdiff_t{layout.condensed} * samples_per_block;
      T* const phi = noise + size;
      T* const x = phi + size;
      T* const adjoint = &adjoints(static_cast<std::size_t>(buffer), 0);
      std::int64_t const left = layout.samples - block * samples_per_block;
      if (t > 0) advance(team, signs, noise, phi, x, adjoint, sums);
      if (t == layout.steps) return;
      observe(team, left, phi, x, adjoint);
      sum(team, signs, phi, x, adjoint, sums);
    }

    /// From t - 1 to t.
    KOKKOS_INLINE_FUNCTION void advance(Member const& team, T const* signs, T* noise, T* phi, T* x,
                                        T* work, double* sums) const {
      T const* const factor_row = packed.data();
      T const* const kernel_row = factor_row + layout.steps;
      T const* const drive = kernel_row + layout.steps;
      Kokkos::parallel_for(Kokkos::TeamVectorRange(team, int{vectors}), [&](int v) {
        using V = PackPolicy<T, lanes>;
        Rows const activity{phi + v * lanes, samples_per_block, lanes};
        typename V::vector eta[1];
        typename V::vector feedback[1];
        Tile::field(factor_row, kernel_row, t - 1,
                    Rows{noise + v * lanes, samples_per_block, lanes}, activity, eta, feedback);
        V::store(work + v * lanes, activity.load(t - 1, 0) * eta[0]);
        for (int k = 0; k < layout.condensed; ++k)
          eta[0] =
              V::fma(V::load(signs + k * samples_per_block + v * lanes), V::set(drive[k]), eta[0]);
        T* const state = x + v * lanes;
        V::store(state, V::fma(V::set(T(1) - dt), V::load(state),
                               V::fma(V::set(dt), eta[0], feedback[0])));
      });
      team.team_barrier();
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, 1), [&](int) {
        add_row(team, sums + layout.noise_work(), [&](int l) { return work[l]; });
      });
      team.team_barrier();
    }

    /// phi(t) of all samples, and a(1) .. a(t), zero beyond the `left` samples there are.
    KOKKOS_INLINE_FUNCTION void observe(Member const& team, std::int64_t left, T* phi, T* x,
                                        T* adjoint) const {
      T const* const columns = packed.data() + columns_offset(layout);
      Kokkos::parallel_for(Kokkos::TeamVectorRange(team, int{vectors}), [&](int v) {
        using V = PackPolicy<T, lanes>;
        for (int lane = v * lanes; lane < (v + 1) * lanes; ++lane)
          if (lane >= left) x[lane] = T(0);
        Rows const activity{phi + v * lanes, samples_per_block, lanes};
        Rows const history{adjoint + v * lanes, samples_per_block, lanes};
        auto const now = V::tanh(V::load(x + v * lanes));
        activity.store(t, 0, now);
        history.store(t, 0, V::fnma(now, now, V::set(T(1))));
        for (int lane = v * lanes; lane < (v + 1) * lanes; ++lane)
          if (lane >= left) adjoint[std::ptrdiff_t{t} * samples_per_block + lane] = T(0);
        if (t > 0) Tile::adjoint(columns, dt, t, layout.steps, activity, history, NoCollect{});
      });
      team.team_barrier();
    }

    /// One thread a sum: C and S of every earlier step, the overlaps, the energy.
    KOKKOS_INLINE_FUNCTION void sum(Member const& team, T const* signs, T const* phi, T const* x,
                                    T const* adjoint, double* sums) const {
      T const* const now = phi + std::ptrdiff_t{t} * samples_per_block;
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, t + 1), [&](int s) {
        T const* const then = phi + std::ptrdiff_t{s} * samples_per_block;
        add_row(team, sums + layout.correlation() + s, [&](int l) { return now[l] * then[l]; });
      });
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, t), [&](int s) {
        T const* const a = adjoint + (std::ptrdiff_t{s} + 1) * samples_per_block;
        add_row(team, sums + layout.response() + s, [&](int l) { return dt * a[l]; });
      });
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, layout.condensed), [&](int k) {
        T const* const xi = signs + std::ptrdiff_t{k} * samples_per_block;
        add_row(team, sums + layout.overlap() + k, [&](int l) { return now[l] * xi[l]; });
      });
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, 1), [&](int) {
        add_row(team, sums + layout.energy(),
                [&](int l) { return x[l] * now[l] - log_cosh_of_entry(x[l]); });
      });
    }

    template <class Term>
    KOKKOS_INLINE_FUNCTION static void add_row(Member const& team, double* to, Term const& term) {
      double total = 0;
      Kokkos::parallel_reduce(
          Kokkos::ThreadVectorRange(team, samples_per_block),
          [&](int l, double& partial) { partial += static_cast<double>(term(l)); }, total);
      Kokkos::single(Kokkos::PerThread(team), [&] { *to += total; });
    }
  };

 private:
  ForwardLayout layout_;
  Array<T*, Exec> rows_;       // of L, of dt F, of the drive; columns of dt F
  Array<T**, Exec> blocks_;    // of each block: signs, noise, phi, x
  Array<T**, Exec> adjoints_;  // of each team
};

}  // namespace mattis::detail
