// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/estimates.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace mattis::binary {

namespace {

double plain_mean(std::span<double const> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

Estimate mean_of(std::span<double const> values) {
  double const mean = plain_mean(values);
  if (values.size() < 2) return {mean, std::numeric_limits<double>::quiet_NaN()};
  auto const [least, most] = std::minmax_element(values.begin(), values.end());
  if (*least == *most) return {*least, 0};  // whose sum may be rounded
  double squares = 0;
  for (double const value : values) squares += (value - mean) * (value - mean);
  auto const n = static_cast<double>(values.size());
  return {mean, std::sqrt(squares / (n * (n - 1)))};
}

Estimate mean_of_groups(std::span<double const> values, std::size_t groups) {
  if (groups < 2) return mean_of(values);
  std::vector<double> means;
  auto const members = values.size() / groups;
  for (std::size_t g = 0; g < groups; ++g)
    means.push_back(plain_mean(values.subspan(g * members, members)));
  return mean_of(means);
}

SeriesEstimate mean_of_series(std::span<double const> series) {
  SeriesEstimate estimate{.mean = plain_mean(series), .se = 0, .tau = 0.5};
  auto const n = series.size();
  double variance = 0;
  for (double const value : series) variance += (value - estimate.mean) * (value - estimate.mean);
  variance /= static_cast<double>(n);
  if (n < 2 || variance == 0) return estimate;

  constexpr double window = 6;
  for (std::size_t t = 1; t < n && static_cast<double>(t) < window * estimate.tau; ++t) {
    double sum = 0;
    for (std::size_t i = 0; i + t < n; ++i)
      sum += (series[i] - estimate.mean) * (series[i + t] - estimate.mean);
    estimate.tau += sum / (static_cast<double>(n - t) * variance);
  }
  estimate.tau = std::max(estimate.tau, 0.5);

  constexpr std::size_t least_blocks = 16;
  std::vector<double> blocks(series.begin(), series.end());
  do {
    estimate.se = std::max(estimate.se, mean_of(blocks).se);
    for (std::size_t i = 0; i < blocks.size() / 2; ++i)
      blocks[i] = (blocks[2 * i] + blocks[2 * i + 1]) / 2;
    blocks.resize(blocks.size() / 2);
  } while (blocks.size() >= least_blocks);
  return estimate;
}

}  // namespace mattis::binary
