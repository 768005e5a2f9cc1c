// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// How far memory reaches: over loads, temperatures and corruption, and in mixtures (docs/models.md
// 2).
#include <mattis/binary/cued_run.hpp>
#include <mattis/binary/estimates.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace mattis::binary {

/// What all points of a scan have.
struct ScanOptions {
  std::int64_t N = 0;
  std::int64_t replicas = 32;  ///< of each network and point
  std::int64_t networks = 8;   ///< independent draws of the patterns; 1 with given ones
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

/// Where a scan looks.
struct ScanPoint {
  double at = 0;       ///< what changes along it: P / N; T; 1 - 2 r; n
  std::int64_t P = 1;  ///< patterns stored
  double T = 0;
  double corruption = 0;  ///< share r of a cue inverted
  int mixture = 0;        ///< starts at the mixture of so many patterns, an odd number; 0: at cues
};

/// What a point gave, each run by itself: (networks, replicas), row-major.
struct ScanRow {
  double at = 0;
  std::vector<double> m = {};  ///< final |overlap| with the cue's pattern, or a mixture's first
  /// 1 where that is at least the threshold, else 0; of a mixture 1 where the largest overlap with
  /// any pattern stays below the threshold, so that it did not fall to a pattern
  std::vector<double> retrieved = {};
  std::int64_t attempts = 0, flips = 0;
  double seconds = 0;  ///< of the sweeps, an equal share of those of its batch
};

/// Capacity: starts at stored patterns, `loads` patterns P in rising order.
std::vector<ScanPoint> capacity_points(ScanOptions const& options, double T,
                                       std::vector<std::int64_t> const& loads);
/// Magnetisation: starts at stored patterns, temperatures in rising order.
std::vector<ScanPoint> temperature_points(std::int64_t P, std::vector<double> const& temperatures);
/// Basins of attraction: starts of which the shares `corruption` in rising order are inverted.
std::vector<ScanPoint> basin_points(std::int64_t P, double T,
                                    std::vector<double> const& corruption);
/// Spurious mixtures: starts at sgn of the sum of the first n patterns of P, n odd.
std::vector<ScanPoint> mixture_points(std::int64_t P, double T, std::vector<int> const& n);

/// \throws Error  naming the option
void validate(ScanOptions const& options, std::vector<ScanPoint> const& points);

/// Points `first` .., their rows handed to on_row in their order; a point's does not depend on the
/// others. Points of one set of networks share its patterns. Same bits on any target, instruction
/// set and number of threads.
template <ExecutionSpace Exec>
void scan(Exec const& exec, ScanOptions const& options, std::vector<ScanPoint> const& points,
          std::size_t first, std::function<void(ScanRow const&)> const& on_row);

/// All of it at once.
template <ExecutionSpace Exec>
std::vector<ScanRow> scan(Exec const& exec, ScanOptions const& options,
                          std::vector<ScanPoint> const& points);

/// Mean final overlap of a row, with the error of mean_of_groups.
Estimate overlap_of(ScanOptions const& options, ScanRow const& row);
/// Share that is retrieved, or still mixed.
Estimate retrieved_of(ScanOptions const& options, ScanRow const& row);

/// Where half of the runs are retrieved, between the two points around it, and its error from
/// leaving out networks one by one; NaN where no two points are on either side.
Estimate half_of(ScanOptions const& options, std::vector<ScanRow> const& rows);

}  // namespace mattis::binary
