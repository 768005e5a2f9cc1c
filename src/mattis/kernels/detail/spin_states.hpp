// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Spins of replicas as their users have them, and as kernels do.
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/core/host_copy.hpp>
#include <mattis/core/shape.hpp>
#include <mattis/kernels/detail/spin_replicas.hpp>

#include <cstdint>

namespace mattis::detail {

/// From rows of spins (networks, R, words) to bits of replicas.
template <ExecutionSpace Exec, class Field, class Kept>
void set_spins(Exec const& exec, SpinReplicas<Exec, Field, Kept> const& all,
               HostArray<std::uint32_t const***> const& rows) {
  auto const words = ceil_div(all.sites, 32);
  expect_shape("states", rows,
               {static_cast<std::size_t>(all.networks), static_cast<std::size_t>(all.replicas),
                static_cast<std::size_t>(words)});
  auto const up = Kokkos::create_mirror_view(all.up);
  Kokkos::deep_copy(up, 0u);
  for (std::int64_t network = 0; network < all.networks; ++network)
    for (std::int64_t r = 0; r < all.replicas; ++r) {
      auto const g = network * all.groups_of_network() + r / lanes::spin_lanes;
      for (std::int64_t i = 0; i < all.sites; ++i)
        up(g, i) |= (rows(network, r, i / 32) >> (i % 32) & 1u) << (r % lanes::spin_lanes);
    }
  Kokkos::deep_copy(exec, all.up, up);
  Kokkos::deep_copy(exec, all.flips, 0);
  exec.fence("mattis::spins::states");
}

template <ExecutionSpace Exec, class Field, class Kept>
HostArray<std::uint32_t***> spins_of(Exec const& exec, SpinReplicas<Exec, Field, Kept> const& all) {
  HostArray<std::uint32_t***> rows("mattis::spins::states", static_cast<std::size_t>(all.networks),
                                   static_cast<std::size_t>(all.replicas),
                                   static_cast<std::size_t>(ceil_div(all.sites, 32)));
  auto const up = host_copy(exec, all.up);
  exec.fence("mattis::spins::states");
  for (std::int64_t network = 0; network < all.networks; ++network)
    for (std::int64_t r = 0; r < all.replicas; ++r) {
      auto const g = network * all.groups_of_network() + r / lanes::spin_lanes;
      for (std::int64_t i = 0; i < all.sites; ++i)
        rows(network, r, i / 32) |= (up(g, i) >> (r % lanes::spin_lanes) & 1u) << (i % 32);
    }
  return rows;
}

template <ExecutionSpace Exec, class Field, class Kept>
HostArray<std::int64_t**> flips_of(Exec const& exec, SpinReplicas<Exec, Field, Kept> const& all) {
  auto const there = host_copy(exec, all.flips);
  exec.fence("mattis::spins::flips");
  HostArray<std::int64_t**> flips("mattis::spins::flips", static_cast<std::size_t>(all.networks),
                                  static_cast<std::size_t>(all.replicas));
  for (std::int64_t network = 0; network < all.networks; ++network)
    for (std::int64_t r = 0; r < all.replicas; ++r)
      flips(network, r) =
          there(network * all.groups_of_network() + r / lanes::spin_lanes, r % lanes::spin_lanes);
  return flips;
}

}  // namespace mattis::detail
