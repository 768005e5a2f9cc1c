// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/stimulus/survival.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>

namespace mattis::stimulus {

double restricted_mean(std::span<Duration const> sorted, std::span<int const> weight,
                       double horizon) {
  double at_risk = 0;
  for (int const w : weight) at_risk += w;
  if (at_risk == 0) return std::numeric_limits<double>::quiet_NaN();
  double surviving = 1, area = 0, before = 0;
  for (std::size_t i = 0; i < sorted.size() && at_risk > 0; ++i) {
    double const time = std::min(sorted[i].time, horizon);
    area += surviving * (time - before);
    before = time;
    if (sorted[i].ended) surviving *= 1 - weight[i] / at_risk;
    at_risk -= weight[i];
  }
  return area + surviving * (horizon - before);
}

}  // namespace mattis::stimulus
