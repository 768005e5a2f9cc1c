// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/turns.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/report/compare.hpp>

#include <algorithm>

namespace mattis::detail {

std::vector<double> faster_half(std::vector<double> const& samples, std::vector<double>& dropped) {
  dropped.clear();
  std::size_t const kept = std::min(
      samples.size(), std::max<std::size_t>(report::least_samples, (samples.size() + 1) / 2));
  auto sorted = samples;
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> half;
  for (double const one : samples)
    (one <= sorted[kept - 1] && half.size() < kept ? half : dropped).push_back(one);
  return half;
}

namespace {

/// By how much the slowest of the faster half exceeds the fastest.
double spread(std::vector<double> const& samples) {
  std::vector<double> dropped;
  auto const half = faster_half(samples, dropped);
  auto const [least, most] = std::minmax_element(half.begin(), half.end());
  return *most / *least - 1;
}

}  // namespace

TurnSamples take_turns(std::span<Station const> stations, Turns const& turns,
                       std::function<double()> const& now) {
  TurnSamples samples(stations.size());
  double const start = now();
  auto const over = [&] { return now() - start > turns.seconds; };
  auto const count = [&](std::size_t s) { return samples[s].empty() ? 0 : samples[s][0].size(); };
  auto const enough = [&](std::size_t s) {
    if (stations[s].enough) return stations[s].enough(samples[s]);
    return std::all_of(samples[s].begin(), samples[s].end(),
                       [&](auto const& row) { return spread(row) <= turns.spread; });
  };
  auto const wanting = [&](std::size_t s) {
    if (over()) return count(s) < (stations[s].always ? 1 : report::least_samples);
    return stations[s].always || count(s) < static_cast<std::size_t>(turns.least) || !enough(s);
  };
  auto const all_done = [&] {
    for (std::size_t s = 0; s < stations.size(); ++s)
      if (!stations[s].always && wanting(s)) return false;
    return true;
  };
  for (int turn = 0; turn < turns.most && !all_done(); ++turn) {
    for (std::size_t s = 0; s < stations.size(); ++s) {
      throw_if_stopped();
      if (turn % stations[s].every != 0 || !wanting(s)) continue;
      auto const taken = stations[s].visit();
      samples[s].resize(std::max(samples[s].size(), taken.size()));
      for (std::size_t row = 0; row < taken.size(); ++row) samples[s][row].push_back(taken[row]);
      if (!turns.on_progress) continue;
      double const done = turn + static_cast<double>(s + 1) / static_cast<double>(stations.size());
      turns.on_progress(
          std::min(1.0, std::max(done / turns.most, (now() - start) / turns.seconds)));
    }
  }
  return samples;
}

}  // namespace mattis::detail
