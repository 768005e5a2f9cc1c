// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/clock.hpp>
#include <mattis/core/median.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/tuning/measure.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

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
  std::sort(ratios.begin(), ratios.end());
  Ratio result{median(ratios), 0, std::numeric_limits<double>::infinity(), static_cast<int>(n)};
  // The number of ratios below the true median is binomial (n, 1/2): as many from either end as it
  // falls short of in 2.5 of 100 cases.
  double tail = std::pow(0.5, static_cast<double>(n));
  double term = tail;
  std::size_t outside = 0;
  while (outside < n / 2 && tail <= 0.025) {
    ++outside;
    term *= static_cast<double>(n - outside + 1) / static_cast<double>(outside);
    tail += term;
  }
  if (outside > 0) {
    result.low = ratios[outside - 1];
    result.high = ratios[n - outside];
  }
  return result;
}

}  // namespace mattis::tuning
