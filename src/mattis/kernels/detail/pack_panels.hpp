// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/detail/team_launch.hpp>
#include <mattis/core/launch_shape.hpp>
#include <mattis/lanes/effective_neuron_tile.hpp>

#include <string>

namespace mattis::detail {

/// One team a panel.
template <ExecutionSpace Exec, class Tile>
struct PackPanels {
  using T = typename Tile::T;
  double const* matrix;
  T* packed;
  int steps;
  double scale;

  KOKKOS_FUNCTION void operator()(typename Kokkos::TeamPolicy<Exec>::member_type const& team,
                                  int p) const {
    constexpr int rows = Tile::panel_rows;
    T* const panel = packed + Tile::panel_offset(p);
    Kokkos::parallel_for(Kokkos::TeamVectorRange(team, (p + 1) * rows * rows), [&](int i) {
      panel[i] = Tile::packed_entry(matrix, steps, scale, p, i / rows, i % rows);
    });
  }
};

/// Packs the lower triangle of scale * matrix, (steps, steps), as a Tile reads it.
template <class Tile, ExecutionSpace Exec>
void pack_panels(Exec const& exec, std::string const& label, double const* matrix, double scale,
                 int steps, typename Tile::T* packed) {
  using Shape = LaunchShape<Exec>;
  Kokkos::TeamPolicy<Exec> const policy(
      exec, Tile::panels(steps), Shape::block_threads / Shape::block_vector, Shape::block_vector);
  for_teams(exec, label, policy, PackPanels<Exec, Tile>{matrix, packed, steps, scale});
}

}  // namespace mattis::detail
