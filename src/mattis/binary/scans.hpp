// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// How far memory reaches: over loads, over corruption, and in mixtures (docs/models.md 2).
#include <mattis/binary/cued_run.hpp>
#include <mattis/binary/estimates.hpp>

#include <cstdint>
#include <vector>

namespace mattis::binary {

/// What all scans have.
struct ScanOptions {
  std::int64_t N = 0;
  double T = 0;
  std::int64_t replicas = 8;  ///< of each network and point
  std::int64_t networks = 8;  ///< independent draws of the patterns; 1 with given ones
  std::int64_t sweeps = 50;
  double threshold = 0.9;  ///< an overlap that counts as retrieval
  SpinRule rule = SpinRule::zero;
  SpinOrder order = SpinOrder::random;
  std::uint64_t seed = 1;
  GivenPatterns const* given = nullptr;
  Learning learning = {};
  How how = {};
  ProgressCallback progress = {};
  StopCallback should_stop = {};
};

/// One point: a load, a share inverted, or a mixture.
struct ScanRow {
  double at = 0;       ///< P / N; 1 - 2 r; n
  Estimate m;          ///< final |overlap| with the cue's pattern
  Estimate retrieved;  ///< share of replicas whose overlap is at least the threshold
};

struct Scan {
  std::vector<ScanRow> rows;
  /// Where half of the replicas are retrieved, between the two points around it, and its error from
  /// leaving out networks one by one; NaN where no two points are on either side.
  Estimate half;
  std::int64_t attempts = 0, flips = 0;
  double seconds = 0;
};

/// Capacity: starts at stored patterns, `loads` patterns P in rising order. `half` is the load P /
/// N beyond which less than half of the starts stay.
template <ExecutionSpace Exec>
Scan scan_capacity(Exec const& exec, ScanOptions const& options,
                   std::vector<std::int64_t> const& loads);

/// Basins of attraction: P patterns, starts of which the shares `corruption` in rising order are
/// inverted. `half` is the initial overlap 1 - 2 r at which half come back.
template <ExecutionSpace Exec>
Scan scan_basin(Exec const& exec, ScanOptions const& options, std::int64_t P,
                std::vector<double> const& corruption);

/// Spurious mixtures: starts at sgn of the sum of n patterns of P, n odd. m is the final overlap
/// with the first of them, and retrieved the share whose largest overlap with any pattern stays
/// below the threshold: mixtures that did not fall to a pattern. No half.
template <ExecutionSpace Exec>
Scan scan_mixtures(Exec const& exec, ScanOptions const& options, std::int64_t P,
                   std::vector<int> const& n);

}  // namespace mattis::binary
