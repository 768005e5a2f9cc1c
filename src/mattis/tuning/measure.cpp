// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/clock.hpp>
#include <mattis/core/median_interval.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/tuning/measure.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace mattis::tuning {

namespace {

double best_of(Samples const& samples) {
  return *std::min_element(samples.seconds.begin(), samples.seconds.end());
}

}  // namespace

Measurement measure(std::span<std::function<void()> const> ways, Limits const& limits) {
  Clock const clock;
  auto const over = [&] { return clock.seconds() > limits.seconds; };
  Measurement result{std::vector<Samples>(ways.size()), false};
  std::vector<int> repeats(ways.size(), 0);
  auto const warm_up = [&](std::size_t way) {
    detail::throw_if_stopped();
    // Twice where that is cheap: the first call also pays for pages, for the way of the code into
    // the cache.
    Clock const cold;
    ways[way]();
    double one = cold.seconds();
    if (one < 50 * limits.sample) {
      Clock const warm;
      ways[way]();
      one = std::max(warm.seconds(), 1e-9);
    }
    repeats[way] = static_cast<int>(std::clamp(std::ceil(limits.sample / one), 1.0, 1e6));
  };
  for (int round = 0; round < limits.rounds; ++round) {
    for (std::size_t i = 0; i < ways.size(); ++i) {
      std::size_t const way =
          (i + (round == 0 ? 0 : static_cast<std::size_t>(round))) % ways.size();
      if (result.ways[way].dropped) continue;
      if (over() && round >= limits.least_rounds && !result.ways.front().seconds.empty())
        return result;
      if (repeats[way] == 0) warm_up(way);
      detail::throw_if_stopped();
      Clock const timer;
      for (int r = 0; r < repeats[way]; ++r) ways[way]();
      result.ways[way].seconds.push_back(timer.seconds() / repeats[way]);
    }
    if (round < 2) continue;
    double best = std::numeric_limits<double>::infinity();
    for (auto const& way : result.ways) best = std::min(best, best_of(way));
    for (std::size_t way = 1; way < ways.size(); ++way)
      if (best_of(result.ways[way]) > limits.hopeless * best) result.ways[way].dropped = true;
  }
  result.complete = true;
  return result;
}

Ratio ratio(Samples const& of, Samples const& to) {
  std::size_t const n = std::min(of.seconds.size(), to.seconds.size());
  if (n == 0) return {1, 0, std::numeric_limits<double>::infinity(), 0};
  std::vector<double> ratios;
  for (std::size_t i = 0; i < n; ++i) ratios.push_back(of.seconds[i] / to.seconds[i]);
  auto const [median, low, high] = median_interval(std::move(ratios));
  return {median, low, high, static_cast<int>(n)};
}

}  // namespace mattis::tuning
