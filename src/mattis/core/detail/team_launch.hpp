// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Teams, for what is written in Kokkos alone. On a device each item has a team of its own; on a
// host a team is one thread, and as many as there are take the items one after the other.
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/stop.hpp>

#include <atomic>

namespace mattis::detail {

/// One team for one item.
template <class Policy, class Body>
struct TeamOfItem {
  Body body;
  KOKKOS_FUNCTION void operator()(typename Policy::member_type const& team) const {
    body(team, team.league_rank());
  }
};

/// \throws Error "<what>: .." inside a parallel region of another program, where Kokkos would end
/// the program
template <ExecutionSpace Exec>
void expect_outside_regions(Exec const& exec, std::string_view what) {
  if constexpr (is_host_execution_space<Exec>) {
    if (in_foreign_region(exec))
      throw_unexpected(what, "a call from outside of OpenMP's parallel regions", "one from inside");
  } else {
    expect_outside_regions(Kokkos::DefaultHostExecutionSpace{}, what);
  }
}

/// Calls body(team, item) for item = 0 .. policy.league_size() - 1.
/// \param policy  of a team for each item; on a host, of one thread
/// \throws Error inside a parallel region of another program; Stopped on a host, where the call is
/// told to end
template <ExecutionSpace Exec, class Policy, class Body>
void for_teams(Exec const& exec, std::string_view label, Policy const& policy, Body const& body) {
  if constexpr (is_host_execution_space<Exec>) {
    expect_outside_regions(exec, label);
    int const count = policy.league_size();
    std::atomic<int> next{
        0};  // the ranks of the league are shared out by the size of the pool, the items are not
    StopRequest* const stop = current_stop();
    Kokkos::parallel_for(std::string(label), policy, [&](typename Policy::member_type const& team) {
      UnderRequest const under(stop);
      for (int item;
           (item = next.fetch_add(1, std::memory_order_relaxed)) < count && !stop_heard();) {
        auto const fresh = team;  // with all of its scratch memory
        body(fresh, item);
      }
    });
    exec.fence(std::string(label));
    throw_if_stopped();
  } else {
    expect_one_layout(exec);
    Kokkos::parallel_for(std::string(label), with_arguments(policy),
                         TeamOfItem<Policy, Body>{body});
  }
}

}  // namespace mattis::detail
