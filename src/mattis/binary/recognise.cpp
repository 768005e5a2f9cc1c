// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/recognise.hpp>
#include <mattis/core/error.hpp>

#include <algorithm>
#include <cstdlib>

namespace mattis::binary {

Recognition recognise(std::span<std::int8_t const> patterns, std::span<std::int8_t const> state) {
  auto const N = state.size();
  expect(N > 0, "state", "at least one neuron", static_cast<std::int64_t>(N));
  expect(!patterns.empty() && patterns.size() % N == 0, "patterns",
         "P times N entries, P at least 1", static_cast<std::int64_t>(patterns.size()));
  std::int64_t best = 0, next = 0;
  Recognition found;
  for (std::size_t mu = 0; mu < patterns.size() / N; ++mu) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < N; ++i) sum += patterns[mu * N + i] * state[i];
    if (mu == 0 || std::abs(sum) > std::abs(best)) {
      next = std::abs(best);
      best = sum;
      found.mu = static_cast<int>(mu);
    } else {
      next = std::max(next, std::abs(sum));
    }
  }
  auto const neurons = static_cast<double>(N);
  found.overlap = static_cast<double>(best) / neurons;
  found.margin = static_cast<double>(std::abs(best) - next) / neurons;
  return found;
}

}  // namespace mattis::binary
