// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/pair_overlaps.hpp>

#include <algorithm>
#include <bit>
#include <cmath>

namespace mattis::binary {

namespace {

std::size_t bin_of(double q) {
  constexpr auto bins = PairOverlaps::bins;
  return std::min(static_cast<std::size_t>((q + 1) / 2 * static_cast<double>(bins)), bins - 1);
}

}  // namespace

double replica_overlap(std::uint32_t const* one, std::uint32_t const* other, std::int64_t N) {
  std::int64_t differing = 0;
  for (std::int64_t c = 0; 32 * c < N; ++c) differing += std::popcount(one[c] ^ other[c]);
  return 1 - 2 * static_cast<double>(differing) / static_cast<double>(N);
}

void PairOverlaps::add(HostArray<std::uint32_t***> const& states) {
  networks_ = states.extent(0);
  auto const R = states.extent(1);
  if (R < 2) return;
  sums_.resize(networks_ * (R * (R - 1) / 2));
  squares_.resize(sums_.size());
  counts_.resize(bins);
  ++times_;
  std::size_t pair = 0;
  for (std::size_t n = 0; n < networks_; ++n)
    for (std::size_t a = 0; a < R; ++a)
      for (std::size_t b = 0; b < a; ++b, ++pair) {
        auto const q = replica_overlap(&states(n, a, 0), &states(n, b, 0), N_);
        sums_[pair] += q;
        squares_[pair] += q * q;
        ++counts_[bin_of(q)];
      }
}

Estimate PairOverlaps::mean_of(std::vector<double> const& sums) const {
  if (sums.empty()) return {NAN, NAN};
  auto means = sums;
  for (auto& one : means) one /= static_cast<double>(times_);
  return mean_of_groups(means, networks_);
}

std::vector<double> PairOverlaps::distribution() const {
  if (counts_.empty()) return {};
  // q is one of N + 1 numbers 2 / N apart, of which bins have not equally many.
  std::vector<std::int64_t> values(bins);
  for (std::int64_t differing = 0; differing <= N_; ++differing)
    ++values[bin_of(1 - 2 * static_cast<double>(differing) / static_cast<double>(N_))];
  double const all = static_cast<double>(times_) * static_cast<double>(sums_.size());
  std::vector<double> density(bins);
  for (std::size_t b = 0; b < bins; ++b)
    if (values[b] > 0)
      density[b] = static_cast<double>(counts_[b]) * static_cast<double>(N_) /
                   (2 * static_cast<double>(values[b]) * all);
  return density;
}

}  // namespace mattis::binary
