// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/detail/batch.hpp>
#include <mattis/binary/scans.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace mattis::binary {

namespace {

/// Linear between the first two neighbours of which one is on either side of one half.
double crossing(std::vector<ScanRow> const& rows, std::vector<double> const& share) {
  for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
    if ((share[i] >= 0.5) == (share[i + 1] >= 0.5)) continue;
    return rows[i].at +
           (share[i] - 0.5) / (share[i] - share[i + 1]) * (rows[i + 1].at - rows[i].at);
  }
  return std::numeric_limits<double>::quiet_NaN();
}

/// Whether the networks of both points can be started together: loads may differ, but all else of a
/// replica is the same in all networks of a run.
bool run_together(ScanPoint const& a, ScanPoint const& b) {
  return a.T == b.T && a.corruption == b.corruption && a.mixture == b.mixture;
}

CuedOptions batch_of(ScanOptions const& options, std::vector<ScanPoint> const& points,
                     std::size_t first, std::size_t count) {
  auto const& point = points[first];
  auto const networks = static_cast<std::size_t>(options.networks);
  CuedOptions batch{.N = options.N, .sets = options.networks, .given = options.given};
  for (std::size_t i = first; i < first + count; ++i)
    batch.loads.insert(batch.loads.end(), networks, points[i].P);
  auto const R = static_cast<std::size_t>(options.replicas);
  batch.spins = {.rule = options.rule,
                 .order = options.order,
                 .T = std::vector<double>(R, point.T),
                 .seed = options.seed,
                 .first_network = static_cast<std::uint32_t>(first * networks)};
  batch.corruption.assign(R, point.corruption);
  batch.mixture = point.mixture;
  batch.sweeps = options.sweeps;
  batch.learning = options.learning;
  batch.how = options.how;
  return batch;
}

ScanRow row_of(ScanOptions const& options, ScanPoint const& point, CuedRun const& run,
               std::size_t first_network) {
  ScanRow row{.at = point.at};
  for (std::size_t n = first_network;
       n < first_network + static_cast<std::size_t>(options.networks); ++n)
    for (std::size_t r = 0; r < run.m.extent(1); ++r) {
      double const m = std::abs(run.m(n, r));
      bool const retrieved = point.mixture > 0 ? std::abs(run.m_nearest(n, r)) < options.threshold
                                               : m >= options.threshold;
      row.m.push_back(m);
      row.retrieved.push_back(retrieved ? 1 : 0);
      row.flips += run.flips(n, r);
    }
  return row;
}

}  // namespace

std::vector<ScanPoint> capacity_points(ScanOptions const& options, double T,
                                       std::vector<std::int64_t> const& loads) {
  std::vector<ScanPoint> points;
  for (auto const P : loads)
    points.push_back(
        {.at = static_cast<double>(P) / static_cast<double>(options.N), .P = P, .T = T});
  return points;
}

std::vector<ScanPoint> temperature_points(std::int64_t P, std::vector<double> const& temperatures) {
  std::vector<ScanPoint> points;
  for (double const T : temperatures) points.push_back({.at = T, .P = P, .T = T});
  return points;
}

std::vector<ScanPoint> basin_points(std::int64_t P, double T,
                                    std::vector<double> const& corruption) {
  std::vector<ScanPoint> points;
  for (double const r : corruption)
    points.push_back({.at = 1 - 2 * r, .P = P, .T = T, .corruption = r});
  return points;
}

std::vector<ScanPoint> mixture_points(std::int64_t P, double T, std::vector<int> const& n) {
  std::vector<ScanPoint> points;
  for (int const one : n) {
    expect(one >= 1, "n", "an odd number of patterns", one);
    points.push_back({.at = static_cast<double>(one), .P = P, .T = T, .mixture = one});
  }
  return points;
}

void validate(ScanOptions const& options, std::vector<ScanPoint> const& points) {
  expect(!points.empty(), "points", "at least 1 of the scan", std::int64_t{0});
  expect(options.replicas >= 1, "replicas", "at least 1", options.replicas);
  expect(options.networks >= 1, "networks", "at least 1", options.networks);
  expect(static_cast<double>(points.size()) * static_cast<double>(options.networks) *
                 static_cast<double>(options.replicas) <
             0x1p31,
         "replicas", "less than 2^31 runs in all", options.replicas);
  expect(options.threshold > 0 && options.threshold <= 1, "threshold", "in (0, 1]",
         options.threshold);
  for (std::size_t i = 0; i < points.size(); ++i) binary::validate(batch_of(options, points, i, 1));
}

template <ExecutionSpace Exec>
void scan(Exec const& exec, ScanOptions const& options, std::vector<ScanPoint> const& points,
          std::size_t first, std::function<void(ScanRow const&)> const& on_row) {
  validate(options, points);
  mattis::detail::StoppableCall const call(options.should_stop);
  auto const networks = static_cast<std::size_t>(options.networks);
  auto const at_once =
      detail::rows_at_once(static_cast<double>(networks) * static_cast<double>(options.replicas) *
                           static_cast<double>(options.N) *
                           static_cast<double>(std::max<std::int64_t>(options.sweeps, 1)));
  for (auto begin = first; begin < points.size();) {
    std::size_t here = 1;
    while (here < at_once && begin + here < points.size() &&
           run_together(points[begin], points[begin + here]))
      ++here;
    auto batch = batch_of(options, points, begin, here);
    batch.progress =
        detail::progress_of_rows(options.progress, "point", begin, here, points.size());
    auto const run = run_from_cues(exec, batch);
    for (std::size_t i = 0; i < here; ++i) {
      auto row = row_of(options, points[begin + i], run, i * networks);
      row.attempts = run.attempts / static_cast<std::int64_t>(here);
      row.seconds = run.seconds / static_cast<double>(here);
      on_row(row);
    }
    begin += here;
  }
}

template <ExecutionSpace Exec>
std::vector<ScanRow> scan(Exec const& exec, ScanOptions const& options,
                          std::vector<ScanPoint> const& points) {
  std::vector<ScanRow> rows;
  scan(exec, options, points, 0, [&](ScanRow const& row) { rows.push_back(row); });
  return rows;
}

Estimate overlap_of(ScanOptions const& options, ScanRow const& row) {
  return mean_of_groups(row.m, static_cast<std::size_t>(options.networks));
}

Estimate retrieved_of(ScanOptions const& options, ScanRow const& row) {
  return mean_of_groups(row.retrieved, static_cast<std::size_t>(options.networks));
}

Estimate half_of(ScanOptions const& options, std::vector<ScanRow> const& rows) {
  auto const networks = static_cast<std::size_t>(options.networks);
  auto const without = [&](std::size_t left_out) {
    std::vector<double> share;
    for (auto const& row : rows) {
      double sum = 0, count = 0;
      for (std::size_t i = 0; i < row.retrieved.size(); ++i) {
        if (i / (row.retrieved.size() / networks) == left_out) continue;
        sum += row.retrieved[i];
        ++count;
      }
      share.push_back(sum / count);
    }
    return crossing(rows, share);
  };
  Estimate half{without(networks), std::numeric_limits<double>::quiet_NaN()};
  if (networks < 2) return half;
  std::vector<double> each;
  for (std::size_t n = 0; n < networks; ++n) each.push_back(without(n));
  half.se = mean_of(each).se * static_cast<double>(networks - 1);
  return half;
}

#define MATTIS_INSTANTIATE_SCANS(EXEC)                                                     \
  template void scan<EXEC>(EXEC const&, ScanOptions const&, std::vector<ScanPoint> const&, \
                           std::size_t, std::function<void(ScanRow const&)> const&);       \
  template std::vector<ScanRow> scan<EXEC>(EXEC const&, ScanOptions const&,                \
                                           std::vector<ScanPoint> const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_SCANS)

}  // namespace mattis::binary
