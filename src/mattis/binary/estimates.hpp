// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Means and their standard errors, of independent values and of series.
#include <span>
#include <vector>

namespace mattis::binary {

struct Estimate {
  double mean = 0;
  double se = 0;  ///< NaN where one value says nothing about it
};

/// Mean of independent values, its error from their spread.
Estimate mean_of(std::span<double const> values);

/// Mean over independent groups (networks) of which each has as many values (replicas): where there
/// are several groups the error is that of their means, which what the members of a group share is
/// part of; else that of the values. \param values  (groups, members)
Estimate mean_of_groups(std::span<double const> values, std::size_t groups);

/// A stationary series.
struct SeriesEstimate {
  double mean = 0;
  double se =
      0;  ///< by blocking: the largest over blocks of 1, 2, 4, .. entries, 16 blocks at least
  double tau = 0;  ///< integrated autocorrelation time in entries, 1/2 for independent ones
};

/// tau = 1/2 + sum_t rho(t) up to the first t >= 6 tau (Sokal 1989). Of a constant series se is 0
/// and tau 1/2.
SeriesEstimate mean_of_series(std::span<double const> series);

/// Jackknife over blocks: `statistic` of all values, and its error from leaving out one block after
/// the other. \param values  (blocks, entries of a block)
template <class Statistic>
Estimate jackknife(std::span<double const> values, std::size_t blocks, Statistic const& statistic) {
  std::size_t const size = values.size() / blocks;
  std::vector<double> rest, each;
  for (std::size_t block = 0; block < blocks; ++block) {
    rest.assign(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(block * size));
    rest.insert(rest.end(), values.begin() + static_cast<std::ptrdiff_t>((block + 1) * size),
                values.end());
    each.push_back(statistic(std::span<double const>(rest)));
  }
  auto spread = mean_of(each);
  spread.se *= static_cast<double>(blocks - 1);
  return {statistic(values), spread.se};
}

}  // namespace mattis::binary
