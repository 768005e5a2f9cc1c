// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/bounded.hpp>
#include <mattis/io/phase_map_file.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace mattis::command {

/// Overlap with a stored pattern in the retrieval phase of Hebb's network of random patterns, many
/// neurons, replica symmetric (docs/models.md 3.5); none above T_M.
std::optional<equilibrium::Bounded> retrieval_overlap(double alpha, double T);

/// Its lines at these loads: NaN beyond the end of a line.
io::PhaseLines phase_lines(std::vector<std::int64_t> const& loads, std::int64_t N);

}  // namespace mattis::command
