// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/philox.hpp>
#include <mattis/kernels/stimulated_networks.hpp>
#include <mattis/stimulus/patterns.hpp>

#include <backends/reference/stimulated_network.hpp>
#include <support/arrays.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

using namespace mattis;
using mattis::test::Exec;

namespace {

constexpr std::uint64_t seed = 11;

/// The normals of a network's step, at their addresses.
std::vector<double> normals(Purpose purpose, std::int64_t trial, std::int64_t step, std::size_t N,
                            int increments = 1) {
  auto const counters = static_cast<std::uint64_t>((N + 63) / 64 * 16);
  std::vector<double> all(N);
  for (std::size_t i = 0; i < N; ++i) {
    for (int q = 0; q < increments; ++q) {
      auto const at = (static_cast<std::uint64_t>(step) * static_cast<std::uint64_t>(increments) +
                       static_cast<std::uint64_t>(q)) *
                          counters +
                      16 * (i / 64) + i % 16;
      double four[4];
      standard_normals(random_words(seed, purpose, static_cast<std::uint32_t>(trial), at), four);
      all[i] += four[i % 64 / 16];
    }
    all[i] /= std::sqrt(increments);
  }
  return all;
}

struct Setting {
  StimulusMode mode;
  std::int64_t N, P, trials;
  double input_noise;
  int increments;
};

StimulusDynamics dynamics_of(Setting const& setting) {
  return {.mode = setting.mode,
          .delta = is_rate(setting.mode) ? 4.0 : 2.0,
          .w_s = 0.9,
          .w_external = 1.3,
          .sigma = 0.4,
          .activity = 0.3,
          .dt = 0.05,
          .increments = setting.increments};
}

reference::StimulatedNetwork reference_of(Setting const& setting, PatternSet<Exec> const& xi,
                                          std::int64_t trial) {
  auto const dynamics = dynamics_of(setting);
  reference::StimulatedNetwork network{.rates = is_rate(setting.mode),
                                       .multiplicative = is_multiplicative(setting.mode),
                                       .delta = dynamics.delta,
                                       .w_s = dynamics.w_s,
                                       .w_external = dynamics.w_external,
                                       .sigma = dynamics.sigma,
                                       .p = dynamics.activity,
                                       .dt = dynamics.dt};
  for (std::int64_t mu = 0; mu < setting.P; ++mu) {
    network.xi.emplace_back();
    for (std::int64_t i = 0; i < setting.N; ++i) {
      bool const up = xi.by_pattern().sign(trial, mu, i);
      network.xi.back().push_back(up ? 1 : network.rates ? 0 : -1);
    }
  }
  return network;
}

PatternSet<Exec> patterns_of(Setting const& setting, How const& how) {
  bool const rates = is_rate(setting.mode);
  PatternSet<Exec> const xi(Exec{}, setting.P + (rates ? 1 : 0), setting.N, setting.trials);
  stimulus::fill_patterns(Exec{}, xi,
                          rates ? stimulus::PatternKind::sparse : stimulus::PatternKind::random,
                          0.3, seed, 5, how);
  return xi;
}

template <class T>
StimulatedNetworks<Exec, T> started(Setting const& setting, PatternSet<Exec> const& xi, int records,
                                    How const& how) {
  StimulatedNetworks<Exec, T> networks(Exec{}, xi, dynamics_of(setting), records, how);
  networks.start(Exec{}, seed, 5, 0.8);
  std::vector<double> weights(static_cast<std::size_t>(setting.P), 0.1);
  weights[0] = 1.5;
  networks.present(Exec{}, {weights, setting.input_noise, 3});
  return networks;
}

std::vector<How> all_targets() {
  std::vector<How> targets{Target::portable, Target::reference};
  for (auto const* set : lanes::available_instruction_sets()) targets.emplace_back(*set);
  return targets;
}

auto const settings = std::vector<Setting>{
    {StimulusMode::additive, 70, 3, 3, 0, 1},
    {StimulusMode::additive, 64, 10, 2, 0.7, 3},
    {StimulusMode::multiplicative, 130, 5, 2, 0, 1},
    {StimulusMode::multiplicative, 33, 40, 2, 0.7, 1},
    {StimulusMode::rate_additive, 100, 4, 2, 0, 1},
    {StimulusMode::rate_additive, 65, 4, 2, 0.3, 1},
    {StimulusMode::rate_multiplicative, 100, 4, 2, 0, 2},
    {StimulusMode::rate_multiplicative, 5, 2, 2, 0.3, 1},
    {StimulusMode::additive, 2500, 3, 1, 0, 1},
};

}  // namespace

TEMPLATE_TEST_CASE("stimulus: networks are those of the equations, on every target", "[stimulus]",
                   float, double) {
  constexpr int steps = 12;
  bool const single = std::is_same_v<TestType, float>;
  for (auto const& setting : settings) {
    if (setting.N > 2000 && single) continue;
    for (auto const& how : all_targets()) {
      CAPTURE(setting.N, setting.P, static_cast<int>(setting.mode), implementation(how, true));
      auto const xi = patterns_of(setting, how);
      auto networks = started<TestType>(setting, xi, steps, how);
      networks.advance(Exec{}, 0, 5, false);
      networks.advance(Exec{}, 5, steps - 5, true);
      auto const N = static_cast<std::size_t>(setting.N);
      for (std::int64_t trial = 0; trial < setting.trials; ++trial) {
        auto const network = reference_of(setting, xi, trial);
        auto y = normals(Purpose::stimulus_start, trial + 5, 0, N);
        for (double& v : y) v *= 0.8;
        std::vector<double> weights(static_cast<std::size_t>(setting.P), 0.1);
        weights[0] = 1.5;
        auto u = network.input(weights);
        auto const eta = normals(Purpose::stimulus_input, trial + 5, 3, N);
        for (std::size_t i = 0; i < N; ++i) u[i] += setting.input_noise * eta[i];
        auto const W = network.coupling(u);
        for (int t = 0; t + 1 < steps; ++t)
          y = network.step(y, u, W,
                           normals(Purpose::stimulus_noise, trial + 5, t, N, setting.increments));
        double worst = 0;
        for (std::size_t i = 0; i < N; ++i)
          worst = std::max(worst, std::abs(static_cast<double>(networks.y()(trial, i)) - y[i]));
        CHECK(worst < (single ? 2e-4 : 1e-11));
        auto const m = network.overlaps(y);
        for (std::size_t mu = 0; mu < m.size(); ++mu)
          CHECK(std::abs(static_cast<double>(networks.m()(trial, steps - 6, mu)) - m[mu]) <
                (single ? 3e-4 : 1e-11));
        CHECK(networks.overflow()(trial) == -1);
      }
    }
  }
}

TEST_CASE("stimulus: a trial has the same bits whatever runs beside it", "[stimulus]") {
  auto const mode = GENERATE(StimulusMode::additive, StimulusMode::rate_multiplicative);
  auto const states = [&](std::int64_t trials, std::int64_t N) {
    Setting const setting{mode, N, 4, trials, 0.2, 1};
    auto const xi = patterns_of(setting, {});
    auto networks = started<float>(setting, xi, 10, {});
    networks.advance(Exec{}, 0, 10, false);
    auto const* const first = networks.y().data();
    return std::vector<float>(first, first + N);
  };
  for (std::int64_t const N : {90, 5000}) CHECK(states(1, N) == states(5, N));
}

TEST_CASE("stimulus: a state that is given is where it starts", "[stimulus]") {
  Setting const setting{StimulusMode::additive, 70, 3, 2, 0, 1};
  for (auto const& how : {How(Target::best), How(Target::portable)}) {
    auto const xi = patterns_of(setting, how);
    StimulatedNetworks<Exec, double> networks(Exec{}, xi, dynamics_of(setting), 1, how);
    Array<double**, Exec> const y0("mattis::test::y0", 2, 70);
    for (std::size_t mu = 0; mu < 2; ++mu)
      for (std::size_t i = 0; i < 70; ++i)
        y0(mu, i) =
            xi.by_pattern().sign(static_cast<std::int64_t>(mu), 1, static_cast<std::int64_t>(i))
                ? 3
                : -3;
    networks.start(Exec{}, seed, 0, y0);
    networks.advance(Exec{}, 0, 1, true);
    for (std::size_t trial = 0; trial < 2; ++trial)
      CHECK(std::abs(networks.m()(trial, 0, 1) - std::tanh(6.0)) < 1e-12);
  }
}
