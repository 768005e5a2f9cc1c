// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/turns.hpp>
#include <mattis/core/median.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/report/compare.hpp>

#include <algorithm>
#include <cmath>

namespace mattis::detail {

double relative_half_width(std::vector<double> const& samples) {
  auto const interval = median_interval(samples);
  return (interval.high - interval.low) / 2 / median(samples);
}

TurnSamples take_turns(std::span<Station const> stations, Turns const& turns,
                       std::function<double()> const& now) {
  TurnSamples samples(stations.size());
  double const start = now();
  auto const over = [&] { return now() - start > turns.seconds; };
  auto const known = [&](std::size_t s) {
    return std::all_of(samples[s].begin(), samples[s].end(), [&](auto const& row) {
      return relative_half_width(row) <= turns.half_width;
    });
  };
  for (int visit = 0; visit < turns.most; ++visit) {
    bool const needed = visit < static_cast<int>(report::least_samples);
    std::vector<bool> open(stations.size());
    bool any = false;
    for (std::size_t s = 0; s < stations.size(); ++s) {
      open[s] = stations[s].always || visit < turns.least || !known(s);
      any = any || (open[s] && !stations[s].always);
    }
    if (!any) break;
    for (std::size_t s = 0; s < stations.size(); ++s) {
      throw_if_stopped();
      if (!open[s]) continue;
      if (!needed && over()) return samples;
      auto const taken = stations[s].visit();
      samples[s].resize(taken.size());
      for (std::size_t row = 0; row < taken.size(); ++row) samples[s][row].push_back(taken[row]);
      if (!turns.on_progress) continue;
      double const visits =
          visit + static_cast<double>(s + 1) / static_cast<double>(stations.size());
      turns.on_progress(std::min(1.0, std::max((now() - start) / turns.seconds,
                                               visits / static_cast<double>(turns.most))));
    }
  }
  return samples;
}

}  // namespace mattis::detail
