// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Binary networks of Hebb's rule in Kokkos alone: a replica per thread.
#include <mattis/core/allocate.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/kernels/detail/on_host.hpp>
#include <mattis/kernels/detail/spin_replicas.hpp>
#include <mattis/kernels/hebb_spins.hpp>
#include <mattis/kernels/patterns.hpp>

#include <cstdint>
#include <vector>

namespace mattis::detail {

/// (g, c, l): bit b is the spin of site 32 c + b in replica l, from bits of replicas.
template <ExecutionSpace Exec>
struct SpinRows {
  Array<std::uint32_t**, Exec> up;
  Array<std::uint32_t***, Exec> rows;  ///< (groups, 32, words)

  KOKKOS_FUNCTION void operator()(std::int64_t i) const {
    auto const words = static_cast<std::int64_t>(rows.extent(2));
    auto const N = static_cast<std::int64_t>(up.extent(1));
    auto const g = i / words, c = i % words;
    for (int l = 0; l < lanes::spin_lanes; ++l) {
      std::uint32_t word = 0;
      for (std::int64_t b = 0; b < 32 && 32 * c + b < N; ++b)
        word |= (up(g, 32 * c + b) >> l & 1u) << b;
      rows(g, l, c) = word;
    }
  }
};

/// A network as the portable version reads it.
struct HebbNetworkOf {
  std::int64_t set, patterns;
  bool odd;
};

/// Overlaps from spins.
template <ExecutionSpace Exec, class Kept>
struct SpinOverlaps {
  SignMatrix<Exec> by_pattern;
  Array<HebbNetworkOf*, Exec> networks;
  Array<std::uint32_t***, Exec> rows;
  Array<Kept* * [lanes::spin_lanes], Exec> kept;
  std::int64_t N, groups_of_network;

  KOKKOS_FUNCTION void operator()(std::int64_t i) const {
    auto const g = i / lanes::spin_lanes;
    auto const l = i % lanes::spin_lanes;
    auto const& network = networks(g / groups_of_network);
    auto const words = static_cast<std::int64_t>(rows.extent(2));
    for (std::int64_t mu = 0; mu < network.patterns; ++mu) {
      std::int64_t differing = 0;
      for (std::int64_t c = 0; c < words; ++c)
        differing +=
            Kokkos::popcount(by_pattern.words(network.set, mu / SignMatrix<Exec>::row_block, c,
                                              mu % SignMatrix<Exec>::row_block) ^
                             rows(g, l, c));
      kept(g, mu, l) = static_cast<Kept>(N / 2 - differing);
    }
  }
};

/// The bits of neurons side by side, and the constant part of each field.
template <ExecutionSpace Exec>
struct HebbBits {
  Array<std::uint32_t***, Exec> bits;  ///< (sets, N, stride)
  Array<std::int32_t**, Exec> base;    ///< (networks, N)
  Array<HebbNetworkOf*, Exec> networks;
  int step = 2;  ///< of fields

  static std::int64_t words(std::int64_t neurons) { return ceil_div(neurons, 32); }

  struct Pack {
    SignMatrix<Exec> by_neuron;
    Array<std::uint32_t***, Exec> bits;

    KOKKOS_FUNCTION void operator()(std::int64_t i) const {
      constexpr int rows = SignMatrix<Exec>::row_block;
      auto const N = static_cast<std::int64_t>(bits.extent(1));
      auto const set = i / N, site = i % N;
      auto const words = static_cast<std::int64_t>(by_neuron.words.extent(2));
      for (std::int64_t w = 0; w < static_cast<std::int64_t>(bits.extent(2)); ++w)
        bits(set, site, w) = w < words ? by_neuron.words(set, site / rows, w, site % rows) : 0u;
    }
  };

  /// With the sums of a neuron's signs, X_i: (step 2) (N % 2 X_i - P + h_i - odd) / 2, else twice
  /// that.
  struct Base {
    Array<std::uint32_t***, Exec> bits;
    Array<HebbNetworkOf*, Exec> networks;
    Array<std::int32_t*, Exec> field;
    Array<std::int32_t**, Exec> base;
    int step;

    KOKKOS_FUNCTION void operator()(std::int64_t i) const {
      auto const N = static_cast<std::int64_t>(base.extent(1));
      auto const& network = networks(i / N);
      auto const site = i % N, P = network.patterns;
      std::int64_t up = 0;
      for (std::int64_t w = 0; 32 * w < P; ++w) {
        auto word = bits(network.set, site, w);
        if (P - 32 * w < 32) word &= (std::uint32_t{1} << (P - 32 * w)) - 1;
        up += Kokkos::popcount(word);
      }
      auto const all = N % 2 * (2 * up - P) - P + field(site) - (network.odd ? 1 : 0);
      base(i / N, site) = static_cast<std::int32_t>(step == 2 ? all / 2 : all);
    }
  };

  HebbBits(Exec const& exec, PatternSet<Exec> const& xi, std::vector<HebbNetwork> const& of,
           std::vector<std::int32_t> const& field, int step_, std::vector<bool> const& odd)
      : step(step_) {
    auto const N = xi.neurons();
    auto const count = static_cast<std::int64_t>(of.size());
    constexpr std::int64_t words_of_line = 16;
    bits = allocate<Array<std::uint32_t***, Exec>>(
        exec, "mattis::spins::bits", xi.trials(), N,
        ceil_div(xi.by_neuron().column_words(), words_of_line) * words_of_line);
    base = allocate<Array<std::int32_t**, Exec>>(exec, "mattis::spins::base", count, N);
    networks = allocate<Array<HebbNetworkOf*, Exec>>(exec, "mattis::spins::networks", count);
    auto const networks_here = Kokkos::create_mirror_view(networks);
    for (std::size_t n = 0; n < of.size(); ++n)
      networks_here(n) = {of[n].set, of[n].patterns, odd[n]};
    Kokkos::deep_copy(exec, networks, networks_here);
    Array<std::int32_t*, Exec> const field_there(Kokkos::view_alloc(exec, "mattis::spins::field"),
                                                 static_cast<std::size_t>(N));
    if (!field.empty()) {
      Kokkos::View<std::int32_t const*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> const here(
          field.data(), field.size());
      Kokkos::deep_copy(exec, field_there, here);
    }
    for_entries(exec, "mattis::spins::bits", {xi.trials() * N, 20}, Pack{xi.by_neuron(), bits});
    for_entries(exec, "mattis::spins::base", {count * N, 20},
                Base{bits, networks, field_there, base, step});
    exec.fence("mattis::spins::bits");
  }

  /// For micro-kernels, where code runs on the host.
  lanes::HebbCouplings couplings(std::int64_t network, std::int64_t N) const {
    static_cast<void>(N);
    auto const& of = networks(network);
    return {.bits = &bits(of.set, 0, 0),
            .stride = static_cast<std::ptrdiff_t>(bits.extent(2)),
            .patterns = static_cast<int>(of.patterns),
            .base = &base(network, 0),
            .self = static_cast<std::int32_t>(step == 2 ? of.patterns : 2 * of.patterns),
            .factor = step == 2 ? 1 : 2};
  }
};

/// A sweep of one replica.
template <ExecutionSpace Exec, class Field, class Kept>
struct PortableHebb {
  HebbBits<Exec> hebb;
  SpinReplicas<Exec, Field, Kept> all;
  bool parallel;
  std::uint64_t first, seed;
  std::int64_t N;
  int factor;

  KOKKOS_FUNCTION void operator()(std::int64_t item) const {
    auto const g = item / lanes::spin_lanes;
    auto const l = static_cast<int>(item % lanes::spin_lanes);
    auto const network = g / all.groups_of_network();
    auto const& of = hebb.networks(network);
    auto const bit = std::uint32_t{1} << l;
    auto const& next = parallel ? all.next : all.kept;
    std::int64_t flips = 0;
    for (std::int64_t t = 0; t < N; ++t) {
      std::int64_t const site = all.order(network, t);
      bool const up = (all.up(g, site) & bit) != 0;
      std::int64_t sum = 0;
      for (std::int64_t mu = 0; mu < of.patterns; ++mu) {
        std::int64_t const c = all.kept(g, mu, l);
        sum += sign(of, site, mu) ? c : -c;
      }
      auto const self = up ? 0 : factor * of.patterns;
      auto const h = factor * sum + hebb.base(network, site) + self;
      std::uint64_t const at = first + static_cast<std::uint64_t>(t);
      auto const words = random_words(seed, Purpose::spin_flips, all.streams(g, l), at / 4);
      if (!all.flips_with(g, l, h, of.odd, up, words.word[at % 4])) continue;
      ++flips;
      Kokkos::atomic_xor(&all.up(g, site), bit);  // its word is other replicas' too
      for (std::int64_t mu = 0; mu < of.patterns; ++mu) {
        bool const with = sign(of, site, mu) == up;
        next(g, mu, l) = static_cast<Kept>(next(g, mu, l) + (with ? -1 : 1));
      }
    }
    all.flips(g, l) += flips;
  }

  KOKKOS_FUNCTION bool sign(HebbNetworkOf const& of, std::int64_t site, std::int64_t mu) const {
    return (hebb.bits(of.set, site, mu / 32) >> (mu % 32) & 1u) != 0;
  }
};

}  // namespace mattis::detail
