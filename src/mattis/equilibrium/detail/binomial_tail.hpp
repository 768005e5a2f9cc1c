// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/bounded.hpp>

#include <cstdint>

namespace mattis::equilibrium::detail {

/// P(at least k of M fair coins show heads).
Bounded binomial_tail(std::int64_t M, std::int64_t k);

}  // namespace mattis::equilibrium::detail
