// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Effective neurons (effective_neuron_tile.hpp) whose self-coupling is read through a state of
// `rank` numbers, see CompressedKernel.
#include <mattis/lanes/effective_neuron_tile.hpp>
#include <mattis/lanes/kernel_panel.hpp>

namespace mattis::lanes {

/// R rows; G tiles side by side.
template <class V, int R, int G>
struct CompressedKernelTile : EffectiveNeuronTile<V, R, G> {
  using Whole = EffectiveNeuronTile<V, R, G>;
  using typename Whole::Rows;
  using typename Whole::Samples;
  using typename Whole::T;
  using typename Whole::Vector;
  using Whole::accumulate;
  using Whole::clear;
  using Whole::finish_panel;
  using Whole::panel_offset;
  using Whole::panels;
  static_assert(kernel_panel % R == 0);

  /// A CompressedKernel packed: of each panel of R rows of dt read R rows by rank columns, then of
  /// each panel of kernel_panel times and each R entries of its state the R rows by rank +
  /// kernel_panel columns of [keep, write^T].
  MATTIS_TILE_FUNCTION static int state_panels(int steps) {
    return (steps + kernel_panel - 1) / kernel_panel;
  }
  MATTIS_TILE_FUNCTION static constexpr int state_tiles(int rank) { return (rank + R - 1) / R; }
  MATTIS_TILE_FUNCTION static std::size_t read_offset(int rank, int panel) {
    return static_cast<std::size_t>(panel) * static_cast<std::size_t>(rank * R);
  }
  MATTIS_TILE_FUNCTION static std::size_t advance_offset(int steps, int rank, int panel) {
    return read_offset(rank, panels(steps)) + static_cast<std::size_t>(panel) *
                                                  static_cast<std::size_t>(state_tiles(rank) * R) *
                                                  static_cast<std::size_t>(rank + kernel_panel);
  }
  MATTIS_TILE_FUNCTION static constexpr std::size_t state_rows(int rank) {
    return 2 * static_cast<std::size_t>(state_tiles(rank) * R);
  }
  MATTIS_TILE_FUNCTION static std::size_t packed_state_size(int steps, int rank) {
    return advance_offset(steps, rank, state_panels(steps));
  }

  /// Entry (column, r) of the panel of R rows in the packed form of dt read.
  MATTIS_TILE_FUNCTION static T packed_read(double const* read, int steps, double dt, int panel,
                                            int column, int r) {
    int const t = panel * R + r;
    return t < steps ? static_cast<T>(
                           dt * read[static_cast<std::size_t>(t) * largest_kernel_rank + column])
                     : T(0);
  }
  /// Entry (column, r) of tile j of the state that follows on panel p, in the packed form of [keep,
  /// write^T].
  MATTIS_TILE_FUNCTION static T packed_advance(double const* keep, double const* write, int steps,
                                               int rank, int p, int j, int column, int r) {
    int const row = j * R + r;
    int const t = p * kernel_panel + column - rank;
    if (row >= rank || t >= steps) return T(0);
    return static_cast<T>(
        column < rank
            ? keep[(static_cast<std::size_t>(p) * largest_kernel_rank + row) * largest_kernel_rank +
                   column]
            : write[static_cast<std::size_t>(t) * largest_kernel_rank + row]);
  }

  /// next <- keep now + write^T past, the state after panel p; `past` begins with the panel's row
  /// `first`. A state that is zero need not be there.
  template <int N>
  MATTIS_TILE_FUNCTION static void carry(T const* carried, int rank, int steps, int p, bool entered,
                                         Rows const& now, Rows const& past, int first,
                                         Rows const& next) {
    for (int j = 0; j < state_tiles(rank); ++j) {
      T const* const advance =
          carried + advance_offset(steps, rank, p) +
          static_cast<std::size_t>(j * R) * static_cast<std::size_t>(rank + kernel_panel);
      carry_rows<R, N>(rank - j * R, advance, rank, entered, now, past, first,
                       {next.at(j * R, 0), next.row_stride, next.tile_stride});
    }
  }

#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__)
  static constexpr bool may_make_fewer = false;  // registers would spill
#else
  static constexpr bool may_make_fewer = true;
#endif
  /// Rows of a state together: `wanted` of them, rounded up to an even number, or all.
  template <int Q, int N>
  MATTIS_TILE_FUNCTION static void carry_rows(int wanted, T const* advance, int rank, bool entered,
                                              Rows const& now, Rows const& past, int first,
                                              Rows const& next) {
    if constexpr (may_make_fewer && Q > 2) {
      if (wanted <= Q - 2)
        return carry_rows<Q - 2, N>(wanted, advance, rank, entered, now, past, first, next);
    }
    Vector acc[Q][N];
    clear(acc);
    if (entered) accumulate(advance, now, 0, rank, acc);
    accumulate(advance + rank * R, past, first, kernel_panel, acc);
    MATTIS_TILE_UNROLL
    for (int r = 0; r < Q; ++r) {
      MATTIS_TILE_UNROLL
      for (int n = 0; n < N; ++n) next.store(r, n, acc[r][n]);
    }
  }

  /// The two halves of the rows of a state, which panels write in turn.
  MATTIS_TILE_FUNCTION static Rows state_of_panel(Rows const& state, int rank, int p) {
    return {state.at(p % 2 * state_tiles(rank) * R, 0), state.row_stride, state.tile_stride};
  }

  /// The same trajectories as `Whole` gives. state (2 (rank rounded up to R), G) is overwritten.
  MATTIS_TILE_FUNCTION static void compressed_trajectories(T const* kernel, T const* carried,
                                                           int rank, T const* drive, T dt,
                                                           int steps, int condensed,
                                                           Samples const& samples,
                                                           Rows const& state) {
    Vector x[G];
    Whole::begin_trajectories(samples, x);
    for (int p = 0; p < state_panels(steps); ++p) {
      int const p0 = p * kernel_panel;
      int const end = p0 + kernel_panel < steps ? p0 + kernel_panel : steps;
      Rows const now = state_of_panel(state, rank, p);
      for (int t0 = p0; t0 < end; t0 += R) {
        T const* const panel = kernel + panel_offset(t0 / R);
        Vector acc[R][G];
        clear(acc);
        if (p > 0) accumulate(carried + read_offset(rank, t0 / R), now, 0, rank, acc);
        accumulate(panel, samples.phi, p0, t0 + 1, acc);
        Whole::move_on(panel, drive, dt, t0, steps, condensed, samples, acc, x);
      }
      if (end == steps) return;
      Rows const past{samples.phi.at(p0, 0), samples.phi.row_stride, samples.phi.tile_stride};
      carry<G>(carried, rank, steps, p, p > 0, now, past, 0, state_of_panel(state, rank, p + 1));
    }
  }

  /// One panel p of kernel_panel times of C columns, through a compressed kernel packed in
  /// `carried`: each sum over the past is of the rows of the panel and of the state. Columns that
  /// have `entered` before come with S_x(p0) in `response`, the state `now` and D(p0) in its row of
  /// history; the others begin at s0 in this panel, of which nothing but zeros is there. D(t) goes
  /// to row t - origin of history; `response` and `next` become what the next panel is entered
  /// with.
  template <int C, class Collect>
  MATTIS_TILE_FUNCTION static void respond_in_panel(T const* kernel, T const* carried, int rank,
                                                    T dt, int steps, int p, bool entered, int s0,
                                                    Rows const& slope, Rows const& history,
                                                    int origin, Rows const& now, Rows const& next,
                                                    Vector (&response)[G * C],
                                                    Collect const& collect) {
    int const p0 = p * kernel_panel;
    int const end = p0 + kernel_panel < steps ? p0 + kernel_panel : steps;
    int const start = s0 + 1 > p0 ? s0 + 1 : p0;
    for (int t0 = entered ? p0 : s0 / R * R; t0 < end; t0 += R) {
      T const* const panel = kernel + panel_offset(t0 / R);
      Vector acc[R][G * C];
      clear(acc);
      if (entered) accumulate(carried + read_offset(rank, t0 / R), now, 0, rank, acc);
      accumulate(panel + origin * R, history, start - origin, t0 + 1 - origin, acc);
      Whole::template finish_panel<C>(panel, dt, t0, steps, s0, slope, history, origin, acc,
                                      response, collect);
    }
    if (end == steps) return;
    carry<G * C>(carried, rank, steps, p, entered, now,
                 {history.at(p0 - origin, 0), history.row_stride, history.tile_stride}, start - p0,
                 next);
  }

  /// The same columns as `response`, panel after panel. state (2 (rank rounded up to R), G C) is
  /// overwritten.
  template <int C, class Collect>
  MATTIS_TILE_FUNCTION static void compressed_response(T const* kernel, T const* carried, int rank,
                                                       T dt, int steps, int s0, Rows const& slope,
                                                       Rows const& history, Rows const& state,
                                                       Collect const& collect) {
    int const first = s0 / kernel_panel;
    Vector response[G * C];
    MATTIS_TILE_UNROLL
    for (int n = 0; n < G * C; ++n) response[n] = V::set(T(0));
    for (int p = first; p < state_panels(steps); ++p) {
      respond_in_panel<C>(kernel, carried, rank, dt, steps, p, p > first, s0, slope, history, 0,
                          state_of_panel(state, rank, p), state_of_panel(state, rank, p + 1),
                          response, collect);
    }
  }
};

}  // namespace mattis::lanes
