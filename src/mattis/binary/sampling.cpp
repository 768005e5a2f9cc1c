// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/detail/endings.hpp>
#include <mattis/binary/pair_overlaps.hpp>
#include <mattis/binary/random_couplings.hpp>
#include <mattis/binary/sampling.hpp>
#include <mattis/binary/spin_networks.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/core/detail/stream_words.hpp>
#include <mattis/core/error.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

namespace mattis::binary {

namespace {

using Host = Kokkos::DefaultHostExecutionSpace;

std::vector<RealMatrix> couplings_of(SamplingOptions const& options) {
  if (options.couplings) return {*options.couplings};
  std::vector<RealMatrix> networks;
  for (std::int64_t n = 0; n < options.networks; ++n) {
    auto drawn = random_couplings(static_cast<int>(options.N), options.asymmetry, options.seed,
                                  static_cast<std::uint32_t>(n));
    networks.push_back({.N = options.N, .J = std::move(drawn.J), .field = options.field});
  }
  return networks;
}

/// Each spin up or down with the same probability.
HostArray<std::uint32_t***> random_states(SamplingOptions const& options) {
  HostArray<std::uint32_t***> states(
      "mattis::spins::starts", static_cast<std::size_t>(options.networks),
      static_cast<std::size_t>(options.replicas), static_cast<std::size_t>((options.N + 31) / 32));
  for (std::size_t n = 0; n < states.extent(0); ++n)
    for (std::size_t r = 0; r < states.extent(1); ++r) {
      auto const stream = static_cast<std::uint32_t>(n * states.extent(1) + r);
      mattis::detail::StreamWords words(options.seed, Purpose::spin_start, stream);
      for (std::int64_t c = 0; 32 * c < options.N; ++c) {
        auto const word = words(static_cast<std::uint64_t>(c));
        auto const rest = options.N - 32 * c;
        states(n, r, c) = rest >= 32 ? word : word & ((std::uint32_t{1} << rest) - 1);
      }
    }
  return states;
}

double magnetisation(std::uint32_t const* row, std::int64_t N) {
  std::int64_t up = 0;
  for (std::int64_t c = 0; 32 * c < N; ++c) up += std::popcount(row[c]);
  return 2 * static_cast<double>(up) / static_cast<double>(N) - 1;
}

Estimate mean_over(HostArray<double**> const& values) {
  return mean_of_groups(std::span<double const>(values.data(), values.size()), values.extent(0));
}

}  // namespace

std::int64_t Sampling::accepted() const {
  return std::accumulate(flips.data(), flips.data() + flips.size(), std::int64_t{0});
}

void validate(SamplingOptions const& options) {
  expect(options.N >= 1 && options.N <= 46340, "N", "from 1 to 46340 neurons", options.N);
  expect(options.T >= 0, "T", "at least 0", options.T);
  expect(options.sweeps >= 1, "sweeps", "at least 1", options.sweeps);
  expect(options.discarded >= 0, "discarded", "at least 0", options.discarded);
  expect(options.replicas >= 1, "replicas", "at least 1", options.replicas);
  expect(options.networks >= 1, "networks", "at least 1", options.networks);
  expect(static_cast<double>(options.replicas) * static_cast<double>(options.networks) < 0x1p31,
         "replicas", "less than 2^31 in all networks", options.replicas);
  expect(options.asymmetry >= 0 && options.asymmetry <= 1, "asymmetry", "a share from 0 to 1",
         options.asymmetry);
  expect(options.field.empty() || static_cast<std::int64_t>(options.field.size()) == options.N,
         "field", "one for each neuron, " + to_text(options.N),
         static_cast<std::int64_t>(options.field.size()));
  if (!options.couplings) return;
  expect(options.networks == 1, "networks", "1 with given couplings", options.networks);
  expect(options.asymmetry == 0, "asymmetry", "0 with given couplings", options.asymmetry);
  expect(options.N == options.couplings->N, "N",
         "the " + to_text(options.couplings->N) + " neurons that the couplings are of", options.N);
}

Sampling sample(SamplingOptions const& options) {
  validate(options);
  mattis::detail::StoppableCall const call(options.should_stop);
  Host const host;
  SpinSetup const setup{
      .rule = options.rule,
      .order = options.order,
      .T = std::vector<double>(static_cast<std::size_t>(options.replicas), options.T),
      .seed = options.seed};
  auto const spins = real_networks<Host>(couplings_of(options), setup, options.how);
  spins->set_states(host, random_states(options));

  Sampling result;
  auto const networks = static_cast<std::size_t>(options.networks);
  auto const R = static_cast<std::size_t>(options.replicas);
  for (auto* const one : {&result.energy, &result.magnetisation, &result.least_energy})
    *one = HostArray<double**>("mattis::spins::means", networks, R);
  Kokkos::deep_copy(result.least_energy, INFINITY);
  HostArray<double**> magnitude("mattis::spins::magnitude", networks, R);
  PairOverlaps pairs(options.N);
  Clock const clock;
  auto const all = options.discarded + options.sweeps;
  auto const share = 1 / static_cast<double>(options.sweeps);
  for (std::int64_t sweep = 0; sweep < all; ++sweep) {
    spins->run(host, 1);
    if (options.progress)
      options.progress({"sweep", static_cast<double>(sweep + 1) / static_cast<double>(all)});
    if (sweep < options.discarded) continue;
    auto const energies = spins->energies(host, {});
    auto const states = spins->states(host);
    double sum = 0;
    for (std::size_t n = 0; n < networks; ++n)
      for (std::size_t r = 0; r < R; ++r) {
        auto const m = magnetisation(&states(n, r, 0), options.N);
        sum += energies(n, r);
        result.energy(n, r) += share * energies(n, r);
        result.least_energy(n, r) = std::min(result.least_energy(n, r), energies(n, r));
        result.magnetisation(n, r) += share * m;
        magnitude(n, r) += share * std::abs(m);
      }
    result.energy_course.push_back(sum / static_cast<double>(energies.size()));
    pairs.add(states);
  }
  result.seconds = clock.seconds();
  result.flips = spins->flips(host);
  result.attempts = options.networks * options.replicas * all * options.N;
  result.states = spins->states(host);
  result.drift = spins->drift();
  result.mean_energy = mean_over(result.energy);
  result.mean_magnetisation = mean_over(magnitude);
  result.q = pairs.mean();
  result.q_squared = pairs.mean_square();
  result.q_distribution = pairs.distribution();
  result.energy_series = mean_of_series(result.energy_course);
  if (options.order == SpinOrder::parallel) result.endings = detail::endings_of(host, *spins);
  return result;
}

}  // namespace mattis::binary
