// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/detail/team_launch.hpp>
#include <mattis/core/launch_shape.hpp>
#include <mattis/kernels/detail/sign_product_shape.hpp>
#include <mattis/kernels/detail/vector_width.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <string>

template <int Count>
struct Kokkos::reduction_identity<mattis::Sums<Count>> {
  KOKKOS_FORCEINLINE_FUNCTION static mattis::Sums<Count> sum() { return {}; }
};

namespace mattis::detail {

/// Most entries that a visitor is handed at once: a whole tile on a host, one on a device.
template <ExecutionSpace Exec>
inline constexpr int entries_at_once = LaunchShape<Exec>::entries_at_once;
static_assert(HostShape::entries_at_once == SignProductShape::tile_rows);

/// A tile by a team of a device, an entry at a time.
template <ExecutionSpace Exec, class Visitor, int Count>
struct TileVisit {
  using Member = typename Kokkos::TeamPolicy<Exec>::member_type;

  SignProductShape shape;
  Visitor visitor;
  TileSums<Exec, Count> sums;

  KOKKOS_FUNCTION void operator()(Member const& team, int item) const {
    std::int64_t const tiles = shape.tiles();
    std::int64_t const instance = item / tiles;
    std::int64_t const tile = item % tiles;
    std::int64_t const row = tile * SignProductShape::tile_rows;
    Sums<Count> total;
    Kokkos::parallel_reduce(
        Kokkos::TeamThreadRange(team, shape.rows_of_tile(tile)),
        [&](int r, Sums<Count>& sum) { sum += visitor(instance, row + r, 1); },
        Kokkos::Sum<Sums<Count>>(total));
    Kokkos::single(Kokkos::PerTeam(team), [&]() { sums(instance, tile) = total; });
  }
};

/// Calls visitor(instance, row, count) -> Sums<Count> for all rows of all instances and adds what
/// it returns over each tile of 512 rows, in an order that does not depend on the number of
/// threads.
template <ExecutionSpace Exec, class Visitor, int Count>
void visit_tiles(Exec const& exec, std::string const& label, SignProductShape const& shape,
                 Visitor const& visitor, TileSums<Exec, Count> const& sums,
                 [[maybe_unused]] How const& how) {
  std::int64_t const tiles = shape.tiles();
  if constexpr (is_host_execution_space<Exec>) {
    using Visit = VectorCall<Sums<Count>(std::int64_t, std::int64_t, int)>;
    Visit const visit(how.vector_bytes(), visitor);
    auto const rows =
        static_cast<double>(std::min<std::int64_t>(shape.rows, SignProductShape::tile_rows));
    // 11 ns a row for tanh, the energy and the squares, less for most, and 1 for each chunk that is
    // added (Zen 1, AVX2, float).
    double const of_row = 5 + static_cast<double>(shape.chunks());
    for_items(exec, label, {shape.instances * tiles, of_row * rows}, [&](std::int64_t item) {
      std::int64_t const instance = item / tiles;
      std::int64_t const tile = item % tiles;
      Sums<Count> total;
      total += visit(instance, tile * SignProductShape::tile_rows, shape.rows_of_tile(tile));
      sums(instance, tile) = total;
    });
  } else {
    auto const teams = static_cast<int>(shape.instances * tiles);
    for_teams(exec, label, Kokkos::TeamPolicy<Exec>(exec, teams, 256),
              TileVisit<Exec, Visitor, Count>{shape, visitor, sums});
  }
}

}  // namespace mattis::detail
