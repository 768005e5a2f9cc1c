// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/bench/cases.hpp>
#include <mattis/bench/sizes.hpp>

#include <functional>
#include <vector>

namespace mattis::detail {

/// Attempts to flip binary spins, and the flips among them: sweeps of networks of Hebb's rule that
/// have settled at T = 0.3 around the patterns that they started at. They know no precision: what
/// is timed counts as float.
template <ExecutionSpace Exec>
std::vector<Case> spin_cases(Exec const& exec, std::function<bool(sizes::When)> const& wanted);

}  // namespace mattis::detail
