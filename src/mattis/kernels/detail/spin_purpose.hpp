// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/purpose.hpp>

namespace mattis::detail {

// What random numbers of binary networks are for, numbers of core/purpose.hpp's list.
inline constexpr Purpose spin_order{16};  ///< index = attempt / 4, stream = network: which sites
inline constexpr Purpose spin_flips{17};  ///< index = attempt / 4, stream = replica: who flips
inline constexpr Purpose spin_start{18};  ///< index = choice / 4, stream = replica: inverted sites
inline constexpr Purpose spin_dilution{20};  ///< index = (N i + j) / 4, stream = network: J_ij kept

}  // namespace mattis::detail
