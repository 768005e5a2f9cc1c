// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/cued_run.hpp>
#include <mattis/kernels/patterns.hpp>

#include <cstdint>

namespace mattis::binary {

/// The patterns that networks store, of all sets: those given, all of them, or as many as the
/// largest load.
template <ExecutionSpace Exec>
PatternSet<Exec> stored_patterns(Exec const& exec, CuedOptions const& options);

/// Patterns of all sets as rows of bits on the host: (sets, P, ceil(N / 32)).
template <ExecutionSpace Exec>
HostArray<std::uint32_t***> pattern_rows(Exec const& exec, PatternSet<Exec> const& xi);

/// The states that replicas of `networks` start from, (networks, R, ceil(N / 32)), and the cues,
/// (networks, R).
HostArray<std::uint32_t***> starts(CuedOptions const& options,
                                   HostArray<std::uint32_t***> const& patterns,
                                   HostArray<std::int64_t**> const& cue);

/// (N) the sign of the sum of patterns, an odd number of rows.
void add_mixture(HostArray<std::uint32_t***> const& patterns, std::int64_t set, int count,
                 std::int64_t N, std::uint32_t* row);

}  // namespace mattis::binary
