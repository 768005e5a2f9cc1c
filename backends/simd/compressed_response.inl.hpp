// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Response sums of a block through a compressed kernel. What a panel of kernel_panel times answers
// to all that was before it is linear in the rank + 1 numbers it is entered with, S_x and the
// state:
//
//     D(t, s) = sum_a G(t, a) W(a, s),   t of the panel, s before it,   W <- A W from panel to
//     panel.
//
// G and A are of each sample alone, found by running the panel from unit vectors; the sums over
// samples of G W are products of matrices, rank + 1 multiply-adds for an entry where the columns
// one by one take 12 + 2 rank + rank^2 / 24. Included by the instruction-set units alone.
#include <backends/simd/correlation.inl.hpp>
#include <backends/simd/response.inl.hpp>

namespace mattis::simd {

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

/// Register tiles of (G W)^T: columns, which stay in registers, by times, along which sums lie.
template <class Arch>
struct PanelTile {
  static constexpr int columns = RegisterTile<Arch>::many_registers ? 4
                                 : Traits<Arch>::fused              ? 3
                                                                    : 2;
  static constexpr int times = RegisterTile<Arch>::many_registers ? 6 : 4;
  static_assert(kernel_panel % times == 0 && kernel_panel % columns == 0);
};

/// Where the vectors of a workspace begin, which is of any rank; those of W are the first.
template <class T, class Arch>
struct PanelWorkspace {
  static constexpr int together = RegisterTile<Arch>::tiles;  ///< tiles that a panel is run for
  /// Vectors that a sum goes through, unless the numbers of one run are more. Enough that adding up
  /// the lanes costs little, and few enough that a strip of W stays in the first-level cache.
  static constexpr int enough = 96;
  static constexpr int most_numbers = largest_kernel_rank + 1;
  static constexpr std::ptrdiff_t deepest =
      together * most_numbers > enough ? together* most_numbers : enough;
  static constexpr std::ptrdiff_t state =
      static_cast<std::ptrdiff_t>(NeuronTile<T, Arch>::state_rows(largest_kernel_rank)) / 2 *
      together;

  std::ptrdiff_t answers, transitions, history, now, next, column, end;

  explicit PanelWorkspace(int steps)
      : answers((steps + kernel_panel) * deepest),
        transitions(answers + kernel_panel * deepest),
        history(transitions + most_numbers * deepest),
        now(history + (kernel_panel + 1) * together),
        next(now + state),
        column(next + state),
        end(column + kernel_panel + Batch<T, Arch>::lanes) {}

  /// Tiles that are summed together.
  static int tiles_at_once(int rank) {
    int tiles = together;
    while ((tiles + together) * (rank + 1) <= enough) tiles += together;
    return tiles;
  }
};

template <class T, class Arch>
class PanelResponse {
  using V = Batch<T, Arch>;
  using Vector = typename V::vector;
  using Tile = NeuronTile<T, Arch>;
  using Rows = typename Tile::Rows;
  static constexpr int lanes = V::lanes;
  static constexpr int together = RegisterTile<Arch>::tiles;
  static constexpr int R = PanelTile<Arch>::times;
  static constexpr int C = PanelTile<Arch>::columns;
  /// Rows of A in registers together.
  static constexpr int most_rows = RegisterTile<Arch>::many_registers ? 6 : 4;

 public:
  PanelResponse(T const* kernel, T const* carried, int rank, T dt,
                lanes::SampleBlock<T> const& block, T* workspace, double* sums)
      : kernel_(kernel),
        carried_(carried),
        rank_(rank),
        numbers_(rank + 1),
        dt_(dt),
        block_(block),
        steps_(block.steps),
        sums_(sums) {
    PanelWorkspace<T, Arch> const begin(steps_);
    auto const rows = [&](std::ptrdiff_t vector) {
      return Rows{workspace + vector * lanes, together * lanes, lanes};
    };
    strips_ = workspace;
    answers_ = workspace + begin.answers * lanes;
    transitions_ = workspace + begin.transitions * lanes;
    history_ = rows(begin.history);
    now_ = rows(begin.now);
    next_ = rows(begin.next);
    column_ = workspace + begin.column * lanes;
  }

  /// The sums of `tiles` tiles from the first on.
  void add(int first, int tiles) {
    first_ = first;
    tiles_ = tiles;
    depth_ = tiles * numbers_;
    for (int p = 0; p < Tile::state_panels(steps_); ++p) {
      if (detail::stop_heard()) return;
      if (p > 0) run_from_unit_vectors(p);
      for (int s = 0; s < p * kernel_panel; s += C) {
        multiply(p, s);
        if (!is_last(p)) advance(s);
      }
      begin_columns(p);
    }
  }

 private:
  bool is_last(int p) const { return (p + 1) * kernel_panel >= steps_; }
  T* strip(int s) const { return strips_ + std::ptrdiff_t{s} / C * depth_ * C * lanes; }

  Rows slope(int tile) const { return block_rows<T, Arch>(block_.slope, steps_, first_ + tile); }

  /// G and, for all panels but the last, A.
  void run_from_unit_vectors(int p) {
    int const p0 = p * kernel_panel;
    for (int tile = 0; tile < tiles_; tile += together) {
      Rows const slopes = slope(tile);
      for (int a = 0; a < numbers_; ++a) {
        Vector response[together];
        MATTIS_TILE_UNROLL
        for (int n = 0; n < together; ++n) {
          response[n] = Vector(T(a == 0));
          history_.store(0, n, a == 0 ? slopes.load(p0, n) : Vector(T(0)));
          for (int k = 0; k < rank_; ++k) now_.store(k, n, Vector(T(k == a - 1)));
        }
        T* const answer = answers_ + (std::ptrdiff_t{tile} * numbers_ + a) * R * lanes;
        Tile::template respond_in_panel<1>(kernel_, carried_, rank_, dt_, steps_, p, true, -1,
                                           slopes, history_, p0, now_, next_, response,
                                           [&](int t, Vector const(&d)[together]) {
          int const i = t - p0 - 1;
          T* const row = answer + (std::ptrdiff_t{i / R} * depth_ * R + i % R) * lanes;
          MATTIS_TILE_UNROLL
          for (int n = 0; n < together; ++n)
            V::store(row + std::ptrdiff_t{n} * numbers_ * R * lanes, d[n]);
        });
        if (is_last(p)) continue;
        MATTIS_TILE_UNROLL
        for (int n = 0; n < together; ++n) {
          T* const column =
              transitions_ + (std::ptrdiff_t{tile + n} * numbers_ * numbers_ + a) * lanes;
          V::store(column, response[n]);
          for (int b = 1; b < numbers_; ++b)
            V::store(column + std::ptrdiff_t{b} * numbers_ * lanes, next_.load(b - 1, n));
        }
      }
    }
  }

  /// The columns that begin in the panel: their sums in it, and what they enter the next one with.
  void begin_columns(int p) {
    int const p0 = p * kernel_panel;
    int const end = is_last(p) ? steps_ - 1 : p0 + kernel_panel;
    for (int s = p0; s < end; ++s) {
      ColumnSums<T, Arch> const column{column_, p0 + 1};
      for (int i = 0; i < kernel_panel + lanes; ++i) V::store(column_ + i * lanes, Vector(T(0)));
      for (int tile = 0; tile < tiles_; tile += together) {
        Vector response[together];
        MATTIS_TILE_UNROLL
        for (int n = 0; n < together; ++n) response[n] = Vector(T(0));
        Tile::template respond_in_panel<1>(kernel_, carried_, rank_, dt_, steps_, p, false, s,
                                           slope(tile), history_, p0, now_, next_, response,
                                           column);
        if (is_last(p)) continue;
        MATTIS_TILE_UNROLL
        for (int n = 0; n < together; ++n) {
          T* const entry = strip(s) + ((std::ptrdiff_t{tile + n} * numbers_) * C + s % C) * lanes;
          V::store(entry, response[n]);
          for (int b = 1; b < numbers_; ++b)
            V::store(entry + std::ptrdiff_t{b} * C * lanes, next_.load(b - 1, n));
        }
      }
      add_column_sums<T, Arch>(column, s + 1, end + 1, sums_ + std::ptrdiff_t{s} * steps_);
    }
  }

  /// Adds G W of the columns from s on.
  void multiply(int p, int s) const {
    int const t0 = p * kernel_panel + 1;
    int const rows = steps_ - t0 < kernel_panel ? steps_ - t0 : kernel_panel;
    for (int i0 = 0; i0 < rows; i0 += R) {
      alignas(64) T partial[R * C * lanes];
      alignas(64) T products[R * C + lanes];
      fetch_sums<C, R>(sums_ + std::ptrdiff_t{s} * steps_ + t0 + i0, steps_);
      multiply_panels<C, R, T, Arch>(strip(s), answers_ + std::ptrdiff_t{i0} * depth_ * lanes,
                                     depth_, partial);
      sum_lanes<R * C, T, Arch>(partial, products);
      for (int j = 0; j < C; ++j) {
        double* const sums = sums_ + std::ptrdiff_t{s + j} * steps_ + t0 + i0;
        if (i0 + R <= rows) {
          MATTIS_TILE_UNROLL
          for (int i = 0; i < R; ++i) sums[i] += static_cast<double>(products[j * R + i]);
        } else {
          for (int i = 0; i0 + i < rows; ++i) sums[i] += static_cast<double>(products[j * R + i]);
        }
      }
    }
  }

  /// W <- A W of the columns from s on. Rows of A go together, all of them where registers allow:
  /// they read W once, and write over it.
  void advance(int s) const {
    T* numbers = strip(s);
    T const* rows = transitions_;
    int const parts = (numbers_ + most_rows - 1) / most_rows;
    for (int tile = 0; tile < tiles_; ++tile) {
      alignas(64) T next[PanelWorkspace<T, Arch>::most_numbers * C * lanes];
      T* const target = parts == 1 ? numbers : next;
      for (int part = 0, b = 0; part < parts; ++part) {
        int const count = (numbers_ - b + parts - part - 1) / (parts - part);
        multiply_some_rows<most_rows>(count, rows + b * numbers_ * lanes, numbers,
                                      target + b * C * lanes);
        b += count;
      }
      if (parts > 1) {
        for (int i = 0; i < numbers_ * C; ++i)
          V::store(numbers + i * lanes, V::load(next + i * lanes));
      }
      numbers += numbers_ * C * lanes;
      rows += numbers_ * numbers_ * lanes;
    }
  }

  /// multiply_rows of so many rows, B at most.
  template <int B>
  XSIMD_INLINE void multiply_some_rows(int count, T const* rows, T const* numbers, T* next) const {
    if constexpr (B > 1) {
      if (count < B) return multiply_some_rows<B - 1>(count, rows, numbers, next);
    }
    multiply_rows<B>(rows, numbers, next);
  }

  template <int B>
  XSIMD_INLINE void multiply_rows(T const* rows, T const* numbers, T* next) const {
    Vector acc[B][C];
    MATTIS_TILE_UNROLL
    for (int n = 0; n < B * C; ++n) acc[n / C][n % C] = Vector(T(0));
    for (int a = 0; a < numbers_; ++a) {
      Vector w[C];
      MATTIS_TILE_UNROLL
      for (int c = 0; c < C; ++c) w[c] = V::load(numbers + (a * C + c) * lanes);
      MATTIS_TILE_UNROLL
      for (int b = 0; b < B; ++b) {
        Vector const f = V::load(rows + (b * numbers_ + a) * lanes);
        MATTIS_TILE_UNROLL
        for (int c = 0; c < C; ++c) acc[b][c] = V::fma(f, w[c], acc[b][c]);
      }
    }
    MATTIS_TILE_UNROLL
    for (int n = 0; n < B * C; ++n) V::store(next + n * lanes, acc[n / C][n % C]);
  }

  T const* kernel_;
  T const* carried_;
  int rank_;
  int numbers_;  // rank + 1
  T dt_;
  lanes::SampleBlock<T> const& block_;
  int steps_;
  double* sums_;
  int first_ = 0;
  int tiles_ = 0;
  int depth_ = 0;   // vectors that a sum goes through
  T* strips_;       // W: [s / C][tile][number][s % C][lane]
  T* answers_;      // G: [t / R][tile][number][t % R][lane], t from the panel's second time on
  T* transitions_;  // A: [tile][row][column][lane]
  Rows history_, now_, next_;
  T* column_;
};

template <class T, class Arch>
std::size_t compressed_response_workspace(int steps) {
  return static_cast<std::size_t>(PanelWorkspace<T, Arch>(steps).end) * Batch<T, Arch>::lanes;
}

template <class T, class Arch>
void compressed_response(T const* kernel, T const* state, int rank, T dt,
                         lanes::SampleBlock<T> const& block, T* workspace, double* sums) {
  PanelResponse<T, Arch> response(kernel, state, rank, dt, block, workspace, sums);
  int const tiles = block_tiles<T, Arch>(block.live);
  int const at_once = PanelWorkspace<T, Arch>::tiles_at_once(rank);
  for (int tile = 0; tile < tiles; tile += at_once)
    response.add(tile, tiles - tile < at_once ? tiles - tile : at_once);
}

}  // namespace mattis::simd
