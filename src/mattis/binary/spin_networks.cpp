// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/spin_networks.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/hebb_spins.hpp>
#include <mattis/kernels/integer_spins.hpp>

#include <algorithm>
#include <bit>
#include <concepts>
#include <utility>

namespace mattis::binary {

namespace {

/// Patterns of networks and what states overlap with them.
struct StoredRows {
  HostArray<std::uint32_t***> rows;  ///< (sets, P, ceil(N / 32))
  std::vector<std::int64_t> loads;   ///< of each network; its set is its number % sets
  std::int64_t N = 0;

  /// (networks, most patterns, R)
  HostArray<std::int64_t***> overlaps(HostArray<std::uint32_t***> const& states) const {
    auto const most = loads.empty() ? 0 : *std::max_element(loads.begin(), loads.end());
    HostArray<std::int64_t***> overlaps("mattis::spins::overlaps", states.extent(0),
                                        static_cast<std::size_t>(most), states.extent(1));
    for (std::size_t n = 0; n < loads.size(); ++n)
      for (std::int64_t mu = 0; mu < loads[n]; ++mu)
        for (std::size_t r = 0; r < states.extent(1); ++r) {
          std::int64_t differing = 0;
          for (std::size_t c = 0; c < states.extent(2); ++c)
            differing += std::popcount(states(n, r, c) ^ rows(n % rows.extent(0), mu, c));
          overlaps(n, mu, r) = N - 2 * differing;
        }
    return overlaps;
  }

  GivenPatterns patterns(std::size_t network) const {
    GivenPatterns patterns{.P = loads[network], .N = N, .entries = {}};
    auto const set = network % rows.extent(0);
    for (std::int64_t mu = 0; mu < patterns.P; ++mu)
      for (std::int64_t i = 0; i < N; ++i)
        patterns.entries.push_back((rows(set, mu, i / 32) >> (i % 32) & 1u) != 0 ? std::int8_t{1}
                                                                                 : std::int8_t{-1});
    return patterns;
  }
};

template <ExecutionSpace Exec>
class HebbNetworks final : public SpinNetworks<Exec> {
 public:
  HebbNetworks(Exec const& exec, CuedOptions const& options, PatternSet<Exec> const& xi)
      : field_(whole_fields(options.learning.field, static_cast<double>(options.N))),
        loads_(options.loads),
        spins_(exec, xi, networks_of(options), options.spins, field_, options.how) {}

  void set_states(Exec const& exec, HostArray<std::uint32_t const***> const& up) override {
    spins_.set_states(exec, up);
  }
  HostArray<std::uint32_t***> states(Exec const& exec) const override {
    return spins_.states(exec);
  }
  void run(Exec const& exec, std::int64_t sweeps) override { spins_.run(exec, sweeps); }
  HostArray<std::int64_t***> overlaps(Exec const& exec) const override {
    return spins_.overlaps(exec);
  }
  HostArray<std::int64_t**> flips(Exec const& exec) const override { return spins_.flips(exec); }

  /// (P - N sum_mu m_mu^2) / (2N) - h.s / N
  HostArray<double**> energies(Exec const& exec,
                               HostArray<std::int64_t***> const& overlaps) const override {
    auto const N = static_cast<double>(spins_.neurons());
    HostArray<double**> energies("mattis::spins::energies", overlaps.extent(0), overlaps.extent(2));
    for (std::size_t n = 0; n < loads_.size(); ++n)
      for (std::size_t r = 0; r < overlaps.extent(2); ++r) {
        double squares = 0;
        for (std::int64_t mu = 0; mu < loads_[n]; ++mu) {
          auto const one = static_cast<double>(overlaps(n, mu, r));
          squares += one * one;
        }
        energies(n, r) = (static_cast<double>(loads_[n]) - squares / N) / (2 * N);
      }
    if (field_.empty()) return energies;
    auto const up = spins_.states(exec);
    for (std::size_t n = 0; n < energies.extent(0); ++n)
      for (std::size_t r = 0; r < energies.extent(1); ++r) {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < field_.size(); ++i)
          sum += (up(n, r, i / 32) >> (i % 32) & 1u) != 0 ? field_[i] : -field_[i];
        energies(n, r) -= static_cast<double>(sum) / (N * N);
      }
    return energies;
  }

 private:
  static std::vector<HebbNetwork> networks_of(CuedOptions const& options) {
    std::vector<HebbNetwork> networks;
    for (std::size_t n = 0; n < options.loads.size(); ++n)
      networks.push_back({static_cast<std::int64_t>(n) % options.sets, options.loads[n]});
    return networks;
  }

  std::vector<std::int32_t> field_;
  std::vector<std::int64_t> loads_;
  HebbSpins<Exec> spins_;
};

/// RealSpins, on the host, as a kernel of networks.
template <ExecutionSpace Exec>
struct RealPart {
  RealSpins spins;

  std::int64_t networks() const { return 1; }
  void set_states(Exec const&, HostArray<std::uint32_t const***> const& up) {
    spins.set_states(up);
  }
  HostArray<std::uint32_t***> states(Exec const&) const { return spins.states(); }
  void run(Exec const&, std::int64_t sweeps) {
    spins.run(Kokkos::DefaultHostExecutionSpace{}, sweeps);
  }
  HostArray<double**> energies(Exec const&) const {
    auto const own = spins.energies();
    HostArray<double**> energies("mattis::spins::energies", 1, own.size());
    std::copy(own.begin(), own.end(), energies.data());
    return energies;
  }
  HostArray<std::int64_t**> flips(Exec const&) const { return spins.flips(); }
};

/// Networks of several kernels, one after the other: those of equal units, or single ones.
template <ExecutionSpace Exec, class Part>
class JoinedNetworks final : public SpinNetworks<Exec> {
 public:
  JoinedNetworks(std::vector<Part> parts, StoredRows stored)
      : parts_(std::move(parts)), stored_(std::move(stored)) {}

  void set_states(Exec const& exec, HostArray<std::uint32_t const***> const& up) override {
    std::size_t first = 0;
    for (auto& part : parts_) {
      auto const count = static_cast<std::size_t>(part.networks());
      HostArray<std::uint32_t***> own("mattis::spins::states", count, up.extent(1), up.extent(2));
      std::copy_n(&up(first, 0, 0), own.size(), own.data());
      part.set_states(exec, own);
      first += count;
    }
  }
  HostArray<std::uint32_t***> states(Exec const& exec) const override {
    return joined([&](Part const& part) { return part.states(exec); });
  }
  void run(Exec const& exec, std::int64_t sweeps) override {
    for (auto& part : parts_) part.run(exec, sweeps);
  }
  HostArray<std::int64_t***> overlaps(Exec const& exec) const override {
    return stored_.overlaps(states(exec));
  }
  HostArray<double**> energies(Exec const& exec, HostArray<std::int64_t***> const&) const override {
    return joined([&](Part const& part) { return part.energies(exec); });
  }
  HostArray<std::int64_t**> flips(Exec const& exec) const override {
    return joined([&](Part const& part) { return part.flips(exec); });
  }
  double drift() const override {
    double largest = 0;
    if constexpr (std::same_as<Part, RealPart<Exec>>)
      for (auto const& part : parts_) largest = std::max(largest, part.spins.drift());
    return largest;
  }

 private:
  /// What each part gives of its networks, along the first extent.
  template <class Give>
  auto joined(Give const& give) const {
    std::vector<decltype(give(parts_[0]))> given;
    std::size_t networks = 0;
    for (auto const& part : parts_) {
      given.push_back(give(part));
      networks += given.back().extent(0);
    }
    using Array = typename decltype(given)::value_type;
    auto const& first = given.front();
    Array all;
    if constexpr (Array::rank == 3) {
      all = Array(first.label(), networks, first.extent(1), first.extent(2));
    } else {
      all = Array(first.label(), networks, first.extent(1));
    }
    auto* to = all.data();
    for (auto const& one : given) to = std::copy_n(one.data(), one.size(), to);
    return all;
  }

  std::vector<Part> parts_;
  StoredRows stored_;
};

/// Of whole numbers, which have units that depend on the load.
template <ExecutionSpace Exec>
std::unique_ptr<SpinNetworks<Exec>> integer_networks(Exec const& exec, CuedOptions const& options,
                                                     StoredRows stored) {
  std::vector<IntegerSpins<Exec>> parts;
  auto const& loads = stored.loads;
  for (std::size_t begin = 0, end = 0; begin < loads.size(); begin = end) {
    auto setup = options.spins;
    setup.first_network += static_cast<std::uint32_t>(begin);
    std::vector<IntegerMatrix> networks;
    for (; end < loads.size() && loads[end] == loads[begin]; ++end)
      networks.push_back(learn(options.learning, stored.patterns(end), setup.seed,
                               options.spins.first_network + static_cast<std::uint32_t>(end)));
    parts.emplace_back(exec, networks, setup, options.how);
  }
  return std::make_unique<JoinedNetworks<Exec, IntegerSpins<Exec>>>(std::move(parts),
                                                                    std::move(stored));
}

template <ExecutionSpace Exec>
std::unique_ptr<SpinNetworks<Exec>> joined_real(std::vector<RealMatrix> const& couplings,
                                                SpinSetup setup, How const& how,
                                                StoredRows stored) {
  std::vector<RealPart<Exec>> parts;
  for (auto const& one : couplings) {
    parts.push_back({RealSpins(one, setup, RealSpins::usual_refresh, how)});
    ++setup.first_network;
  }
  return std::make_unique<JoinedNetworks<Exec, RealPart<Exec>>>(std::move(parts),
                                                                std::move(stored));
}

}  // namespace

template <ExecutionSpace Exec>
std::unique_ptr<SpinNetworks<Exec>> learned_networks(Exec const& exec, CuedOptions const& options,
                                                     PatternSet<Exec> const& xi,
                                                     HostArray<std::uint32_t***> const& rows) {
  if (options.learning.is_implicit())
    return std::make_unique<HebbNetworks<Exec>>(exec, options, xi);
  StoredRows stored{.rows = rows, .loads = options.loads, .N = options.N};
  if (options.learning.couplings == nullptr)
    return integer_networks(exec, options, std::move(stored));
  auto couplings = *options.learning.couplings;
  if (!options.learning.field.empty()) couplings.field = options.learning.field;
  return joined_real<Exec>(std::vector<RealMatrix>(options.loads.size(), couplings), options.spins,
                           options.how, std::move(stored));
}

template <ExecutionSpace Exec>
std::unique_ptr<SpinNetworks<Exec>> real_networks(std::vector<RealMatrix> const& couplings,
                                                  SpinSetup const& setup, How const& how) {
  return joined_real<Exec>(couplings, setup, how, {});
}

#define MATTIS_INSTANTIATE_SPIN_NETWORKS(EXEC)                                                     \
  template std::unique_ptr<SpinNetworks<EXEC>> learned_networks<EXEC>(                             \
      EXEC const&, CuedOptions const&, PatternSet<EXEC> const&,                                    \
      HostArray<std::uint32_t***> const&);                                                         \
  template std::unique_ptr<SpinNetworks<EXEC>> real_networks<EXEC>(std::vector<RealMatrix> const&, \
                                                                   SpinSetup const&, How const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_SPIN_NETWORKS)

}  // namespace mattis::binary
