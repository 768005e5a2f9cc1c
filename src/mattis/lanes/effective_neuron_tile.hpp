// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The sweep of docs/models.md 1.2 over a few tiles of samples at once, one sample per lane, written
// once for every target.
//
// A register tile holds R rows (times) of N vectors; each entry of L or F read is used N times and
// each vector of history R times, so the loops are bound by multiply-adds instead of loads. Rows
// that a panel needs from itself, the R x R triangle, are finished in registers.
//
// The vector policy V gives scalar, vector, lanes, load, store, set, fma, fnma and tanh.
// Everything here is a member of a template over V: units compiled for different instruction sets
// then share no function.
#include <cstddef>

#if defined(__CUDACC__) || defined(__HIPCC__)
#define MATTIS_TILE_FUNCTION __host__ __device__ __forceinline__
#else
#define MATTIS_TILE_FUNCTION inline __attribute__((always_inline))
#endif

#if defined(__GNUC__) && !defined(__clang__) && !defined(__CUDACC__)
#define MATTIS_TILE_UNROLL _Pragma("GCC unroll 32")
#else
#define MATTIS_TILE_UNROLL _Pragma("unroll")
#endif

namespace mattis::lanes {

/// R rows; G tiles side by side.
template <class V, int R, int G>
struct EffectiveNeuronTile {
  using T = typename V::scalar;
  using Vector = typename V::vector;
  static constexpr int panel_rows = R;

  /// Rows of vectors: vector (row, tile) is at data + row * row_stride + tile * tile_stride.
  struct Rows {
    T* data;
    std::ptrdiff_t row_stride;
    std::ptrdiff_t tile_stride;

    MATTIS_TILE_FUNCTION T* at(int row, int tile) const {
      return data + row * row_stride + tile * tile_stride;
    }
    MATTIS_TILE_FUNCTION Vector load(int row, int tile) const { return V::load(at(row, tile)); }
    MATTIS_TILE_FUNCTION void store(int row, int tile, Vector const& value) const {
      V::store(at(row, tile), value);
    }
  };

  /// A lower triangular matrix in panels of R rows: panel p holds columns 0 .. (p+1) R - 1, column
  /// by column, zero above the diagonal and below row T - 1.
  MATTIS_TILE_FUNCTION static std::size_t panel_offset(int panel) {
    return static_cast<std::size_t>(panel) * static_cast<std::size_t>(panel + 1) / 2 * (R * R);
  }
  MATTIS_TILE_FUNCTION static int panels(int steps) { return (steps + R - 1) / R; }
  MATTIS_TILE_FUNCTION static std::size_t packed_size(int steps) {
    return panel_offset(panels(steps));
  }

  /// Entry `index` of the packed form of scale * matrix (T, T; row-major); every index can be
  /// packed on its own.
  MATTIS_TILE_FUNCTION static T packed_entry(double const* matrix, int steps, double scale,
                                             int panel, int column, int r) {
    int const row = panel * R + r;
    return row < steps && column <= row
               ? static_cast<T>(scale * matrix[static_cast<std::size_t>(row) * steps + column])
               : T(0);
  }

  /// acc(r, n) += sum_{first <= k < last} panel(k, r) rows(k, n) for the first Q rows
  template <int Q, int N>
  MATTIS_TILE_FUNCTION static void accumulate(T const* panel, Rows const& rows, int first, int last,
                                              Vector (&acc)[Q][N]) {
    for (int k = first; k < last; ++k) {
      Vector v[N];
      MATTIS_TILE_UNROLL
      for (int n = 0; n < N; ++n) v[n] = rows.load(k, n);
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__)
      // In loads of four: panels begin where sixteen bytes do.
      struct alignas(16) Factors {
        T of_row[R];
      };
      Factors const at_once = *reinterpret_cast<Factors const*>(panel + k * R);
      T const* const factors = at_once.of_row;
#else
      T const* const factors = panel + k * R;
#endif
      MATTIS_TILE_UNROLL
      for (int r = 0; r < Q; ++r) {
        Vector const f = V::set(factors[r]);
        MATTIS_TILE_UNROLL
        for (int n = 0; n < N; ++n) acc[r][n] = V::fma(f, v[n], acc[r][n]);
      }
    }
  }

  template <int Q, int N>
  MATTIS_TILE_FUNCTION static void clear(Vector (&acc)[Q][N]) {
    MATTIS_TILE_UNROLL
    for (int r = 0; r < Q; ++r) {
      MATTIS_TILE_UNROLL
      for (int n = 0; n < N; ++n) acc[r][n] = V::set(T(0));
    }
  }

  /// noise <- L noise, from the last panel up: a row needs no later one.
  MATTIS_TILE_FUNCTION static void colour_noise(T const* factor, int steps, Rows const& noise) {
    for (int p = panels(steps) - 1; p >= 0; --p) {
      int const t0 = p * R;
      int const end = t0 + R < steps ? t0 + R : steps;
      Vector acc[R][G];
      clear(acc);
      accumulate(factor + panel_offset(p), noise, 0, end, acc);
      MATTIS_TILE_UNROLL
      for (int r = 0; r < R; ++r) {
        if (t0 + r >= steps) break;
        MATTIS_TILE_UNROLL
        for (int g = 0; g < G; ++g) noise.store(t0 + r, g, acc[r][g]);
      }
    }
  }

  /// The samples of G tiles, rows of each of their arrays.
  struct Samples {
    Rows signs, eta, x, phi, slope;
  };

  /// x(t+1) = (1-dt) x + dt [eta + F phi + xi drive], phi = tanh x, slope = 1 - phi^2; kernel is dt
  /// F packed.
  MATTIS_TILE_FUNCTION static void trajectories(T const* kernel, T const* drive, T dt, int steps,
                                                int condensed, Samples const& samples) {
    Vector state[G];
    begin_trajectories(samples, state);
    for (int p = 0; p < panels(steps); ++p) {
      T const* const panel = kernel + panel_offset(p);
      Vector acc[R][G];
      clear(acc);
      accumulate(panel, samples.phi, 0, p * R + 1, acc);
      move_on(panel, drive, dt, p * R, steps, condensed, samples, acc, state);
    }
  }

  /// Row 0 of phi and slope.
  MATTIS_TILE_FUNCTION static void begin_trajectories(Samples const& samples, Vector (&state)[G]) {
    MATTIS_TILE_UNROLL
    for (int g = 0; g < G; ++g) {
      state[g] = samples.x.load(0, g);
      Vector const activation = V::tanh(state[g]);
      samples.phi.store(0, g, activation);
      samples.slope.store(0, g, V::fnma(activation, activation, V::set(T(1))));
    }
  }

  /// Rows t0 + 1 .. t0 + R of x, phi and slope; acc has dt times the feedback of phi up to t0.
  MATTIS_TILE_FUNCTION static void move_on(T const* panel, T const* drive, T dt, int t0, int steps,
                                           int condensed, Samples const& samples,
                                           Vector (&acc)[R][G], Vector (&state)[G]) {
    Vector const keep = V::set(T(1) - dt);
    Vector const step = V::set(dt);
    MATTIS_TILE_UNROLL
    for (int r = 0; r < R; ++r) {
      int const t = t0 + r;
      if (t + 1 >= steps) break;
      MATTIS_TILE_UNROLL
      for (int g = 0; g < G; ++g) {
        Vector field = samples.eta.load(t, g);
        for (int k = 0; k < condensed; ++k)
          field = V::fma(samples.signs.load(k, g), V::set(drive[t * condensed + k]), field);
        state[g] = V::fma(keep, state[g], V::fma(step, field, acc[r][g]));
      }
      Vector activation[G];
      MATTIS_TILE_UNROLL
      for (int g = 0; g < G; ++g) activation[g] = V::tanh(state[g]);
      MATTIS_TILE_UNROLL
      for (int g = 0; g < G; ++g) {
        samples.x.store(t + 1, g, state[g]);
        samples.phi.store(t + 1, g, activation[g]);
        samples.slope.store(t + 1, g, V::fnma(activation[g], activation[g], V::set(T(1))));
      }
      MATTIS_TILE_UNROLL
      for (int q = r + 1; q < R; ++q) {
        Vector const f = V::set(panel[(t + 1) * R + q]);
        MATTIS_TILE_UNROLL
        for (int g = 0; g < G; ++g) acc[q][g] = V::fma(f, activation[g], acc[q][g]);
      }
    }
  }

  /// Columns s0 .. s0 + C - 1 of the response of G tiles. With D(t,s) = phi'(t) S_x(t,s),
  ///   S_x(t+1,s) = (1-dt) S_x(t,s) + dt sum_{s<k<=t} F(t,k) D(k,s) + dt [t = s],
  /// and everything is zero for t <= s. kernel is dt F packed; history (T, G C) is overwritten from
  /// the first row of s0's panel on; collect(t, D) takes every finished row of G C vectors, tile by
  /// tile.
  template <int C, class Collect>
  MATTIS_TILE_FUNCTION static void response(T const* kernel, T dt, int steps, int s0,
                                            Rows const& slope, Rows const& history,
                                            Collect const& collect) {
    Vector state[G * C];
    MATTIS_TILE_UNROLL
    for (int n = 0; n < G * C; ++n) state[n] = V::set(T(0));
    for (int p = s0 / R; p < panels(steps); ++p) {
      T const* const panel = kernel + panel_offset(p);
      Vector acc[R][G * C];
      clear(acc);
      accumulate(panel, history, s0 + 1, p * R + 1, acc);
      finish_panel<C>(panel, dt, p * R, steps, s0, slope, history, 0, acc, state, collect);
    }
  }

  /// Rows t0 .. t0 + R - 1 of C columns, of which acc has the sums up to D(t0): S_x in `state`,
  /// D(t) to row t - origin of history.
  template <int C, class Collect>
  MATTIS_TILE_FUNCTION static void finish_panel(T const* panel, T dt, int t0, int steps, int s0,
                                                Rows const& slope, Rows const& history, int origin,
                                                Vector (&acc)[R][G * C], Vector (&state)[G * C],
                                                Collect const& collect) {
    Vector const keep = V::set(T(1) - dt);
    MATTIS_TILE_UNROLL
    for (int r = 0; r < R; ++r) {
      int const t = t0 + r;
      if (t + 1 >= steps) break;
      MATTIS_TILE_UNROLL
      for (int n = 0; n < G * C; ++n) state[n] = V::fma(keep, state[n], acc[r][n]);
      if (t0 < s0 + C) {
        MATTIS_TILE_UNROLL
        for (int n = 0; n < G * C; ++n) state[n] = state[n] + V::set(t == s0 + n % C ? dt : T(0));
      }
      Vector d[G * C];
      MATTIS_TILE_UNROLL
      for (int g = 0; g < G; ++g) {
        Vector const phi_prime = slope.load(t + 1, g);
        MATTIS_TILE_UNROLL
        for (int c = 0; c < C; ++c) d[g * C + c] = phi_prime * state[g * C + c];
      }
      MATTIS_TILE_UNROLL
      for (int n = 0; n < G * C; ++n) history.store(t + 1 - origin, n, d[n]);
      collect(t + 1, d);
      MATTIS_TILE_UNROLL
      for (int q = r + 1; q < R; ++q) {
        Vector const f = V::set(panel[(t + 1) * R + q]);
        MATTIS_TILE_UNROLL
        for (int n = 0; n < G * C; ++n) acc[q][n] = V::fma(f, d[n], acc[q][n]);
      }
    }
  }
};

}  // namespace mattis::lanes
