// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

#include <concepts>
#include <type_traits>

namespace mattis::detail {

/// a / b rounded up: how many blocks of b hold a things.
template <std::integral A, std::integral B>
KOKKOS_INLINE_FUNCTION constexpr std::common_type_t<A, B> ceil_div(A a, B b) {
  using Both = std::common_type_t<A, B>;
  return (static_cast<Both>(a) + static_cast<Both>(b) - 1) / static_cast<Both>(b);
}

/// The least multiple of b that is not below a.
template <std::integral A, std::integral B>
KOKKOS_INLINE_FUNCTION constexpr std::common_type_t<A, B> round_up(A a, B b) {
  return ceil_div(a, b) * static_cast<std::common_type_t<A, B>>(b);
}

}  // namespace mattis::detail
