// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/estimates.hpp>
#include <mattis/core/execution.hpp>

#include <cstdint>
#include <vector>

namespace mattis::binary {

/// (1/N) sum_i s_i t_i of two rows of spins.
double replica_overlap(std::uint32_t const* one, std::uint32_t const* other, std::int64_t N);

/// Overlaps q of all pairs of replicas of each network, gathered over any number of times.
class PairOverlaps {
 public:
  static constexpr std::size_t bins = 41;

  explicit PairOverlaps(std::int64_t N) : N_(N) {}

  /// \param states  (networks, R, ceil(N / 32)), of the same networks and replicas each time
  void add(HostArray<std::uint32_t***> const& states);

  /// Of q and of q^2: means over times, then over pairs and networks; NaN without a pair.
  Estimate mean() const { return mean_of(sums_); }
  Estimate mean_square() const { return mean_of(squares_); }
  /// (bins) density over [-1, 1], per number that q can be in the bin; empty without a pair.
  std::vector<double> distribution() const;

 private:
  Estimate mean_of(std::vector<double> const& sums) const;

  std::int64_t N_;
  std::size_t networks_ = 0;
  std::int64_t times_ = 0;
  std::vector<double> sums_, squares_;  ///< (networks, pairs)
  std::vector<std::int64_t> counts_;    ///< (bins)
};

}  // namespace mattis::binary
