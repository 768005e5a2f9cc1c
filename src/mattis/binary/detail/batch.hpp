// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/progress.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace mattis::binary::detail {

/// Rows of a map or a scan that are computed at once, of so many attempts each: some tenths of a
/// second's, since rows are finished, and so kept, that often.
inline std::size_t rows_at_once(double attempts_of_row) {
  constexpr double batch_attempts = 1e8;
  return static_cast<std::size_t>(
      std::clamp(batch_attempts / std::max(attempts_of_row, 1.0), 2.0, 1e6));
}

/// Of a batch of `count` rows from row `begin` on, out of `rows`; none where there is no callback.
inline ProgressCallback progress_of_rows(ProgressCallback const& progress, char const* what,
                                         std::size_t begin, std::size_t count, std::size_t rows) {
  if (!progress) return {};
  return [=](Progress const& of_batch) {
    progress({what, (static_cast<double>(begin) + of_batch.fraction * static_cast<double>(count)) /
                        static_cast<double>(rows)});
  };
}

}  // namespace mattis::binary::detail
