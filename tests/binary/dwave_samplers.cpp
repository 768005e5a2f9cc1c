// SPDX-License-Identifier: BSD-3-Clause
// Metropolis' rule beside dwave-samplers at constant temperature (tests/data/dwave): other chains
// of one stationary law, which small networks have exactly.
#include <mattis/binary/energy.hpp>
#include <mattis/binary/real_spins.hpp>
#include <mattis/io/hdf5.hpp>
#include <mattis/kernels/integer_spins.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

using namespace mattis;
using namespace mattis::binary;

namespace {

using Exec = Kokkos::DefaultExecutionSpace;

/// What samples say: how often an energy occurs, and sums of s_i s_j, (N, N), of s_i beside it.
struct Samples {
  double count = 0;
  std::map<std::int64_t, double> energies = {};
  std::vector<double> pairs = {}, spins = {};
};

struct Network {
  std::int64_t N;
  std::vector<std::int64_t> J, h;

  std::size_t at(std::int64_t i, std::int64_t j) const {
    return static_cast<std::size_t>(i * N + j);
  }
};

/// Spins by their bits.
void count_state(Network const& network, std::uint32_t const* up, double weight, Samples& samples) {
  auto const N = network.N;
  auto const spin = [up](std::int64_t i) { return (up[i / 32] >> (i % 32) & 1u) != 0 ? 1 : -1; };
  std::int64_t twice = 0;
  for (std::int64_t i = 0; i < N; ++i) {
    samples.spins[static_cast<std::size_t>(i)] += weight * spin(i);
    twice -= 2 * network.h[static_cast<std::size_t>(i)] * spin(i);
    for (std::int64_t j = 0; j < N; ++j) {
      twice -= network.J[network.at(i, j)] * spin(i) * spin(j);
      samples.pairs[network.at(i, j)] += weight * spin(i) * spin(j);
    }
  }
  samples.energies[twice / 2] += weight;
  samples.count += weight;
}

Samples empty(Network const& network) {
  return {.pairs = std::vector<double>(network.J.size()),
          .spins = std::vector<double>(network.h.size())};
}

Samples count_states(Network const& network, HostArray<std::uint32_t***> const& states) {
  auto samples = empty(network);
  for (std::size_t r = 0; r < states.extent(1); ++r)
    count_state(network, &states(0, r, 0), 1, samples);
  return samples;
}

Samples read_peer(io::Hdf5File const& file, std::string const& number) {
  Samples samples{.pairs = file.read<double>("pair_sums_" + number),
                  .spins = file.read<double>("spin_sums_" + number)};
  auto const energy = file.read<std::int64_t>("energy_" + number);
  auto const count = file.read<double>("count_" + number);
  for (std::size_t i = 0; i < energy.size(); ++i) {
    samples.energies[energy[i]] = count[i];
    samples.count += count[i];
  }
  return samples;
}

/// As many samples of Boltzmann's law as one likes: their expectation.
Samples exact(Network const& network, double T) {
  SpinSystem const system{.N = static_cast<int>(network.N),
                          .J = {network.J.begin(), network.J.end()},
                          .h = {network.h.begin(), network.h.end()}};
  auto const law = boltzmann_law(system, T);
  auto samples = empty(network);
  for (std::uint32_t state = 0; state < law.size(); ++state)
    count_state(network, &state, law[state], samples);
  return samples;
}

/// By how many of its standard deviations chi-square is above its mean, of two histograms; energies
/// that few samples have are one bin. \param infinite  `b` is a law
double excess(Samples const& a, Samples const& b, bool infinite) {
  double chi = 0, bins = -1, rare_a = 0, rare_b = 0;
  auto const add = [&](double in_a, double in_b) {
    double const share = infinite ? in_b / b.count : (in_a + in_b) / (a.count + b.count);
    double const scale = infinite ? 1 / a.count : 1 / a.count + 1 / b.count;
    double const difference = in_a / a.count - in_b / b.count;
    chi += difference * difference / (share * scale);
    ++bins;
  };
  auto energies = a.energies;
  for (auto const& [energy, count] : b.energies) energies[energy] += 0 * count;
  for (auto const& [energy, count] : energies) {
    auto const of_b = b.energies.find(energy);
    double const in_b = of_b == b.energies.end() ? 0 : of_b->second;
    if ((infinite ? in_b / b.count : (count + in_b) / (a.count + b.count)) * a.count < 10) {
      rare_a += count;
      rare_b += in_b;
    } else {
      add(count, in_b);
    }
  }
  if (rare_a + rare_b > 0) add(rare_a, rare_b);
  return (chi - bins) / std::sqrt(2 * bins);
}

/// The largest difference of a mean s_i or s_i s_j, in standard errors.
double largest_deviation(Network const& network, Samples const& a, Samples const& b,
                         bool infinite) {
  double worst = 0;
  auto const compare = [&](double in_a, double in_b) {
    double const mean = infinite ? in_b / b.count : (in_a + in_b) / (a.count + b.count);
    double const scale = infinite ? 1 / a.count : 1 / a.count + 1 / b.count;
    worst = std::max(
        worst, std::abs(in_a / a.count - in_b / b.count) / std::sqrt((1 - mean * mean) * scale));
  };
  for (std::int64_t i = 0; i < network.N; ++i) {
    auto const one = static_cast<std::size_t>(i);
    compare(a.spins[one], b.spins[one]);
    for (std::int64_t j = 0; j < i; ++j)
      compare(a.pairs[network.at(i, j)], b.pairs[network.at(i, j)]);
  }
  return worst;
}

Samples of_whole(Network const& network, SpinSetup const& setup) {
  IntegerMatrix couplings{.N = network.N,
                          .units = 1,
                          .J = {network.J.begin(), network.J.end()},
                          .field = {network.h.begin(), network.h.end()}};
  IntegerSpins<Exec> spins(Exec{}, couplings, setup);
  spins.run(Exec{}, 120);
  return count_states(network, spins.states(Exec{}));
}

Samples of_real(Network const& network, SpinSetup const& setup) {
  RealSpins spins({.N = network.N,
                   .J = {network.J.begin(), network.J.end()},
                   .field = {network.h.begin(), network.h.end()}},
                  setup);
  spins.run(Kokkos::DefaultHostExecutionSpace{}, 120);
  return count_states(network, spins.states());
}

}  // namespace

TEST_CASE("spins: Metropolis has the law of dwave-samplers' samples", "[binary][statistics]") {
  auto const file = io::Hdf5File::open(MATTIS_TEST_DATA "/dwave/constant_temperature.h5");
  auto const h = file.read<std::int64_t>("h");
  Network const network{
      .N = static_cast<std::int64_t>(h.size()), .J = file.read<std::int64_t>("J"), .h = h};
  auto const temperatures = file.read<double>("T");
  REQUIRE(temperatures.size() == 3);
  auto const number = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{2});
  auto const whole = GENERATE(true, false);
  double const T = temperatures[number];
  CAPTURE(T, whole);
  auto const peer = read_peer(file, std::to_string(number)), law = exact(network, T);
  REQUIRE(peer.count == 40000);
  std::size_t const R = whole ? 8192 : 4096;
  SpinSetup const setup{.rule = SpinRule::metropolis, .T = std::vector<double>(R, T), .seed = 5};
  auto const ours = whole ? of_whole(network, setup) : of_real(network, setup);
  REQUIRE(ours.count == static_cast<double>(R));
  // 136 means: beyond 4.5 standard errors one in a thousand times
  CHECK(excess(ours, peer, false) < 4);
  CHECK(largest_deviation(network, ours, peer, false) < 4.5);
  CHECK(excess(ours, law, true) < 4);
  CHECK(largest_deviation(network, ours, law, true) < 4.5);
  CHECK(excess(peer, law, true) < 4);
  CHECK(largest_deviation(network, peer, law, true) < 4.5);
  // What this would see: a temperature that is off by a tenth.
  CHECK(excess(ours, exact(network, 1.1 * T), true) > 4);
}
