// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/core/philox.hpp>
#include <mattis/kernels/spin_thresholds.hpp>
#include <mattis/lanes/spins.hpp>

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

namespace mattis {

/// In which order spins are updated.
enum class SpinOrder {
  random,    ///< each attempt at a site drawn from all
  permuted,  ///< every site once in a sweep, in an order drawn for it
  parallel,  ///< all sites at once, from one state (Little)
};

char const* name_of(SpinOrder order);

/// Replicas of binary networks. All networks have as many, of the same temperatures.
struct SpinSetup {
  SpinRule rule = SpinRule::glauber;
  SpinOrder order = SpinOrder::random;
  std::vector<double> T = {0};  ///< (R) of each replica, in [0, inf]
  std::uint64_t seed = 1;
  std::uint32_t first_network = 0;  ///< its number, which is part of all its random addresses
  std::int64_t first_sweep = 0;     ///< likewise: sweeps that were made before
};

namespace detail {

/// \throws Error  for a bad setup of `networks` networks
void validate(SpinSetup const& setup, std::int64_t networks);

/// Site number t of a random order, or what a permuted sweep draws among `sites`: floor(word sites
/// / 2^32), uniform to one part in 2^32 / sites.
KOKKOS_INLINE_FUNCTION std::int32_t drawn_below(std::uint32_t word, std::int64_t sites) {
  return static_cast<std::int32_t>(
      (static_cast<std::uint64_t>(word) * static_cast<std::uint64_t>(sites)) >> 32);
}

/// The attempts of a sweep: order (networks, N).
template <ExecutionSpace Exec>
struct DrawOrder {
  SpinOrder order;
  std::uint64_t seed;
  std::uint32_t first_network;
  std::int64_t sweep;
  Array<std::int32_t**, Exec> sites;

  KOKKOS_FUNCTION void operator()(std::int64_t network) const {
    auto const N = static_cast<std::int64_t>(sites.extent(1));
    auto const stream = first_network + static_cast<std::uint32_t>(network);
    auto const first = static_cast<std::uint64_t>(sweep * N);
    RandomWords words{};
    std::uint64_t at = ~std::uint64_t{0};
    auto const word = [&](std::int64_t t) {
      std::uint64_t const index = first + static_cast<std::uint64_t>(t);
      if (index / 4 != at) {
        at = index / 4;
        words = random_words(seed, Purpose::spin_order, stream, at);
      }
      return words.word[index % 4];
    };
    if (order == SpinOrder::random) {
      for (std::int64_t t = 0; t < N; ++t) sites(network, t) = drawn_below(word(t), N);
      return;
    }
    for (std::int64_t t = 0; t < N; ++t) sites(network, t) = static_cast<std::int32_t>(t);
    if (order == SpinOrder::parallel) return;
    for (std::int64_t t = N - 1; t > 0; --t) {  // Fisher and Yates
      auto const other = drawn_below(word(t), t + 1);
      auto const site = sites(network, t);
      sites(network, t) = sites(network, other);
      sites(network, other) = site;
    }
  }
};

/// What replicas have whatever their couplings: (groups, ..), the groups of a network one after the
/// other. Missing replicas of a last group rest.
template <ExecutionSpace Exec, class Field, class Kept = Field>
struct SpinReplicas {
  static constexpr int lanes = lanes::spin_lanes;

  std::int64_t networks, replicas, sites;
  Array<std::uint32_t**, Exec> up;        ///< (groups, N)
  Array<Kept**[lanes], Exec> kept, next;  ///< (groups, rows, 32)
  Array<std::uint32_t*, Exec> thresholds;
  Array<std::int32_t* [lanes], Exec> offset;
  Array<Field*[lanes], Exec> least, most;
  Array<std::uint32_t* [lanes], Exec> streams;
  Array<std::int64_t* [lanes], Exec> flips;
  Array<std::int32_t**, Exec> order;  ///< (networks, N)

  KOKKOS_FUNCTION std::int64_t groups_of_network() const { return ceil_div(replicas, lanes); }
  std::int64_t groups() const { return networks * groups_of_network(); }

  /// Allocates, all spins -1, and makes the tables.
  /// \param odd   of each network: whether its fields are   \param rows  of what is kept
  SpinReplicas(Exec const& exec, SpinSetup const& setup, FieldScale const& scale,
               std::vector<bool> const& odd, std::int64_t sites, std::int64_t rows);
  SpinReplicas() = default;

  lanes::SpinGroup<Field, Kept> group(std::int64_t g) const {
    return {.up = &up(g, 0),
            .kept = &kept(g, 0, 0),
            .next = next.size() == 0 ? &kept(g, 0, 0) : &next(g, 0, 0),
            .thresholds = thresholds.data(),
            .offset = &offset(g, 0),
            .least = &least(g, 0),
            .most = &most(g, 0),
            .streams = &streams(g, 0),
            .flips = &flips(g, 0)};
  }

  /// Whether a spin of field h flips with this random word.
  KOKKOS_FUNCTION bool flips_with(std::int64_t g, int lane, std::int64_t h, bool odd, bool is_up,
                                  std::uint32_t word) const {
    std::int64_t const least_here = least(g, lane), most_here = most(g, lane);
    std::int64_t x = is_up ? h : odd ? ~h : -h;
    x = x < least_here ? least_here : x > most_here ? most_here : x;
    auto const capped = word < lanes::most_spin_word ? word : lanes::most_spin_word;
    return capped < thresholds(offset(g, lane) + x);
  }
};

template <ExecutionSpace Exec, class Field, class Kept>
SpinReplicas<Exec, Field, Kept>::SpinReplicas(Exec const& exec, SpinSetup const& setup,
                                              FieldScale const& scale, std::vector<bool> const& odd,
                                              std::int64_t sites_, std::int64_t rows)
    : networks(static_cast<std::int64_t>(odd.size())),
      replicas(static_cast<std::int64_t>(setup.T.size())),
      sites(sites_) {
  auto const size = [](std::int64_t n) { return static_cast<std::size_t>(n); };
  auto const name = [](char const* what) { return std::string("mattis::spins::") + what; };
  auto const make = [&](auto& view, char const* what, auto... extents) {
    view = std::remove_reference_t<decltype(view)>(Kokkos::view_alloc(exec, name(what)),
                                                   size(extents)...);
  };
  make(up, "up", groups(), sites);
  make(kept, "kept", groups(), rows);
  if (setup.order == SpinOrder::parallel) make(next, "next", groups(), rows);
  make(offset, "offset", groups());
  make(least, "least", groups());
  make(most, "most", groups());
  make(streams, "streams", groups());
  make(flips, "flips", groups());
  make(order, "order", networks, sites);

  ThresholdTables tables(scale);
  std::vector<ThresholdTables::Table> of_replica[2];
  for (bool const one : odd) {
    if (!of_replica[one].empty()) continue;
    for (double const T : setup.T) of_replica[one].push_back(tables.add(setup.rule, T, one));
  }
  auto const rest = tables.add_rest();
  make(thresholds, "thresholds", static_cast<std::int64_t>(tables.values().size()));
  auto const host = [](auto const& view) { return Kokkos::create_mirror_view(view); };
  auto const offset_here = host(offset);
  auto const least_here = host(least), most_here = host(most);
  auto const streams_here = host(streams);
  auto const values_here = host(thresholds);
  for (std::size_t i = 0; i < tables.values().size(); ++i) values_here(i) = tables.values()[i];
  for (std::int64_t g = 0; g < groups(); ++g) {
    for (int l = 0; l < lanes; ++l) {
      auto const network = g / groups_of_network();
      auto const replica = g % groups_of_network() * lanes + l;
      auto const& table = replica < replicas ? of_replica[odd[size(network)]][size(replica)] : rest;
      offset_here(g, l) = table.offset;
      least_here(g, l) = static_cast<Field>(table.least);
      most_here(g, l) = static_cast<Field>(table.most);
      streams_here(g, l) =
          static_cast<std::uint32_t>((setup.first_network + network) * replicas + replica);
    }
  }
  Kokkos::deep_copy(exec, thresholds, values_here);
  Kokkos::deep_copy(exec, offset, offset_here);
  Kokkos::deep_copy(exec, least, least_here);
  Kokkos::deep_copy(exec, most, most_here);
  Kokkos::deep_copy(exec, streams, streams_here);
  exec.fence("mattis::spins::tables");
}

}  // namespace detail
}  // namespace mattis
