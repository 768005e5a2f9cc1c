// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/sample.hpp>
#include <mattis/core/stop.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <thread>
#include <utility>

namespace mattis::detail {

namespace {

/// Calls of a timing; 0: the first call was one, and long.
int warm_up(Way const& way, Sampling const& sampling, double& first) {
  throw_if_stopped();
  double one = first = way(1);
  if (one >= sampling.long_call) return 0;
  for (double warmed = one; warmed < sampling.warm_up;) {
    int const calls =
        static_cast<int>(std::clamp(sampling.warm_up / 4 / std::max(one, 1e-9), 1.0, 1e6));
    double const taken = way(calls);
    one = taken / calls;
    warmed += taken;
  }
  return static_cast<int>(std::clamp(std::ceil(sampling.timing / std::max(one, 1e-9)), 1.0, 1e6));
}

}  // namespace

std::vector<double> sample(std::span<Way const> ways, std::vector<double>& least,
                           Sampling const& sampling) {
  std::vector<double> taken(ways.size(), INFINITY);
  std::vector<int> repeats(ways.size());
  least.resize(ways.size(), INFINITY);
  std::vector<double> first(ways.size());
  for (std::size_t way = 0; way < ways.size(); ++way) {
    repeats[way] = warm_up(ways[way], sampling, first[way]);
    if (repeats[way] == 0) taken[way] = first[way];
  }
  auto const time = [&](std::size_t way) {
    throw_if_stopped();
    int const calls = std::max(1, repeats[way]);
    taken[way] = std::min(taken[way], ways[way](calls) / calls);
  };
  auto const timings = [&](std::size_t way) {
    if (repeats[way] == 0) return 0;
    return first[way] < sampling.two_are_enough ? sampling.timings : std::min(2, sampling.timings);
  };
  for (int round = 0; round < sampling.timings; ++round) {
    for (std::size_t i = 0; i < ways.size(); ++i) {
      std::size_t const way = (i + static_cast<std::size_t>(round)) % ways.size();
      if (round < timings(way)) time(way);
    }
  }
  bool paused = false;
  for (std::size_t way = 0; way < ways.size(); ++way) {
    if (!(taken[way] > sampling.disturbed * least[way])) continue;
    if (!std::exchange(paused, true))
      std::this_thread::sleep_for(std::chrono::duration<double>(sampling.pause));
    double ignored = 0;
    if (repeats[way] > 0) warm_up(ways[way], sampling, ignored);
    for (int timing = 0; timing < std::max(1, timings(way)); ++timing) time(way);
  }
  for (std::size_t way = 0; way < ways.size(); ++way) least[way] = std::min(least[way], taken[way]);
  return taken;
}

}  // namespace mattis::detail
