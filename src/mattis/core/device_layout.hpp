// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

namespace mattis::detail {

/// Asks the device, once, where it finds what lies behind a View in a kernel's argument.
/// \throws Error  where that is not where the host has put it: the compiler of this program and its
/// Kokkos do not fit, and every kernel would compute something else
template <ExecutionSpace Exec>
void expect_one_layout(Exec const& exec);

}  // namespace mattis::detail
