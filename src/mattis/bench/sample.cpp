// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/sample.hpp>
#include <mattis/core/stop.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace mattis::detail {

std::vector<double> sample(std::span<Way const> ways, Sampling const& sampling) {
  std::vector<double> least(ways.size());
  std::vector<int> repeats(ways.size(), 0);
  for (std::size_t way = 0; way < ways.size(); ++way) {
    throw_if_stopped();
    double one = least[way] = ways[way](1);
    if (one >= sampling.long_call) continue;
    for (double warmed = one; warmed < sampling.warm_up || warmed == one;) {
      int const calls =
          static_cast<int>(std::clamp(sampling.warm_up / 4 / std::max(one, 1e-9), 1.0, 1e6));
      double const taken = ways[way](calls);
      one = taken / calls;
      warmed += taken;
    }
    repeats[way] =
        static_cast<int>(std::clamp(std::ceil(sampling.timing / std::max(one, 1e-9)), 1.0, 1e6));
    least[way] = INFINITY;
  }
  for (int round = 0; round < sampling.timings; ++round) {
    for (std::size_t i = 0; i < ways.size(); ++i) {
      std::size_t const way = (i + static_cast<std::size_t>(round)) % ways.size();
      if (repeats[way] == 0) continue;
      throw_if_stopped();
      least[way] = std::min(least[way], ways[way](repeats[way]) / repeats[way]);
    }
  }
  return least;
}

}  // namespace mattis::detail
