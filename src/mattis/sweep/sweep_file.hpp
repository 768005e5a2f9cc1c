// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/sweep/journal.hpp>
#include <mattis/sweep/table.hpp>

#include <filesystem>
#include <vector>

namespace mattis::sweep {

/// Writes the rows of a sweep as HDF5 (docs/sweep.md): a dataset for each parameter and score, and
/// of each row `row_failed`, `row_remark`, `row_seconds`, `row_part` and `row_pareto`; which is
/// what in lists of texts, `sweep_parameters` and `sweep_scores` among them; the sweep's own file
/// in `sweep_config`. \param origins  of the rows, of one version  \throws Error  when it cannot be
/// written
void write_sweep(std::filesystem::path const& path, Plan const& plan, Table const& table,
                 std::vector<Origin> const& origins);

}  // namespace mattis::sweep
