// SPDX-License-Identifier: BSD-3-Clause
// Euler and Maruyama: orders, laws and limits.
#include <mattis/stimulus/energy.hpp>
#include <mattis/stimulus/landscape.hpp>
#include <mattis/stimulus/patterns.hpp>
#include <mattis/stimulus/run.hpp>
#include <support/arrays.hpp>

#include <boost/math/tools/roots.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

using namespace mattis;
using mattis::test::Exec;

namespace {

/// y of all trials after `steps` steps; the same Brownian path for any steps * increments.
std::vector<double> states(StimulusDynamics dynamics, int steps, int increments,
                           std::vector<double> const& weights, std::int64_t N, std::int64_t trials,
                           double t_end = 1) {
  dynamics.dt = t_end / steps;
  dynamics.increments = increments;
  bool const rates = is_rate(dynamics.mode);
  auto const P = static_cast<std::int64_t>(weights.size());
  PatternSet<Exec> const xi(Exec{}, P + (rates ? 1 : 0), N, trials);
  stimulus::fill_patterns(Exec{}, xi,
                          rates ? stimulus::PatternKind::sparse : stimulus::PatternKind::random,
                          dynamics.activity, 3, 0);
  StimulatedNetworks<Exec, double> networks(Exec{}, xi, dynamics, steps);
  networks.start(Exec{}, 3, 0, 1.0);
  networks.present(Exec{}, {weights});
  networks.advance(Exec{}, 0, steps, false);
  std::vector<double> y;
  for (std::int64_t trial = 0; trial < trials; ++trial)
    for (std::int64_t i = 0; i < N; ++i) y.push_back(networks.y()(trial, i));
  return y;
}

double mean_distance(std::vector<double> const& a, std::vector<double> const& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return sum / static_cast<double>(a.size());
}

}  // namespace

TEST_CASE("stimulus: paths converge with order 1, the noise being additive", "[stimulus]") {
  auto const dynamics = GENERATE(
      StimulusDynamics{.mode = StimulusMode::additive, .delta = 2, .w_s = 0, .sigma = 0.7},
      StimulusDynamics{.mode = StimulusMode::additive, .delta = 2, .w_s = 1.4, .sigma = 0.7},
      StimulusDynamics{.mode = StimulusMode::multiplicative, .delta = 2, .sigma = 0.7},
      StimulusDynamics{
          .mode = StimulusMode::rate_additive, .delta = 3, .sigma = 0.4, .activity = 0.3},
      StimulusDynamics{
          .mode = StimulusMode::rate_multiplicative, .delta = 3, .sigma = 0.4, .activity = 0.3});
  CAPTURE(static_cast<int>(dynamics.mode), dynamics.w_s);
  std::vector<double> const weights{1.5, 0.3, 0.2};
  auto const exact = states(dynamics, 4096, 1, weights, 64, 50);
  std::vector<double> distances;
  for (int const steps : {16, 32, 64})
    distances.push_back(
        mean_distance(states(dynamics, steps, 4096 / steps, weights, 64, 50), exact));
  for (std::size_t i = 1; i < distances.size(); ++i) {
    double const order = std::log2(distances[i - 1] / distances[i]);
    CHECK(order > 0.9);
    CHECK(order < 1.15);
  }
}

TEST_CASE("stimulus: without coupling the law is Ornstein and Uhlenbeck's, with weak order 1",
          "[stimulus]") {
  // dy = (b - y) dt + sigma dB from y(0) ~ N(0, 1): mean b (1 - e^{-t}) along the pattern, variance
  // e^{-2 t} + sigma^2 (1 - e^{-2 t}) / 2.
  constexpr double sigma = 0.8, t_end = 1;
  StimulusDynamics const dynamics{
      .mode = StimulusMode::additive, .w_s = 0, .w_external = 1.5, .sigma = sigma};
  constexpr std::int64_t N = 1000, trials = 400;
  double const variance = std::exp(-2 * t_end) + sigma * sigma * (1 - std::exp(-2 * t_end)) / 2;
  std::vector<double> errors;
  for (int const steps : {8, 16, 256}) {
    auto const y = states(dynamics, steps, 1, {0.0}, N, trials, t_end);
    double sum = 0, squares = 0;
    for (double const v : y) {
      sum += v;
      squares += v * v;
    }
    auto const count = static_cast<double>(y.size());
    CHECK(std::abs(sum / count) < 4.5 * std::sqrt(variance / count));
    double const dt = t_end / steps, decay = std::pow(1 - dt, 2 * steps);
    double const of_scheme = decay + sigma * sigma * dt * (1 - decay) / (1 - (1 - dt) * (1 - dt));
    double const se = of_scheme * std::sqrt(2 / count);
    CHECK(std::abs(squares / count - of_scheme) < 4.5 * se);
    errors.push_back(squares / count - variance);
    if (steps == 256) CHECK(std::abs(errors.back()) < 4.5 * se + 1.0 * dt);
  }
  // The scheme's own errors halve: 0.028 and 0.013 of the variance, 100 and more standard errors.
  CHECK_THAT(errors[0] / errors[1], Catch::Matchers::WithinAbs(2, 0.35));
}

TEST_CASE("stimulus: noise that vanishes leaves the deterministic path", "[stimulus]") {
  auto const mode = GENERATE(StimulusMode::additive, StimulusMode::rate_multiplicative);
  StimulusDynamics dynamics{.mode = mode, .delta = 2, .activity = 0.3};
  std::vector<double> const weights{1.5, 0.3};
  auto const without = states(dynamics, 200, 1, weights, 70, 5);
  std::vector<double> distances;
  for (double const sigma : {1e-3, 1e-4}) {
    dynamics.sigma = sigma;
    distances.push_back(mean_distance(states(dynamics, 200, 1, weights, 70, 5), without));
  }
  CHECK(distances[1] < 1e-4);
  CHECK_THAT(distances[0] / distances[1], Catch::Matchers::WithinAbs(10, 0.1));
}

TEST_CASE("stimulus: driven memories are where the equations have roots, and only there",
          "[stimulus]") {
  // docs/models.md 4.4: y = a xi with a = kappa tanh(delta a) + w_external c_add.
  constexpr std::int64_t N = 256, P = 8;
  constexpr double delta = 10, w_s = 0.9, w_external = 1.3;
  auto const mode = GENERATE(StimulusMode::additive, StimulusMode::multiplicative);
  auto const strength = GENERATE(0.08, 0.12, 0.3, 2.0);
  CAPTURE(static_cast<int>(mode), strength);
  StimulusDynamics const dynamics{
      .mode = mode, .delta = delta, .w_s = w_s, .w_external = w_external, .sigma = 0, .dt = 0.1};
  PatternSet<Exec> const xi(Exec{}, P, N, 1);
  stimulus::fill_patterns(Exec{}, xi, stimulus::PatternKind::orthogonal, 0.5, 1, 0);
  std::vector<double> weights(P, 0.01);
  weights[2] = strength;
  bool const multiplicative = mode == StimulusMode::multiplicative;
  if (!multiplicative)
    for (auto& c : weights) c = c == strength ? c : 0;
  double sum = 0;
  for (double const c : weights) sum += c;
  double const kappa = multiplicative ? w_s * w_external * (strength - sum / N)
                                      : w_s * (1 - static_cast<double>(P) / N);
  double const push = multiplicative ? 0 : w_external * strength;
  bool const exists = kappa * delta > 1 || push > 0;
  double root = 0;
  if (exists) {
    auto const residual = [&](double a) { return kappa * std::tanh(delta * a) + push - a; };
    auto digits = boost::math::tools::eps_tolerance<double>(50);
    std::uintmax_t iterations = 200;
    auto const bracket =
        boost::math::tools::toms748_solve(residual, 1e-9, kappa + push + 1, digits, iterations);
    root = (bracket.first + bracket.second) / 2;
  }
  StimulatedNetworks<Exec, double> networks(Exec{}, xi, dynamics, 6000);
  Array<double**, Exec> const y0("mattis::test::y0", 1, N);
  for (std::int64_t i = 0; i < N; ++i) y0(0, i) = xi.by_pattern().sign(0, 2, i) ? 0.4 : -0.4;
  networks.start(Exec{}, 1, 0, y0);
  networks.present(Exec{}, {weights});
  networks.advance(Exec{}, 0, 6000, false);
  CHECK_THAT(networks.m()(0, 5999, 2), Catch::Matchers::WithinAbs(std::tanh(delta * root), 1e-10));
  for (std::int64_t mu = 0; mu < P; ++mu)
    if (mu != 2) CHECK(std::abs(networks.m()(0, 5999, mu)) < 1e-12);
}

TEST_CASE("stimulus: the energy of the landscape falls, whatever shapes it", "[stimulus]") {
  auto const mode = GENERATE(StimulusMode::additive, StimulusMode::multiplicative);
  stimulus::RunOptions options;
  options.dynamics = {.mode = mode, .delta = 3, .w_external = 1.2, .dt = 0.02};
  options.N = 200;
  options.P = 7;
  options.t_end = 4;
  options.trials = 4;
  options.every = 3;
  options.energy = true;
  options.save_states = true;
  std::vector<double> weights(7, 0.2);
  weights[1] = 1.5;
  options.programme = stimulus::constant(weights, 4);
  options.programme.input_noise = 0.4;
  auto const run = stimulus::run<double>(Exec{}, options);
  for (std::size_t r = 0; r < run.energy.extent(0); ++r) {
    for (std::size_t t = 1; t < run.energy.extent(1); ++t)
      CHECK(run.energy(r, t) <= run.energy(r, t - 1) + 1e-12);
    CHECK(run.energy(r, run.energy.extent(1) - 1) < run.energy(r, 0) - 0.1);
  }
}

TEST_CASE("stimulus: a landscape is the energy of its states", "[stimulus]") {
  auto const mode = GENERATE(StimulusMode::additive, StimulusMode::multiplicative);
  stimulus::RunOptions options;
  options.dynamics = {.mode = mode, .delta = 3, .w_s = 0.8, .w_external = 1.2};
  options.N = 100;
  options.P = 5;
  options.t_end = 10;
  options.seed = 6;
  options.programme = stimulus::switching(
      {.targets = {2, 4}, .times = {0, 5}, .strength = 1.5, .others = 0.2}, 5, 10);
  options.programme.input_noise = 0.3;
  auto const plane = stimulus::landscape(Exec{}, options, 21);
  CHECK((plane.memories[0] == 1 && plane.memories[1] == 3));
  PatternSet<Exec> const xi(Exec{}, 5, 100, 1);
  stimulus::fill_patterns(Exec{}, xi, stimulus::PatternKind::random, 0.5, 6, 0);
  StimulatedNetworks<Exec, double> networks(Exec{}, xi, options.dynamics, 1);
  double agree = 0;
  for (std::int64_t i = 0; i < 100; ++i)
    agree += xi.by_pattern().sign(0, 1, i) == xi.by_pattern().sign(0, 3, i);
  for (auto const& [a, b] : {std::pair{12, 9}, std::pair{4, 8}, std::pair{10, 10}}) {
    double const sum = plane.axis(a) + plane.axis(b), difference = plane.axis(a) - plane.axis(b);
    Array<double**, Exec> const y0("mattis::test::y0", 1, 100);
    for (std::int64_t i = 0; i < 100; ++i) {
      bool const own = xi.by_pattern().sign(0, 1, i), same = own == xi.by_pattern().sign(0, 3, i);
      double const z = 50 * (same ? sum / agree : difference / (100 - agree));
      y0(0, i) = std::atanh(own ? z : -z) / 3;
    }
    networks.start(Exec{}, 6, 0, y0);
    for (std::size_t k = 0; k < 2; ++k) {
      networks.present(
          Exec{}, {options.programme.presentations[k].weights, 0.3, static_cast<std::int64_t>(k)});
      CHECK_THAT(plane.energy(k, a, b),
                 Catch::Matchers::WithinAbs(stimulus::energy(Exec{}, networks, 3.0)[0], 1e-12));
    }
  }
  CHECK(std::isnan(plane.energy(0, 0, 0)));
}
