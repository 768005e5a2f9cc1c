// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

namespace mattis::detail {

/// The entries of a View on the host, there once `exec` is done: the View itself where it is on the
/// host already. Kokkos' mirror of a View of const entries would be a copy all the same, and its
/// deep_copy() of a View to itself takes no call inside a parallel region.
template <ExecutionSpace Exec, class View>
auto host_copy([[maybe_unused]] Exec const& exec, View const& from) {
  if constexpr (Kokkos::SpaceAccessibility<Kokkos::HostSpace,
                                           typename View::memory_space>::accessible) {
    return from;
  } else {
    auto const here = Kokkos::create_mirror(
        Kokkos::view_alloc(Kokkos::HostSpace{}, Kokkos::WithoutInitializing), from);
    Kokkos::deep_copy(exec, here, from);
    return here;
  }
}

}  // namespace mattis::detail
