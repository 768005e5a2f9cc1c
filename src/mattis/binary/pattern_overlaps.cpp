// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/pattern_overlaps.hpp>
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/stop.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <tuple>

namespace mattis::binary {

namespace {

using Word = std::uint64_t;

/// A bit for each entry, set where it is +1; rows of whole words.
std::vector<Word> packed(std::span<std::int8_t const> patterns, std::size_t N, std::size_t words) {
  std::vector<Word> bits(patterns.size() / N * words, 0);
  for (std::size_t at = 0; at < patterns.size(); ++at)
    if (patterns[at] > 0) bits[at / N * words + at % N / 64] |= Word{1} << (at % N % 64);
  return bits;
}

}  // namespace

MutualOverlaps mutual_overlaps(std::span<std::int8_t const> patterns, int N, int keep) {
  expect(N > 0, "N", "at least one neuron", N);
  expect(!patterns.empty() && patterns.size() % static_cast<std::size_t>(N) == 0, "patterns",
         "P times N entries, P at least 1", static_cast<std::int64_t>(patterns.size()));
  expect(keep >= 0, "keep", "at least 0", keep);
  auto const neurons = static_cast<std::size_t>(N);
  auto const words = static_cast<std::size_t>(mattis::detail::ceil_div(N, 64));
  auto const P = static_cast<int>(patterns.size() / neurons);
  auto const bits = packed(patterns, neurons, words);
  struct Pair {
    int mu, nu, sum;  // sum = N q, a whole number
  };
  auto const before = [](Pair const& a, Pair const& b) {
    return std::tuple(-std::abs(a.sum), a.mu, a.nu) < std::tuple(-std::abs(b.sum), b.mu, b.nu);
  };
  std::vector<Pair> largest;  // a heap whose front is the least of them
  std::int64_t sum = 0;
  std::int64_t absolute = 0;
  for (int mu = 0; mu < P; ++mu) {
    mattis::detail::throw_if_stopped();
    Word const* const first = bits.data() + static_cast<std::size_t>(mu) * words;
    for (int nu = mu + 1; nu < P; ++nu) {
      Word const* const second = bits.data() + static_cast<std::size_t>(nu) * words;
      int differing = 0;
      for (std::size_t word = 0; word < words; ++word)
        differing += std::popcount(first[word] ^ second[word]);
      Pair const pair{mu, nu, N - 2 * differing};
      sum += pair.sum;
      absolute += std::abs(pair.sum);
      if (static_cast<int>(largest.size()) < keep) {
        largest.push_back(pair);
        std::push_heap(largest.begin(), largest.end(), before);
      } else if (keep > 0 && before(pair, largest.front())) {
        std::pop_heap(largest.begin(), largest.end(), before);
        largest.back() = pair;
        std::push_heap(largest.begin(), largest.end(), before);
      }
    }
  }
  std::sort_heap(largest.begin(), largest.end(), before);
  MutualOverlaps overlaps;
  double const pairs = 0.5 * static_cast<double>(P) * static_cast<double>(P - 1);
  double const unit = P < 2 ? std::numeric_limits<double>::quiet_NaN() : 1 / (pairs * N);
  overlaps.mean_absolute = static_cast<double>(absolute) * unit;
  overlaps.mean = static_cast<double>(sum) * unit;
  for (auto const& pair : largest)
    overlaps.largest.push_back({pair.mu, pair.nu, static_cast<double>(pair.sum) / N});
  return overlaps;
}

}  // namespace mattis::binary
