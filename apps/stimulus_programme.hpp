// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "programme_entries.hpp"

#include <mattis/stimulus/programme.hpp>

#include <cstdint>
#include <vector>

namespace mattis::command {

/// Weights of P memories: strength on the target, from 1, others elsewhere.
std::vector<double> on_one(std::int64_t P, std::int64_t target, double strength, double others);
/// \throws Error  naming it, unless it is a memory from 1 to P
void check_target(char const* name, std::int64_t target, std::int64_t P);

/// Stimuli one after the other: until the next, or t_end, where they have no duration.
stimulus::Programme programme_of(ProgrammeEntries const& entries, double t_end);

}  // namespace mattis::command
