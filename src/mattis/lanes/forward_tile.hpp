// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// One step of time for all samples (docs/models.md 1.2), one sample per lane: the field from the
// histories of z and phi, and one row of the response by the adjoint. With a(k) = d phi(t) / d
// x(k),
//
//   a(t) = phi'(t),   a(k) = (1-dt) a(k+1) + phi'(k) dt sum_{k<=j<t} F(j,k) a(j+1),   d phi(t) / d
//   eta(s) = dt a(s+1):
//
// a row costs t^2 / 2 multiply-adds and needs the history of phi alone, where the forward recursion
// of a column would need a history of T^2 / 2 numbers for every sample.
//
// The columns of F that the adjoint reads are packed in panels of R: panel p holds F(j, pR .. pR +
// R - 1) for j = pR .. T - 1, zero above the diagonal; a new row of F adds one row to each panel.
#include <mattis/lanes/effective_neuron_tile.hpp>

namespace mattis::lanes {

/// R columns of F; G tiles side by side.
template <class V, int R, int G>
struct ForwardTile {
  using T = typename V::scalar;
  using Vector = typename V::vector;
  using Tile = EffectiveNeuronTile<V, R, G>;
  using Rows = typename Tile::Rows;

  /// Where panel p starts.
  MATTIS_TILE_FUNCTION static std::size_t panel_offset(int panel, int steps) {
    auto const p = static_cast<std::size_t>(panel);
    return R * (p * static_cast<std::size_t>(steps) - R * (p * (p - 1) / 2));
  }
  MATTIS_TILE_FUNCTION static std::size_t packed_size(int steps) {
    return panel_offset(Tile::panels(steps), steps);
  }
  /// Where F(j, k) is kept, j >= k - k % R.
  MATTIS_TILE_FUNCTION static std::size_t packed_index(int j, int k, int steps) {
    int const panel = k / R;
    return panel_offset(panel, steps) + static_cast<std::size_t>((j - panel * R) * R + k % R);
  }

  /// field = sum_{s<=t} L(t,s) z(s),  feedback = dt sum_{s<=t} F(t,s) phi(s); rows of L and of dt
  /// F.
  MATTIS_TILE_FUNCTION static void field(T const* factor_row, T const* kernel_row, int t,
                                         Rows const& noise, Rows const& phi, Vector (&eta)[G],
                                         Vector (&feedback)[G]) {
    MATTIS_TILE_UNROLL
    for (int g = 0; g < G; ++g) eta[g] = feedback[g] = V::set(T(0));
    for (int s = 0; s <= t; ++s) {
      Vector const l = V::set(factor_row[s]);
      Vector const f = V::set(kernel_row[s]);
      MATTIS_TILE_UNROLL
      for (int g = 0; g < G; ++g) {
        eta[g] = V::fma(l, noise.load(s, g), eta[g]);
        feedback[g] = V::fma(f, phi.load(s, g), feedback[g]);
      }
    }
  }

  /// a(t - 1) .. a(1) from a(t), which adjoint holds; collect(k, a) takes each row. columns is dt F
  /// packed.
  template <class Collect>
  MATTIS_TILE_FUNCTION static void adjoint(T const* columns, T dt, int t, int steps,
                                           Rows const& phi, Rows const& adjoint,
                                           Collect const& collect) {
    Vector const keep = V::set(T(1) - dt);
    Vector const one = V::set(T(1));
    Vector later[G];
    MATTIS_TILE_UNROLL
    for (int g = 0; g < G; ++g) later[g] = adjoint.load(t, g);
    Rows const next{adjoint.data + adjoint.row_stride, adjoint.row_stride, adjoint.tile_stride};
    for (int p = (t - 1) / R; p >= 0 && t > 1; --p) {
      int const k0 = p * R;
      int const end = k0 + R < t ? k0 + R : t;
      T const* const panel = columns + (panel_offset(p, steps) - static_cast<std::size_t>(k0 * R));
      Vector acc[R][G];
      Tile::clear(acc);
      Tile::accumulate(panel, next, end, t, acc);
      MATTIS_TILE_UNROLL
      for (int r = R - 1; r >= 0; --r) {
        int const k = k0 + r;
        if (k >= t || k < 1) continue;
        MATTIS_TILE_UNROLL
        for (int q = 0; q <= r; ++q) {
          Vector const f = V::set(panel[k * R + q]);
          MATTIS_TILE_UNROLL
          for (int g = 0; g < G; ++g) acc[q][g] = V::fma(f, later[g], acc[q][g]);
        }
        MATTIS_TILE_UNROLL
        for (int g = 0; g < G; ++g) {
          Vector const activity = phi.load(k, g);
          Vector const slope = V::fnma(activity, activity, one);
          later[g] = V::fma(slope, acc[r][g], keep * later[g]);
          adjoint.store(k, g, later[g]);
        }
        collect(k, later);
      }
    }
  }
};

}  // namespace mattis::lanes
