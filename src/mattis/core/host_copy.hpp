// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

namespace mattis::detail {

/// The entries of a View on the host, there once `exec` is done: the View itself where it is on the
/// host already.
template <ExecutionSpace Exec, class View>
auto host_copy(Exec const& exec, View const& from) {
  auto const here = Kokkos::create_mirror_view(Kokkos::WithoutInitializing, from);
  Kokkos::deep_copy(exec, here, from);
  return here;
}

}  // namespace mattis::detail
