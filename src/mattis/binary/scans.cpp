// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/scans.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>

#include <cmath>
#include <limits>

namespace mattis::binary {

namespace {

/// Of the replicas of a point: (networks, R) in one row.
struct Point {
  double at;
  std::vector<double> m, retrieved;
};

/// Linear between the first two neighbours of which one is on either side of one half.
double crossing(std::vector<double> const& at, std::vector<double> const& share) {
  for (std::size_t i = 0; i + 1 < at.size(); ++i) {
    if ((share[i] >= 0.5) == (share[i + 1] >= 0.5)) continue;
    return at[i] + (share[i] - 0.5) / (share[i] - share[i + 1]) * (at[i + 1] - at[i]);
  }
  return std::numeric_limits<double>::quiet_NaN();
}

Estimate half_of(std::vector<Point> const& points, std::size_t networks) {
  std::vector<double> at;
  for (auto const& point : points) at.push_back(point.at);
  auto const without = [&](std::size_t left_out) {
    std::vector<double> share;
    for (auto const& point : points) {
      double sum = 0, count = 0;
      for (std::size_t i = 0; i < point.retrieved.size(); ++i) {
        if (i / (point.retrieved.size() / networks) == left_out) continue;
        sum += point.retrieved[i];
        ++count;
      }
      share.push_back(sum / count);
    }
    return crossing(at, share);
  };
  Estimate half{without(networks), std::numeric_limits<double>::quiet_NaN()};
  if (networks < 2) return half;
  std::vector<double> each;
  for (std::size_t n = 0; n < networks; ++n) each.push_back(without(n));
  half.se = mean_of(each).se * static_cast<double>(networks - 1);
  return half;
}

void validate(ScanOptions const& options) {
  expect(options.replicas >= 1, "replicas", "at least 1", options.replicas);
  expect(options.networks >= 1, "networks", "at least 1", options.networks);
  expect(options.threshold > 0 && options.threshold <= 1, "threshold", "in (0, 1]",
         options.threshold);
}

CuedOptions cued(ScanOptions const& options, std::size_t points) {
  validate(options);
  CuedOptions run{.N = options.N, .sets = options.networks, .given = options.given};
  run.spins = {
      .rule = options.rule,
      .order = options.order,
      .T = std::vector<double>(points * static_cast<std::size_t>(options.replicas), options.T),
      .seed = options.seed};
  run.corruption.assign(run.spins.T.size(), 0);
  run.sweeps = options.sweeps;
  run.learning = options.learning;
  run.how = options.how;
  run.progress = options.progress;
  run.should_stop = options.should_stop;
  return run;
}

void add(Point& point, ScanOptions const& options, CuedRun const& run, std::size_t n,
         std::size_t r) {
  auto const m = std::abs(run.m(n, r));
  point.m.push_back(m);
  point.retrieved.push_back(m >= options.threshold ? 1 : 0);
}

void count(Scan& scan, CuedRun const& run) {
  scan.attempts += run.attempts;
  scan.flips += run.accepted();
  scan.seconds += run.seconds;
}

Scan finish(Scan scan, ScanOptions const& options, std::vector<Point> const& points) {
  auto const networks = static_cast<std::size_t>(options.networks);
  for (auto const& point : points)
    scan.rows.push_back(
        {point.at, mean_of_groups(point.m, networks), mean_of_groups(point.retrieved, networks)});
  scan.half = half_of(points, networks);
  return scan;
}

}  // namespace

template <ExecutionSpace Exec>
Scan scan_capacity(Exec const& exec, ScanOptions const& options,
                   std::vector<std::int64_t> const& loads) {
  auto run = cued(options, 1);
  auto const networks = static_cast<std::size_t>(options.networks);
  for (auto const P : loads) run.loads.insert(run.loads.end(), networks, P);
  Scan scan;
  auto const result = run_from_cues(exec, run);
  count(scan, result);
  std::vector<Point> points;
  for (std::size_t i = 0; i < loads.size(); ++i) {
    Point point{static_cast<double>(loads[i]) / static_cast<double>(options.N), {}, {}};
    for (auto n = i * networks; n < (i + 1) * networks; ++n)
      for (std::size_t r = 0; r < result.m.extent(1); ++r) add(point, options, result, n, r);
    points.push_back(std::move(point));
  }
  return finish(std::move(scan), options, points);
}

template <ExecutionSpace Exec>
Scan scan_basin(Exec const& exec, ScanOptions const& options, std::int64_t P,
                std::vector<double> const& corruption) {
  expect(!corruption.empty(), "corruption", "a share", std::int64_t{0});
  auto run = cued(options, corruption.size());
  run.loads.assign(static_cast<std::size_t>(options.networks), P);
  auto const of_point = static_cast<std::size_t>(options.replicas);
  for (std::size_t r = 0; r < run.corruption.size(); ++r)
    run.corruption[r] = corruption[r / of_point];
  Scan scan;
  auto const result = run_from_cues(exec, run);
  count(scan, result);
  std::vector<Point> points;
  for (std::size_t i = 0; i < corruption.size(); ++i) {
    Point point{1 - 2 * corruption[i], {}, {}};
    for (std::size_t n = 0; n < result.m.extent(0); ++n)
      for (auto r = i * of_point; r < (i + 1) * of_point; ++r) add(point, options, result, n, r);
    points.push_back(std::move(point));
  }
  return finish(std::move(scan), options, points);
}

template <ExecutionSpace Exec>
Scan scan_mixtures(Exec const& exec, ScanOptions const& options, std::int64_t P,
                   std::vector<int> const& n) {
  expect(!n.empty(), "n", "an odd number of patterns", std::int64_t{0});
  Scan scan;
  std::vector<Point> points;
  for (int const one : n) {
    expect(one >= 1, "n", "an odd number of patterns", one);
    auto run = cued(options, 1);
    run.loads.assign(static_cast<std::size_t>(options.networks), P);
    run.mixture = one;
    auto const result = run_from_cues(exec, run);
    count(scan, result);
    Point point{static_cast<double>(one), {}, {}};
    for (std::size_t i = 0; i < result.m.size(); ++i) {
      point.m.push_back(std::abs(result.m.data()[i]));
      bool const mixed = std::abs(result.m_nearest.data()[i]) < options.threshold;
      point.retrieved.push_back(mixed ? 1 : 0);
    }
    points.push_back(std::move(point));
  }
  auto finished = finish(std::move(scan), options, points);
  finished.half = {std::numeric_limits<double>::quiet_NaN(),
                   std::numeric_limits<double>::quiet_NaN()};
  return finished;
}

#define MATTIS_INSTANTIATE_SCANS(EXEC)                                             \
  template Scan scan_capacity<EXEC>(EXEC const&, ScanOptions const&,               \
                                    std::vector<std::int64_t> const&);             \
  template Scan scan_basin<EXEC>(EXEC const&, ScanOptions const&, std::int64_t,    \
                                 std::vector<double> const&);                      \
  template Scan scan_mixtures<EXEC>(EXEC const&, ScanOptions const&, std::int64_t, \
                                    std::vector<int> const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_SCANS)

}  // namespace mattis::binary
