// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// A sweep of Target::reference: plain couplings in double, one replica after the other.
#include <mattis/core/execution.hpp>
#include <mattis/core/host_copy.hpp>
#include <mattis/core/philox.hpp>
#include <mattis/kernels/detail/spin_replicas.hpp>
#include <mattis/kernels/reference_spins.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace mattis::detail {

/// Updates spins and flips of one network; what is kept is for the caller to compute.
/// \param J  in units
template <ExecutionSpace Exec, class Field, class Kept>
void sweep_reference(Exec const& exec, SpinReplicas<Exec, Field, Kept> const& all,
                     SpinSetup const& setup, std::int64_t network, reference::Matrix const& J,
                     std::vector<std::int32_t> const& field, double units, std::int64_t sweep) {
  auto const up = host_copy(exec, all.up);
  auto const order = host_copy(exec, all.order);
  auto const streams = host_copy(exec, all.streams);
  auto const flips = host_copy(exec, all.flips);
  exec.fence("mattis::spins::reference");
  auto const N = all.sites;
  std::vector<std::int32_t> const sites(&order(network, 0), &order(network, 0) + N);
  std::vector<double> spins(static_cast<std::size_t>(N));
  std::vector<std::uint32_t> words(static_cast<std::size_t>(N));
  for (std::int64_t r = 0; r < all.replicas; ++r) {
    auto const g = network * all.groups_of_network() + r / lanes::spin_lanes;
    auto const lane = static_cast<int>(r % lanes::spin_lanes);
    auto const bit = std::uint32_t{1} << lane;
    for (std::int64_t i = 0; i < N; ++i) {
      auto const at = static_cast<std::uint64_t>(sweep * N + i);
      auto const drawn = random_words(setup.seed, Purpose::spin_flips, streams(g, lane), at / 4);
      words[static_cast<std::size_t>(i)] = std::min(drawn.word[at % 4], lanes::most_spin_word);
      spins[static_cast<std::size_t>(i)] = (up(g, i) & bit) != 0 ? 1 : -1;
    }
    auto const T = setup.T[static_cast<std::size_t>(r)];
    flips(g, lane) += reference::attempt_spins(
        J, field, units, sites, words, setup.order == SpinOrder::parallel,
        [&](double dE) { return flip_threshold(flip_probability(setup.rule, dE, T)); }, spins);
    for (std::int64_t i = 0; i < N; ++i)
      up(g, i) = spins[static_cast<std::size_t>(i)] > 0 ? up(g, i) | bit : up(g, i) & ~bit;
  }
  Kokkos::deep_copy(exec, all.up, up);
  Kokkos::deep_copy(exec, all.flips, flips);
  exec.fence("mattis::spins::reference");
}

}  // namespace mattis::detail
