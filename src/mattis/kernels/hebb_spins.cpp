// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/granted_threads.hpp>
#include <mattis/core/host_copy.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/kernels/detail/hebb_spins_portable.hpp>
#include <mattis/kernels/detail/spin_attempts_simd.hpp>
#include <mattis/kernels/detail/spin_reference.hpp>
#include <mattis/kernels/detail/spin_states.hpp>
#include <mattis/kernels/hebb_spins.hpp>

#include <algorithm>
#include <utility>
#include <variant>

namespace mattis {

char const* name_of(SpinOrder order) {
  return order == SpinOrder::random     ? "random"
         : order == SpinOrder::permuted ? "permuted"
                                        : "parallel";
}

namespace detail {

void validate(SpinSetup const& setup, std::int64_t networks) {
  expect(networks >= 1, "networks", "at least 1", networks);
  expect(!setup.T.empty(), "T", "a temperature for each replica", std::int64_t{0});
  for (double const T : setup.T) expect(T >= 0, "T", "at least 0", T);
  expect(setup.first_sweep >= 0, "first_sweep", "at least 0", setup.first_sweep);
  expect(static_cast<double>(networks) * static_cast<double>(setup.T.size()) < 0x1p31, "replicas",
         "less than 2^31 in all networks",
         static_cast<double>(networks) * static_cast<double>(setup.T.size()));
}

namespace {

/// Of all networks: how fields are kept.
struct HebbScale {
  FieldScale scale;
  std::vector<bool> odd;  ///< of each network
  std::int64_t most_patterns = 0;
  bool fits_short = false;    ///< fields do
  bool overlaps_fit = false;  ///< kept overlaps fit 16 bits
};

HebbScale scale_of(std::int64_t N, std::vector<HebbNetwork> const& networks,
                   std::vector<std::int32_t> const& field) {
  HebbScale all;
  for (auto const& network : networks)
    all.most_patterns = std::max(all.most_patterns, network.patterns);
  std::int64_t largest = 0;
  bool even = true, odd = true;
  for (auto const h : field) {
    largest = std::max<std::int64_t>(largest, std::abs(std::int64_t{h}));
    (h % 2 == 0 ? odd : even) = false;
  }
  bool const halved = field.empty() || even || odd;
  auto const bound = N * all.most_patterns + largest;
  all.scale = {.units = static_cast<double>(N),
               .step = halved ? 2 : 1,
               .most = halved ? bound / 2 + 1 : bound};
  for (auto const& network : networks)
    all.odd.push_back(halved &&
                      (network.patterns * (N - 1) + (field.empty() ? 0 : field[0])) % 2 != 0);
  constexpr std::int64_t most_short = 0x7ffe;
  all.fits_short = all.scale.most <= most_short;
  all.overlaps_fit = N / 2 <= most_short;
  return all;
}

}  // namespace

/// Replicas whose fields and kept overlaps fit these types.
template <ExecutionSpace Exec, class Field, class Kept>
SpinReplicas<Exec, Field, Kept> hebb_replicas(Exec const& exec, SpinSetup const& setup,
                                              HebbScale const& how, std::int64_t N) {
  return {exec, setup, how.scale, how.odd, N, ceil_div(how.most_patterns, 4) * 4};
}

}  // namespace detail

template <ExecutionSpace Exec>
struct HebbSpins<Exec>::State {
  PatternSet<Exec> xi;
  std::vector<HebbNetwork> networks;
  SpinSetup setup;
  How how;
  detail::HebbScale scale;
  detail::HebbBits<Exec> bits;
  std::vector<std::int32_t> field;
  std::variant<detail::SpinReplicas<Exec, std::int16_t, std::int16_t>,
               detail::SpinReplicas<Exec, std::int32_t, std::int16_t>,
               detail::SpinReplicas<Exec, std::int32_t, std::int32_t>>
      replicas_of;
  std::int64_t sweeps = 0;
  detail::SpinWorkspaces workspaces;

  template <class Call>
  decltype(auto) with_replicas(Call const& call) const {
    return std::visit(call, replicas_of);
  }
  std::int64_t neurons() const { return xi.neurons(); }
  std::int64_t replicas() const { return static_cast<std::int64_t>(setup.T.size()); }

  template <class Field, class Kept>
  void compute_overlaps(Exec const& exec,
                        detail::SpinReplicas<Exec, Field, Kept> const& all) const {
    auto const rows = detail::allocate<Array<std::uint32_t***, Exec>>(
        exec, "mattis::spins::rows", all.groups(), lanes::spin_lanes, bits.words(neurons()));
    detail::for_entries(exec, "mattis::spins::rows",
                        {all.groups() * static_cast<std::int64_t>(rows.extent(2)), 700},
                        detail::SpinRows<Exec>{all.up, rows});
    detail::for_entries(
        exec, "mattis::spins::overlaps",
        {all.groups() * lanes::spin_lanes,
         2.0 * static_cast<double>(rows.extent(2)) * static_cast<double>(scale.most_patterns)},
        detail::SpinOverlaps<Exec, Kept>{xi.by_pattern(), bits.networks, rows, all.kept, neurons(),
                                         all.groups_of_network()});
    exec.fence("mattis::spins::overlaps");
  }

  template <class Field, class Kept>
  void sweep(Exec const& exec, detail::SpinReplicas<Exec, Field, Kept> const& all);
  template <class Field, class Kept>
  void sweep_reference(Exec const& exec, detail::SpinReplicas<Exec, Field, Kept> const& all) const;
};

template <ExecutionSpace Exec>
template <class Field, class Kept>
void HebbSpins<Exec>::State::sweep(Exec const& exec,
                                   detail::SpinReplicas<Exec, Field, Kept> const& all) {
  auto const N = neurons();
  auto const first = static_cast<std::uint64_t>(sweeps * N);
  bool const parallel = setup.order == SpinOrder::parallel;
  if (!parallel || sweeps == setup.first_sweep)
    detail::for_entries(
        exec, "mattis::spins::order", {all.networks, 10.0 * static_cast<double>(N)},
        detail::DrawOrder<Exec>{setup.order, setup.seed, setup.first_network, sweeps, all.order});
  if (runs_reference(how)) return sweep_reference(exec, all);
  if (parallel) Kokkos::deep_copy(exec, all.next, all.kept);
  double const nanoseconds =
      static_cast<double>(N) * (4 + 0.05 * static_cast<double>(scale.most_patterns));
  if constexpr (is_host_execution_space<Exec>) {
    if (runs_simd<Exec>(how)) {
      auto const couplings = [&](std::int64_t network) { return bits.couplings(network, N); };
      detail::run_spin_attempts(exec, "mattis::spins::simd", hebb_kernel<Field, Kept>(how), all,
                                couplings, setup, scale.odd, first, scale.most_patterns,
                                nanoseconds * lanes::spin_lanes, workspaces);
      return;
    }
  }
  detail::for_entries(
      exec, "mattis::spins::portable", {all.groups() * lanes::spin_lanes, nanoseconds * 10},
      detail::PortableHebb<Exec, Field, Kept>{bits, all, parallel, first, setup.seed, N,
                                              scale.scale.step == 2 ? 1 : 2});
}

template <ExecutionSpace Exec>
template <class Field, class Kept>
void HebbSpins<Exec>::State::sweep_reference(
    Exec const& exec, detail::SpinReplicas<Exec, Field, Kept> const& all) const {
  detail::SignsOnHost<Exec> const signs(exec, xi.by_pattern());
  for (std::int64_t network = 0; network < all.networks; ++network) {
    auto const& of = networks[static_cast<std::size_t>(network)];
    auto const J = reference::hebb(signs.of(of.set), static_cast<int>(of.patterns));
    detail::sweep_reference(exec, all, setup, network, J, field, static_cast<double>(neurons()),
                            sweeps);
  }
  compute_overlaps(exec, all);
}

template <ExecutionSpace Exec>
HebbSpins<Exec>::HebbSpins(Exec const& exec, PatternSet<Exec> const& xi,
                           std::vector<HebbNetwork> const& networks, SpinSetup const& setup,
                           std::vector<std::int32_t> const& field, How const& how) {
  detail::validate(setup, static_cast<std::int64_t>(networks.size()));
  auto const N = xi.neurons();
  for (auto const& network : networks) {
    expect(network.patterns >= 1 && network.patterns <= xi.patterns(), "P",
           "from 1 to the " + to_text(xi.patterns()) + " patterns that there are",
           network.patterns);
    expect(network.set >= 0 && network.set < xi.trials(), "network",
           "one of the sets of patterns, from 0", network.set);
  }
  expect(field.empty() || static_cast<std::int64_t>(field.size()) == N, "field",
         "an entry for each neuron, " + to_text(N), static_cast<std::int64_t>(field.size()));
  auto const scale = detail::scale_of(N, networks, field);
  expect(scale.scale.most < 0x3fffffff, "N", "N P below 2^31", N);
  expect_fits_in_memory("N", bytes(N, xi.trials(), networks, setup), memory_of<Exec>);
  state_ = std::make_unique<State>(
      State{xi,
            networks,
            setup,
            how,
            scale,
            detail::HebbBits<Exec>(exec, xi, networks, field, scale.scale.step, scale.odd),
            field,
            {},
            setup.first_sweep,
            {}});
  auto& replicas = state_->replicas_of;
  if (scale.fits_short && scale.overlaps_fit) {
    replicas = detail::hebb_replicas<Exec, std::int16_t, std::int16_t>(exec, setup, scale, N);
  } else if (scale.overlaps_fit) {
    replicas = detail::hebb_replicas<Exec, std::int32_t, std::int16_t>(exec, setup, scale, N);
  } else {
    replicas = detail::hebb_replicas<Exec, std::int32_t, std::int32_t>(exec, setup, scale, N);
  }
  recompute(exec);
}

template <ExecutionSpace Exec>
HebbSpins<Exec>::~HebbSpins() = default;
template <ExecutionSpace Exec>
HebbSpins<Exec>::HebbSpins(HebbSpins&&) noexcept = default;

template <ExecutionSpace Exec>
double HebbSpins<Exec>::bytes(std::int64_t N, std::int64_t sets,
                              std::vector<HebbNetwork> const& networks, SpinSetup const& setup) {
  auto const scale = detail::scale_of(N, networks, {});
  double const groups = static_cast<double>(networks.size()) *
                        static_cast<double>(detail::ceil_div(
                            static_cast<std::int64_t>(setup.T.size()), lanes::spin_lanes));
  double const kept = static_cast<double>(scale.most_patterns) * lanes::spin_lanes *
                      (scale.overlaps_fit ? 2 : 4) * (setup.order == SpinOrder::parallel ? 2 : 1);
  return groups * (kept + 12.0 * static_cast<double>(N)) +
         static_cast<double>(N) *
             (static_cast<double>(sets) *
                  static_cast<double>(detail::ceil_div(scale.most_patterns, 512) * 64) +
              8.0 * static_cast<double>(networks.size()));
}

template <ExecutionSpace Exec>
std::int64_t HebbSpins<Exec>::networks() const {
  return static_cast<std::int64_t>(state_->networks.size());
}
template <ExecutionSpace Exec>
std::int64_t HebbSpins<Exec>::replicas() const {
  return state_->replicas();
}
template <ExecutionSpace Exec>
std::int64_t HebbSpins<Exec>::neurons() const {
  return state_->neurons();
}
template <ExecutionSpace Exec>
std::int64_t HebbSpins<Exec>::sweeps() const {
  return state_->sweeps;
}

template <ExecutionSpace Exec>
void HebbSpins<Exec>::set_states(Exec const& exec, HostArray<std::uint32_t const***> const& up) {
  state_->with_replicas([&](auto const& all) {
    detail::set_spins(exec, all, up);
    state_->compute_overlaps(exec, all);
  });
}

template <ExecutionSpace Exec>
HostArray<std::uint32_t***> HebbSpins<Exec>::states(Exec const& exec) const {
  return state_->with_replicas([&](auto const& all) { return detail::spins_of(exec, all); });
}

template <ExecutionSpace Exec>
void HebbSpins<Exec>::run(Exec const& exec, std::int64_t sweeps) {
  for (std::int64_t i = 0; i < sweeps; ++i) {
    std::visit(
        [&](auto& all) {
      state_->sweep(exec, all);
      if (state_->setup.order == SpinOrder::parallel && !runs_reference(state_->how))
        std::swap(all.kept, all.next);
        },
        state_->replicas_of);
    detail::throw_if_stopped();
    ++state_->sweeps;
  }
}

template <ExecutionSpace Exec>
HostArray<std::int64_t***> HebbSpins<Exec>::overlaps(Exec const& exec) const {
  HostArray<std::int64_t***> out("mattis::spins::overlaps", state_->networks.size(),
                                 static_cast<std::size_t>(state_->scale.most_patterns),
                                 state_->setup.T.size());
  state_->with_replicas([&](auto const& all) {
    auto const kept = detail::host_copy(exec, all.kept);
    exec.fence("mattis::spins::overlaps");
    for (std::int64_t network = 0; network < networks(); ++network) {
      auto const P = state_->networks[static_cast<std::size_t>(network)].patterns;
      for (std::int64_t mu = 0; mu < P; ++mu)
        for (std::int64_t r = 0; r < replicas(); ++r)
          out(network, mu, r) =
              2 * std::int64_t{kept(network * all.groups_of_network() + r / lanes::spin_lanes, mu,
                                    r % lanes::spin_lanes)} +
              neurons() % 2;
    }
  });
  return out;
}

template <ExecutionSpace Exec>
HostArray<std::int64_t**> HebbSpins<Exec>::flips(Exec const& exec) const {
  return state_->with_replicas([&](auto const& all) { return detail::flips_of(exec, all); });
}

template <ExecutionSpace Exec>
void HebbSpins<Exec>::recompute(Exec const& exec) {
  state_->with_replicas([&](auto const& all) { state_->compute_overlaps(exec, all); });
}

#define MATTIS_INSTANTIATE_HEBB_SPINS(EXEC) template class HebbSpins<EXEC>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_HEBB_SPINS)

}  // namespace mattis
