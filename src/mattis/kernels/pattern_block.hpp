// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/kernels/patterns.hpp>

#include <cstdint>

namespace mattis {

/// fill_random_patterns() of a part: the patterns of `xi` are those that a larger set with this
/// seed has from number `first_pattern` on.
template <ExecutionSpace Exec>
void fill_pattern_block(Exec const& exec, PatternSet<Exec> const& xi, std::uint64_t seed,
                        std::int64_t first_trial, std::int64_t first_pattern, How const& how = {});

}  // namespace mattis
