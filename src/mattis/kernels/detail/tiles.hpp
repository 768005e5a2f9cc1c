// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/kernels/detail/sign_product_shape.hpp>
#include <mattis/kernels/detail/vector_width.hpp>

#include <backends/simd/micro_kernels.hpp>

#include <string>

template <int Count>
struct Kokkos::reduction_identity<mattis::Sums<Count>> {
  KOKKOS_FORCEINLINE_FUNCTION static mattis::Sums<Count> sum() { return {}; }
};

namespace mattis::detail {

/// Most entries that a visitor is handed at once: a whole tile on a host, one on a device.
template <ExecutionSpace Exec>
inline constexpr int entries_at_once = is_host_execution_space<Exec> ? SignProductShape::tile_rows : 1;

template <ExecutionSpace Exec, class Visitor, int Count>
struct TileVisit {
  using Member = typename Kokkos::TeamPolicy<Exec>::member_type;
  static constexpr int at_once = entries_at_once<Exec>;

  SignProductShape shape;
  Visitor visitor;
  TileSums<Exec, Count> sums;

  KOKKOS_FUNCTION void operator()(Member const& team) const {
    std::int64_t const tiles = shape.tiles();
    std::int64_t const instance = team.league_rank() / tiles;
    std::int64_t const tile = team.league_rank() % tiles;
    std::int64_t const row = tile * SignProductShape::tile_rows;
    int const rows = shape.rows_of_tile(tile);
    Sums<Count> total;
    Kokkos::parallel_reduce(
        Kokkos::TeamThreadRange(team, (rows + at_once - 1) / at_once),
        [&](int step, Sums<Count>& sum) {
          int const first = step * at_once;
          // A device must see that its count is 1, or the visitor's arrays go to local memory.
          bool const full = at_once == 1 || rows - first >= at_once;
          sum += visitor(instance, row + first, full ? at_once : rows - first);
        },
        Kokkos::Sum<Sums<Count>>(total));
    Kokkos::single(Kokkos::PerTeam(team), [&]() { sums(instance, tile) = total; });
  }
};

/// Calls visitor(instance, row, count) -> Sums<Count> for all rows of all instances and adds what it returns over each
/// tile of 512 rows, in an order that does not depend on the number of threads.
template <ExecutionSpace Exec, class Visitor, int Count>
void visit_tiles(Exec const& exec, std::string const& label, SignProductShape const& shape, Visitor const& visitor,
                 TileSums<Exec, Count> const& sums) {
  int const teams = static_cast<int>(shape.instances * shape.tiles());
  if constexpr (is_host_execution_space<Exec>) {
    using Visit = VectorCall<Sums<Count>(std::int64_t, std::int64_t, int)>;
    Kokkos::parallel_for(label, Kokkos::TeamPolicy<Exec>(exec, teams, 1),
                         TileVisit<Exec, Visit, Count>{shape, Visit(simd::vector_bytes(), visitor), sums});
  } else {
    Kokkos::parallel_for(label, Kokkos::TeamPolicy<Exec>(exec, teams, 128),
                         TileVisit<Exec, Visitor, Count>{shape, visitor, sums});
  }
}

}  // namespace mattis::detail
