// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/host_copy.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/stimulus/energy.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace mattis::stimulus {

namespace {

/// x tanh x - log cosh x, for which nothing large cancels.
double neuron_term(double x) {
  double const size = std::abs(x), tail = std::exp(-2 * size);
  return size * (std::tanh(size) - 1) - std::log1p(tail) + std::log(2.0);
}

}  // namespace

template <ExecutionSpace Exec, Real T>
std::vector<double> energy(Exec const& exec, StimulatedNetworks<Exec, T> const& networks,
                           double delta) {
  auto const here = [&](auto const& from) { return mattis::detail::host_copy(exec, from); };
  auto const y = here(networks.y()), input = here(networks.input());
  auto const gain = here(networks.gain()), drive = here(networks.drive());
  auto const& xi = networks.patterns().by_pattern();
  auto const words = here(xi.words);
  exec.fence("mattis::stimulus::energy");
  auto const N = static_cast<double>(networks.N());
  std::vector<double> energies;
  std::vector<double> z(static_cast<std::size_t>(networks.N()));
  for (std::int64_t trial = 0; trial < networks.trials(); ++trial) {
    double of_neurons = 0, squares = 0, noise = 0;
    for (std::size_t i = 0; i < z.size(); ++i) {
      double const x = delta * static_cast<double>(y(trial, i));
      z[i] = std::tanh(x);
      squares += z[i] * z[i];
      of_neurons += neuron_term(x) / delta;
      if (networks.noisy_input()) noise += static_cast<double>(input(trial, i)) * z[i];
    }
    double of_patterns = 0, gains = 0;
    for (std::int64_t mu = 0; mu < networks.P(); ++mu) {
      double m = 0;
      for (std::size_t i = 0; i < z.size(); ++i) {
        auto const word = words(trial, mu / 16, i / 32, mu % 16);
        m += (word >> (i % 32)) & 1u ? z[i] : -z[i];
      }
      m /= N;
      of_patterns += 0.5 * gain(trial, mu) * m * m + drive(trial, mu) * m;
      gains += gain(trial, mu);
    }
    energies.push_back(-of_patterns + 0.5 * gains / N * squares / N + (of_neurons - noise) / N);
  }
  return energies;
}

#define MATTIS_INSTANTIATE_STIMULUS_ENERGY(EXEC)                                           \
  template std::vector<double> energy(EXEC const&, StimulatedNetworks<EXEC, float> const&, \
                                      double);                                             \
  template std::vector<double> energy(EXEC const&, StimulatedNetworks<EXEC, double> const&, double);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_STIMULUS_ENERGY)

}  // namespace mattis::stimulus
