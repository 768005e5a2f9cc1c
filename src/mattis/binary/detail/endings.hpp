// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/spin_networks.hpp>

#include <algorithm>

namespace mattis::binary::detail {

/// How each replica ended, (networks, R): parallel updates are run twice more.
template <ExecutionSpace Exec>
HostArray<Ending**> endings_of(Exec const& exec, SpinNetworks<Exec>& spins) {
  auto const now = spins.states(exec);
  spins.run(exec, 1);
  auto const once = spins.states(exec);
  spins.run(exec, 1);
  auto const twice = spins.states(exec);
  HostArray<Ending**> endings("mattis::spins::endings", now.extent(0), now.extent(1));
  for (std::size_t n = 0; n < now.extent(0); ++n)
    for (std::size_t r = 0; r < now.extent(1); ++r) {
      auto const same = [&](auto const& other) {
        auto const* const row = &now(n, r, 0);
        return std::equal(row, row + now.extent(2), &other(n, r, 0));
      };
      endings(n, r) = same(once) ? Ending::fixed : same(twice) ? Ending::two_cycle : Ending::moving;
    }
  return endings;
}

}  // namespace mattis::binary::detail
