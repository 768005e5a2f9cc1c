// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/detail/exact_sum.hpp>
#include <mattis/binary/energy.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/stop.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>
#include <string>

namespace mattis::binary {

namespace {

using detail::ExactSum;
using Spins = std::span<std::int8_t const>;

void add_local_field(SpinSystem const& system, Spins sigma, int i, double factor, ExactSum& sum) {
  for (int j = 0; j < system.N; ++j)
    sum.add(factor * system.coupling(i, j) * sigma[static_cast<std::size_t>(j)]);
  sum.add(factor * system.field(i));
}

/// factor H, factor +1 or -1.
void add_energy(SpinSystem const& system, Spins sigma, double factor, ExactSum& sum) {
  for (int i = 0; i < system.N; ++i) {
    double const spin = factor * sigma[static_cast<std::size_t>(i)];
    sum.add(-spin * system.field(i));
    for (int j = 0; j < system.N; ++j)
      sum.add(-0.5 * spin * sigma[static_cast<std::size_t>(j)] * system.coupling(i, j));
  }
}

/// factor times what of H-bar is left at T = 0.
void add_parallel_energy(SpinSystem const& system, Spins sigma, double factor, ExactSum& sum) {
  for (int i = 0; i < system.N; ++i) {
    sum.add(-factor * sigma[static_cast<std::size_t>(i)] * system.field(i));
    double const phi = local_field(system, sigma, i);
    if (phi != 0) add_local_field(system, sigma, i, phi > 0 ? -factor : factor, sum);
  }
}

/// sum_i ln(1 + exp(-2 |phi_i| / T)): what is left of -(H-bar + ..) / T.
double parallel_entropy(SpinSystem const& system, Spins sigma, double T) {
  double sum = 0;
  for (int i = 0; i < system.N; ++i) {
    double const phi = std::abs(local_field(system, sigma, i));
    sum += phi == 0 ? std::numbers::ln2 : std::log1p(std::exp(-2 * (phi / T)));
  }
  return sum;
}

using AddEnergy = void (*)(SpinSystem const&, Spins, double, ExactSum&);

/// exp(-E/T + entropy) / Z over all states.
std::vector<double> law_of(SpinSystem const& system, double T, AddEnergy add,
                           std::function<double(Spins)> const& entropy) {
  validate(system);
  validate_temperature(T);
  expect(system.N <= 16, "N", "at most 16 spins", system.N);
  auto const states = std::uint32_t{1} << system.N;
  std::vector<std::int8_t> sigma(static_cast<std::size_t>(system.N)), lowest(sigma.size());
  std::vector<double> law(states);
  ExactSum sum;
  for (std::uint32_t state = 0; state < states; ++state) {
    state_of(state, sigma);
    sum.clear();
    add(system, sigma, 1, sum);
    law[state] = sum.value();
  }
  mattis::detail::throw_if_stopped();
  state_of(static_cast<std::uint32_t>(std::min_element(law.begin(), law.end()) - law.begin()),
           lowest);
  // Above one of the lowest, exactly: which is the very lowest, their rounded energies cannot tell.
  for (std::uint32_t state = 0; state < states; ++state) {
    state_of(state, sigma);
    sum.clear();
    add(system, sigma, 1, sum);
    add(system, lowest, -1, sum);
    law[state] = sum.value();
  }
  double const least = *std::min_element(law.begin(), law.end());
  double largest = -INFINITY;
  for (std::uint32_t state = 0; state < states; ++state) {
    state_of(state, sigma);
    double const above = law[state] - least;
    law[state] = entropy(sigma) - (above == 0 ? 0 : above / T);  // in logarithms
    largest = std::max(largest, law[state]);
  }
  for (auto& weight : law) weight = std::exp(weight - largest);
  double const total = std::accumulate(law.begin(), law.end(), 0.0);
  for (auto& weight : law) weight /= total;
  return law;
}

}  // namespace

void state_of(std::uint32_t index, std::span<std::int8_t> sigma) {
  for (std::size_t i = 0; i < sigma.size(); ++i)
    sigma[i] = static_cast<std::int8_t>((index >> i & 1U) != 0 ? 1 : -1);
}

bool SpinSystem::symmetric() const {
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < i; ++j)
      if (coupling(i, j) != coupling(j, i)) return false;
  return true;
}

void validate(SpinSystem const& system) {
  expect(system.N > 0, "N", "at least one spin", system.N);
  auto const N = static_cast<std::size_t>(system.N);
  expect(system.J.size() == N * N, "J", "N times N couplings",
         static_cast<std::int64_t>(system.J.size()));
  expect(system.h.empty() || system.h.size() == N, "h", "N fields, or none",
         static_cast<std::int64_t>(system.h.size()));
  constexpr double largest = 1e150;
  auto const check = [&](double value, std::string const& name) {
    expect(std::abs(value) <= largest, name, "a magnitude of at most 1e150", value);
  };
  for (std::size_t at = 0; at < system.J.size(); ++at)
    check(system.J[at], "J[" + std::to_string(at / N) + "][" + std::to_string(at % N) + "]");
  for (std::size_t i = 0; i < system.h.size(); ++i)
    check(system.h[i], "h[" + std::to_string(i) + "]");
}

void validate_temperature(double T) {
  expect(T >= 0, "T", "a temperature of at least 0 (inf is one)", T);
}

double local_field(SpinSystem const& system, Spins sigma, int i) {
  ExactSum sum;
  add_local_field(system, sigma, i, 1, sum);
  return sum.value();
}

double energy(SpinSystem const& system, Spins sigma) {
  ExactSum sum;
  add_energy(system, sigma, 1, sum);
  return sum.value();
}

double parallel_energy(SpinSystem const& system, Spins sigma, double T) {
  ExactSum sum;
  add_parallel_energy(system, sigma, 1, sum);
  return sum.value() - (T == 0 ? 0 : T * parallel_entropy(system, sigma, T));
}

std::vector<double> boltzmann_law(SpinSystem const& system, double T) {
  return law_of(system, T, add_energy, [](Spins) { return 0.0; });
}

std::vector<double> parallel_law(SpinSystem const& system, double T) {
  return law_of(system, T, add_parallel_energy,
                [&](Spins sigma) { return parallel_entropy(system, sigma, T); });
}

}  // namespace mattis::binary
