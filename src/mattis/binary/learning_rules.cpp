// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/learning_rules.hpp>
#include <mattis/core/detail/stream_words.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/kernels/patterns.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

namespace mattis::binary {

namespace {

IntegerMatrix empty_couplings(GivenPatterns const& patterns, double units) {
  expect(patterns.P >= 1 && patterns.N >= 1, "patterns", "at least one", patterns.P);
  expect(patterns.N <= 46340, "N", "at most 46340 where all couplings are kept", patterns.N);
  auto const N = static_cast<std::size_t>(patterns.N);
  return {.N = patterns.N, .units = units, .J = std::vector<std::int16_t>(N * N)};
}

/// J_ij += weight to_i from_j, within [-limit, limit].
void add_outer(IntegerMatrix& couplings, std::int8_t const* to, std::int8_t const* from, int weight,
               int limit = 32767) {
  for (std::int64_t i = 0; i < couplings.N; ++i) {
    mattis::detail::throw_if_stopped();
    int const step = weight * to[i];
    for (std::int64_t j = 0; j < couplings.N; ++j) {
      int const sum = couplings(i, j) + step * from[j];
      couplings(i, j) = static_cast<std::int16_t>(std::clamp(sum, -limit, limit));
    }
  }
}

void clear_diagonal(IntegerMatrix& couplings) {
  for (std::int64_t i = 0; i < couplings.N; ++i) couplings(i, i) = 0;
}

std::int8_t const* row(GivenPatterns const& patterns, std::int64_t mu) {
  return patterns.entries.data() + mu * patterns.N;
}

}  // namespace

/// sum_mu xi^mu_i xi^mu_j = P - 2 (patterns in which i and j differ), counted 64 at a time.
IntegerMatrix hebb_rule(GivenPatterns const& patterns) {
  expect(patterns.P <= 32767, "P", "at most 32767 patterns", patterns.P);
  auto couplings = empty_couplings(patterns, static_cast<double>(patterns.N));
  auto const N = patterns.N, words = (patterns.P + 63) / 64;
  std::vector<std::uint64_t> bits(static_cast<std::size_t>(N * words));  // (N, words)
  auto const of_site = [&](std::int64_t i) { return bits.data() + i * words; };
  for (std::int64_t mu = 0; mu < patterns.P; ++mu)
    for (std::int64_t i = 0; i < N; ++i)
      of_site(i)[mu / 64] |= std::uint64_t{row(patterns, mu)[i] > 0} << (mu % 64);
  for (std::int64_t i = 0; i < N; ++i) {
    mattis::detail::throw_if_stopped();
    for (std::int64_t j = 0; j < i; ++j) {
      std::int64_t differing = 0;
      for (std::int64_t w = 0; w < words; ++w)
        differing += std::popcount(of_site(i)[w] ^ of_site(j)[w]);
      couplings(i, j) = couplings(j, i) = static_cast<std::int16_t>(patterns.P - 2 * differing);
    }
  }
  return couplings;
}

IntegerMatrix clipped_rule(GivenPatterns const& patterns) {
  auto couplings = hebb_rule(patterns);
  for (auto& one : couplings.J) one = static_cast<std::int16_t>(one > 0 ? 1 : one < 0 ? -1 : 0);
  couplings.units /= std::sqrt(2 * static_cast<double>(patterns.P) / std::numbers::pi);
  return couplings;
}

IntegerMatrix saturating_rule(GivenPatterns const& patterns, int limit) {
  expect(limit >= 1 && limit <= 32767, "limit", "from 1 to 32767", limit);
  auto couplings = empty_couplings(patterns, static_cast<double>(patterns.N));
  for (std::int64_t mu = 0; mu < patterns.P; ++mu)
    add_outer(couplings, row(patterns, mu), row(patterns, mu), 1, limit);
  clear_diagonal(couplings);
  return couplings;
}

IntegerMatrix sequence_rule(GivenPatterns const& patterns, int stay, int go, bool cyclic) {
  expect(stay >= 0, "stay", "at least 0", stay);
  expect(go >= 0 && stay + go >= 1, "go", "at least 0, and not both 0", go);
  expect(static_cast<double>(stay + go) * static_cast<double>(patterns.P) <= 32767, "P",
         "at most 32767 patterns times weights", patterns.P);
  auto couplings = empty_couplings(
      patterns, static_cast<double>(stay > 0 ? stay : go) * static_cast<double>(patterns.N));
  for (std::int64_t mu = 0; mu < patterns.P; ++mu) {
    if (stay > 0) add_outer(couplings, row(patterns, mu), row(patterns, mu), stay);
    if (go > 0 && (cyclic || mu + 1 < patterns.P))
      add_outer(couplings, row(patterns, (mu + 1) % patterns.P), row(patterns, mu), go);
  }
  clear_diagonal(couplings);
  return couplings;
}

IntegerMatrix zero_one_rule(GivenPatterns const& patterns,
                            std::vector<std::int32_t> const& thresholds) {
  auto couplings = hebb_rule(patterns);
  expect(thresholds.empty() || static_cast<std::int64_t>(thresholds.size()) == patterns.N,
         "thresholds", "one for each neuron, " + to_text(patterns.N),
         static_cast<std::int64_t>(thresholds.size()));
  couplings.units *= 4;
  couplings.field.resize(static_cast<std::size_t>(patterns.N));
  for (std::int64_t i = 0; i < patterns.N; ++i) {
    std::int32_t sum = 0;
    for (std::int64_t j = 0; j < patterns.N; ++j) sum += couplings(i, j);
    auto const at = static_cast<std::size_t>(i);
    couplings.field[at] = sum - (thresholds.empty() ? 0 : 2 * thresholds[at]);
  }
  return couplings;
}

void dilute(IntegerMatrix& couplings, double share, bool symmetric, std::uint64_t seed,
            std::uint32_t network) {
  expect(share > 0 && share <= 1, "share", "in (0, 1]", share);
  couplings.units *= share;
  double const threshold = std::ldexp(share, 32);
  auto const N = static_cast<std::uint64_t>(couplings.N);
  mattis::detail::StreamWords words(seed, Purpose::spin_dilution, network);
  auto const kept = [&](std::int64_t i, std::int64_t j) {
    return static_cast<double>(words(static_cast<std::uint64_t>(i) * N +
                                     static_cast<std::uint64_t>(j))) < threshold;
  };
  for (std::int64_t i = 0; i < couplings.N; ++i) {
    mattis::detail::throw_if_stopped();
    for (std::int64_t j = 0; j < couplings.N; ++j)
      if (!(symmetric ? kept(std::min(i, j), std::max(i, j)) : kept(i, j))) couplings(i, j) = 0;
  }
}

GivenPatterns drawn_patterns(std::int64_t P, std::int64_t N, std::uint64_t seed, std::int64_t set) {
  expect(P >= 1, "P", "at least 1", P);
  expect(N >= 1, "N", "at least 1", N);
  Kokkos::DefaultHostExecutionSpace const host;
  auto const signs = unpack_patterns(host, random_patterns(host, P, N, seed, 1, set));
  GivenPatterns patterns{.P = P, .N = N, .entries = {}};
  for (std::int64_t mu = 0; mu < P; ++mu)
    for (std::int64_t i = 0; i < N; ++i) patterns.entries.push_back(signs(mu, i));
  return patterns;
}

}  // namespace mattis::binary
