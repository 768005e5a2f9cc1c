// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/dmft/diagnosis.hpp>

#include <cmath>

namespace mattis {
namespace {

/// Central sums  sum (x - mean)^p  for p = 2, 3, 4.
struct CentralSums {
  double second = 0, third = 0, fourth = 0;

  explicit CentralSums(std::span<double const> values) {
    double mean = 0;
    for (double const value : values) mean += value / static_cast<double>(values.size());
    for (double const value : values) {
      double const square = (value - mean) * (value - mean);
      second += square;
      third += square * (value - mean);
      fourth += square * square;
    }
  }
};

}  // namespace

std::string warning_text(Diagnosis const& diagnosis) {
  std::string text;
  for (auto const& warning : diagnosis.warnings)
    text.append(text.empty() ? "" : "; ").append(warning);
  return text;
}

double bimodality_coefficient(std::span<double const> values) {
  auto const n = static_cast<double>(values.size());
  CentralSums const sums(values);
  if (values.size() < 4 || !(sums.second > 0)) return std::numeric_limits<double>::quiet_NaN();
  double const variance = sums.second / (n - 1);
  double const skewness = n / ((n - 1) * (n - 2)) * sums.third / std::pow(variance, 1.5);
  double const tail = 3 * (n - 1) * (n - 1) / ((n - 2) * (n - 3));
  double const kurtosis =
      n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * sums.fourth / (variance * variance) - tail;
  return (skewness * skewness + 1) / (kurtosis + tail);
}

bool is_bimodal(std::span<double const> overlaps, double samples) {
  if (overlaps.size() < 4) return false;
  double const spread =
      std::sqrt(CentralSums(overlaps).second / static_cast<double>(overlaps.size() - 1));
  return spread > 3 / std::sqrt(samples) && bimodality_coefficient(overlaps) > 5.0 / 9;
}

}  // namespace mattis
