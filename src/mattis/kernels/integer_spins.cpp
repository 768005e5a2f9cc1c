// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/host_copy.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/kernels/detail/spin_attempts_simd.hpp>
#include <mattis/kernels/detail/spin_reference.hpp>
#include <mattis/kernels/detail/spin_states.hpp>
#include <mattis/kernels/integer_spins.hpp>

#include <algorithm>
#include <cstdlib>

namespace mattis {
namespace detail {
namespace {

constexpr std::int64_t line = 32;  ///< couplings of a cache line

std::int64_t largest_field(IntegerMatrix const& couplings) {
  std::int64_t largest = 0;
  for (std::int64_t i = 0; i < couplings.N; ++i) {
    std::int64_t sum =
        couplings.field.empty() ? 0 : std::abs(couplings.field[static_cast<std::size_t>(i)]);
    for (std::int64_t j = 0; j < couplings.N; ++j) sum += std::abs(couplings(i, j));
    largest = std::max(largest, sum);
  }
  return largest;
}

void expect_matrix(IntegerMatrix const& couplings) {
  auto const N = couplings.N;
  auto const size = static_cast<std::size_t>(N);
  expect(N >= 1, "N", "at least 1", N);
  expect(couplings.J.size() == size * size, "J", "N x N couplings, " + to_text(N * N),
         static_cast<std::int64_t>(couplings.J.size()));
  expect(couplings.field.empty() || couplings.field.size() == size, "field",
         "an entry for each neuron, " + to_text(N),
         static_cast<std::int64_t>(couplings.field.size()));
  expect(couplings.units > 0, "units", "more than 0", couplings.units);
}

}  // namespace

/// Fields from spins.
template <ExecutionSpace Exec>
struct SpinFields {
  Array<std::int16_t***, Exec> columns;
  Array<std::int32_t**, Exec> field;
  SpinReplicas<Exec, std::int32_t> all;

  KOKKOS_FUNCTION void operator()(std::int64_t item) const {
    auto const N = all.sites;
    auto const g = item / N, i = item % N, network = g / all.groups_of_network();
    for (int l = 0; l < lanes::spin_lanes; ++l) all.kept(g, i, l) = field(network, i);
    for (std::int64_t j = 0; j < N; ++j) {
      std::int32_t const coupling = columns(network, j, i);
      auto const up = all.up(g, j);
      for (int l = 0; l < lanes::spin_lanes; ++l)
        all.kept(g, i, l) += (up >> l & 1u) != 0 ? coupling : -coupling;
    }
  }
};

/// A sweep of one replica in Kokkos alone.
template <ExecutionSpace Exec>
struct PortableInteger {
  Array<std::int16_t***, Exec> columns;
  SpinReplicas<Exec, std::int32_t> all;
  bool parallel;
  std::uint64_t first, seed;

  KOKKOS_FUNCTION void operator()(std::int64_t item) const {
    auto const g = item / lanes::spin_lanes, network = g / all.groups_of_network();
    auto const l = static_cast<int>(item % lanes::spin_lanes);
    auto const bit = std::uint32_t{1} << l;
    auto const& next = parallel ? all.next : all.kept;
    std::int64_t flips = 0;
    for (std::int64_t t = 0; t < all.sites; ++t) {
      std::int64_t const site = all.order(network, t);
      bool const up = (all.up(g, site) & bit) != 0;
      std::uint64_t const at = first + static_cast<std::uint64_t>(t);
      auto const words = random_words(seed, Purpose::spin_flips, all.streams(g, l), at / 4);
      if (!all.flips_with(g, l, all.kept(g, site, l), false, up, words.word[at % 4])) continue;
      ++flips;
      Kokkos::atomic_xor(&all.up(g, site), bit);  // its word is other replicas' too
      std::int32_t const step = up ? -2 : 2;
      for (std::int64_t i = 0; i < all.sites; ++i)
        next(g, i, l) += step * columns(network, site, i);
    }
    all.flips(g, l) += flips;
  }
};

}  // namespace detail

template <ExecutionSpace Exec>
struct IntegerSpins<Exec>::State {
  SpinSetup setup;
  How how;
  double units;
  Array<std::int16_t***, Exec> columns;  ///< (networks, N, N): entry i of row j is J_ij
  Array<std::int32_t**, Exec> field;     ///< (networks, N)
  detail::SpinReplicas<Exec, std::int32_t> all;
  std::int64_t sweeps = 0;
  detail::SpinWorkspaces workspaces;

  void compute_fields(Exec const& exec) const {
    detail::for_entries(exec, "mattis::spins::fields",
                        {all.groups() * all.sites, 30.0 * static_cast<double>(all.sites)},
                        detail::SpinFields<Exec>{columns, field, all});
    exec.fence("mattis::spins::fields");
  }

  void sweep(Exec const& exec);
  void sweep_reference(Exec const& exec);
};

template <ExecutionSpace Exec>
void IntegerSpins<Exec>::State::sweep(Exec const& exec) {
  auto const N = all.sites;
  auto const first = static_cast<std::uint64_t>(sweeps * N);
  bool const parallel = setup.order == SpinOrder::parallel;
  if (!parallel || sweeps == setup.first_sweep)
    detail::for_entries(
        exec, "mattis::spins::order", {all.networks, 10.0 * static_cast<double>(N)},
        detail::DrawOrder<Exec>{setup.order, setup.seed, setup.first_network, sweeps, all.order});
  if (runs_reference(how)) {
    sweep_reference(exec);
    return compute_fields(exec);
  }
  if (parallel) Kokkos::deep_copy(exec, all.next, all.kept);
  double const nanoseconds = static_cast<double>(N) * (4 + 0.5 * static_cast<double>(N));
  bool done = false;
  if constexpr (is_host_execution_space<Exec>) {
    if (runs_simd<Exec>(how)) {
      auto const couplings = [&](std::int64_t network) {
        return lanes::IntegerCouplings{&columns(network, 0, 0),
                                       static_cast<std::ptrdiff_t>(columns.extent(2)),
                                       static_cast<int>(N)};
      };
      std::vector<bool> const odd(static_cast<std::size_t>(all.networks), false);
      detail::run_spin_attempts(exec, "mattis::spins::simd", lanes::spin_kernels(how.set()).integer,
                                all, couplings, setup, odd, first, 1,
                                nanoseconds * lanes::spin_lanes, workspaces);
      done = true;
    }
  }
  if (!done)
    detail::for_entries(exec, "mattis::spins::portable",
                        {all.groups() * lanes::spin_lanes, nanoseconds * 10},
                        detail::PortableInteger<Exec>{columns, all, parallel, first, setup.seed});
  if (parallel) std::swap(all.kept, all.next);
}

template <ExecutionSpace Exec>
void IntegerSpins<Exec>::State::sweep_reference(Exec const& exec) {
  auto const here = detail::host_copy(exec, columns);
  auto const field_here = detail::host_copy(exec, field);
  exec.fence("mattis::spins::reference");
  auto const N = static_cast<int>(all.sites);
  for (std::int64_t network = 0; network < all.networks; ++network) {
    reference::Matrix J{N, N};
    std::vector<std::int32_t> h;
    for (int i = 0; i < N; ++i) {
      h.push_back(field_here(network, i));
      for (int j = 0; j < N; ++j) J(i, j) = here(network, j, i);
    }
    detail::sweep_reference(exec, all, setup, network, J, h, units, sweeps);
  }
}

template <ExecutionSpace Exec>
IntegerSpins<Exec>::IntegerSpins(Exec const& exec, std::span<IntegerMatrix const> networks,
                                 SpinSetup const& setup, How const& how) {
  auto const count = static_cast<std::int64_t>(networks.size());
  expect(count >= 1, "networks", "at least 1", count);
  detail::validate(setup, count);
  auto const N = networks[0].N;
  auto const units = networks[0].units;
  std::int64_t most = 0;
  for (auto const& one : networks) {
    detail::expect_matrix(one);
    expect(one.N == N, "N", "that of the first network, " + to_text(N), one.N);
    expect(one.units == units, "units", "those of the first network, " + to_text(units), one.units);
    most = std::max(most, detail::largest_field(one));
  }
  expect(most < std::int64_t{1} << 30, "J", "fields below 2^30 units", most);
  expect_fits_in_memory("N", bytes(N, count, setup), memory_of<Exec>);
  auto const size = static_cast<std::size_t>(N);
  state_ = std::make_unique<State>(State{
      setup,
      how,
      units,
      Array<std::int16_t***, Exec>(
          Kokkos::view_alloc(exec, "mattis::spins::couplings"), networks.size(), size,
          static_cast<std::size_t>(detail::ceil_div(N, detail::line) * detail::line)),
      Array<std::int32_t**, Exec>(Kokkos::view_alloc(exec, "mattis::spins::field"), networks.size(),
                                  size),
      detail::SpinReplicas<Exec, std::int32_t>(exec, setup, {.units = units, .most = most},
                                               std::vector<bool>(networks.size(), false), N, N),
      setup.first_sweep,
      {}});
  auto const columns = Kokkos::create_mirror_view(state_->columns);
  auto const field = Kokkos::create_mirror_view(state_->field);
  for (std::int64_t n = 0; n < count; ++n) {
    auto const& one = networks[static_cast<std::size_t>(n)];
    for (std::int64_t i = 0; i < N; ++i) {
      field(n, i) = one.field.empty() ? 0 : one.field[static_cast<std::size_t>(i)];
      for (std::int64_t j = 0; j < N; ++j) columns(n, j, i) = one(i, j);
    }
  }
  Kokkos::deep_copy(exec, state_->columns, columns);
  Kokkos::deep_copy(exec, state_->field, field);
  recompute(exec);
}

template <ExecutionSpace Exec>
IntegerSpins<Exec>::IntegerSpins(Exec const& exec, IntegerMatrix const& couplings,
                                 SpinSetup const& setup, How const& how)
    : IntegerSpins(exec, std::span<IntegerMatrix const>(&couplings, 1), setup, how) {}

template <ExecutionSpace Exec>
IntegerSpins<Exec>::~IntegerSpins() = default;
template <ExecutionSpace Exec>
IntegerSpins<Exec>::IntegerSpins(IntegerSpins&&) noexcept = default;

template <ExecutionSpace Exec>
double IntegerSpins<Exec>::bytes(std::int64_t N, std::int64_t networks, SpinSetup const& setup) {
  auto const groups = static_cast<double>(
      detail::ceil_div(static_cast<std::int64_t>(setup.T.size()), lanes::spin_lanes));
  double const kept = 4.0 * lanes::spin_lanes * (setup.order == SpinOrder::parallel ? 2 : 1) + 4;
  return static_cast<double>(networks) * static_cast<double>(N) *
         (2.0 * static_cast<double>(N + detail::line) + groups * kept);
}

template <ExecutionSpace Exec>
std::int64_t IntegerSpins<Exec>::networks() const {
  return state_->all.networks;
}
template <ExecutionSpace Exec>
std::int64_t IntegerSpins<Exec>::replicas() const {
  return state_->all.replicas;
}
template <ExecutionSpace Exec>
std::int64_t IntegerSpins<Exec>::neurons() const {
  return state_->all.sites;
}
template <ExecutionSpace Exec>
std::int64_t IntegerSpins<Exec>::sweeps() const {
  return state_->sweeps;
}

template <ExecutionSpace Exec>
void IntegerSpins<Exec>::set_states(Exec const& exec, HostArray<std::uint32_t const***> const& up) {
  detail::set_spins(exec, state_->all, up);
  state_->compute_fields(exec);
}

template <ExecutionSpace Exec>
HostArray<std::uint32_t***> IntegerSpins<Exec>::states(Exec const& exec) const {
  return detail::spins_of(exec, state_->all);
}

template <ExecutionSpace Exec>
void IntegerSpins<Exec>::run(Exec const& exec, std::int64_t sweeps) {
  for (std::int64_t i = 0; i < sweeps; ++i) {
    state_->sweep(exec);
    detail::throw_if_stopped();
    ++state_->sweeps;
  }
}

template <ExecutionSpace Exec>
HostArray<std::int64_t***> IntegerSpins<Exec>::fields(Exec const& exec) const {
  auto const& all = state_->all;
  auto const kept = detail::host_copy(exec, all.kept);
  exec.fence("mattis::spins::fields");
  auto const size = [](std::int64_t n) { return static_cast<std::size_t>(n); };
  HostArray<std::int64_t***> fields("mattis::spins::fields", size(all.networks), size(all.replicas),
                                    size(all.sites));
  for (std::int64_t n = 0; n < all.networks; ++n)
    for (std::int64_t r = 0; r < all.replicas; ++r)
      for (std::int64_t i = 0; i < all.sites; ++i)
        fields(n, r, i) =
            kept(n * all.groups_of_network() + r / lanes::spin_lanes, i, r % lanes::spin_lanes);
  return fields;
}

template <ExecutionSpace Exec>
HostArray<double**> IntegerSpins<Exec>::energies(Exec const& exec) const {
  auto const phi = fields(exec);
  auto const up = states(exec);
  auto const h = detail::host_copy(exec, state_->field);
  exec.fence("mattis::spins::energies");
  HostArray<double**> energies("mattis::spins::energies", phi.extent(0), phi.extent(1));
  for (std::size_t n = 0; n < phi.extent(0); ++n)
    for (std::size_t r = 0; r < phi.extent(1); ++r) {
      std::int64_t sum = 0;
      for (std::size_t i = 0; i < phi.extent(2); ++i) {
        auto const both = phi(n, r, i) + h(n, i);
        sum += (up(n, r, i / 32) >> (i % 32) & 1u) != 0 ? both : -both;
      }
      energies(n, r) =
          -static_cast<double>(sum) / (2 * state_->units * static_cast<double>(neurons()));
    }
  return energies;
}

template <ExecutionSpace Exec>
HostArray<std::int64_t**> IntegerSpins<Exec>::flips(Exec const& exec) const {
  return detail::flips_of(exec, state_->all);
}

template <ExecutionSpace Exec>
void IntegerSpins<Exec>::recompute(Exec const& exec) {
  state_->compute_fields(exec);
}

#define MATTIS_INSTANTIATE_INTEGER_SPINS(EXEC) template class IntegerSpins<EXEC>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_INTEGER_SPINS)

}  // namespace mattis
