// SPDX-License-Identifier: BSD-3-Clause
// The dense model: its statistics, and what must hold for any parameters.
#include <mattis/models/simulate.hpp>
#include <support/arrays.hpp>
#include <support/matchers.hpp>
#include <support/reference_data.hpp>
#include <support/trials.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <random>

using namespace mattis;
using namespace mattis::test;

namespace {

/// A network with given patterns and initial state, parameters and sizes drawn from `seed`.
struct RandomNetwork {
  Dense model{.n = 1, .alpha = 0, .g = 0};
  SimulateOptions options;
  reference::Signs signs;
  std::vector<double> x0;

  explicit RandomNetwork(unsigned seed) {
    std::mt19937 engine(seed);
    auto const uniform = [&](double low, double high) {
      return std::uniform_real_distribution<double>(low, high)(engine);
    };
    auto const P = static_cast<std::size_t>(uniform(1, 90));
    auto const N = static_cast<std::size_t>(uniform(5, 70));
    model.n = 1 + static_cast<int>(uniform(0, 4.999));
    model.alpha = static_cast<double>(P) / std::pow(N, model.n);
    model.g = uniform(0.5, 2);
    options = {
        .T = 30, .dt = uniform(0.01, 0.3), .distinct_indices = seed % 2 == 0, .save_states = true};
    signs = random_signs(P, N, seed + 1000);
    // Near a pattern: for n > 1 the field of a state far from all of them is small.
    x0 = random_values(N, 1, seed + 2000);
    for (std::size_t i = 0; i < N; ++i) x0[i] += signs(0, i);
  }

  Simulation run(reference::Signs const& xi, std::vector<double> const& start) const {
    return simulate_from<double>(Exec{}, model, options, pack(xi), view_of<double>(start));
  }
};

/// Largest difference of overlaps and energies, pattern mu of `a` being pattern order[mu] of `b`.
double largest_difference(Simulation const& a, Simulation const& b,
                          std::vector<std::size_t> const& order) {
  double largest = 0;
  for (std::size_t t = 0; t < a.m.extent(1); ++t) {
    for (std::size_t mu = 0; mu < order.size(); ++mu)
      largest = std::max(largest, std::abs(a.m(0, t, mu) - b.m(0, t, order[mu])));
    for (std::size_t part = 0; part < 2; ++part)
      largest = std::max(largest, std::abs(a.E(0, t, part) - b.E(0, t, part)));
  }
  return largest;
}

std::vector<std::size_t> counted(std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

std::vector<std::size_t> shuffled(std::size_t count, unsigned seed) {
  auto order = counted(count);
  std::shuffle(order.begin(), order.end(), std::mt19937(seed));
  return order;
}

/// Sums taken in another order: a few roundings of the largest state per step, over 30 steps.
double rounding(Simulation const& run) {
  double largest = 1;
  for (std::size_t i = 0; i < run.x.size(); ++i)
    largest = std::max(largest, std::abs(run.x.data()[i]));
  return 1e-12 * largest;
}

}  // namespace

TEST_CASE("dense: the published setting agrees with the original's trials",
          "[models][data][statistics]") {
  auto const file = reference_data("simulation/dense2_readme");
  Dense const model{.n = static_cast<int>(file.attribute<std::int64_t>("n")),
                    .alpha = file.attribute<double>("alpha"),
                    .g = file.attribute<double>("g"),
                    .a = file.attribute<std::vector<double>>("a")};
  CHECK(std::abs(initial_noise(model) - file.attribute<double>("ic_noise_std")) < 1e-12);
  auto const run = simulate(Exec{}, model,
                            {.T = static_cast<int>(file.attribute<std::int64_t>("T")),
                             .dt = file.attribute<double>("dt"),
                             .N = file.attribute<std::int64_t>("N"),
                             .trials = 1000,
                             .seed = 5});
  TrialMean const m(run.m), E(run.E);
  CHECK(largest_z(m.mean, m.se, file.read<double>("m"), file.read<double>("m_se")) < 4.5);
  CHECK(largest_z(E.mean, E.se, file.read<double>("E"), file.read<double>("E_se")) < 4.5);
}

TEST_CASE("dense: of order 1 it is the Hopfield network to the bit", "[models]") {
  auto const distinct = GENERATE(false, true);
  SimulateOptions const options{.T = 20,
                                .dt = 0.1,
                                .N = 333,
                                .trials = 3,
                                .seed = 6,
                                .distinct_indices = distinct,
                                .save_states = true};
  auto const dense =
      simulate(Exec{}, Dense{.n = 1, .alpha = 0.2, .g = 1.3, .a = {0.9, 0.2}}, options);
  auto const hopfield =
      simulate(Exec{}, Hopfield{.alpha = 0.2, .g = 1.3, .a = {0.9, 0.2}}, options);
  CHECK(dense.P == hopfield.P);
  CHECK(std::memcmp(dense.m.data(), hopfield.m.data(), 8 * dense.m.size()) == 0);
  CHECK(std::memcmp(dense.E.data(), hopfield.E.data(), 8 * dense.E.size()) == 0);
  CHECK(std::memcmp(dense.x.data(), hopfield.x.data(), 8 * dense.x.size()) == 0);
}

TEST_CASE("dense: flipping neurons with their patterns changes nothing but their sign",
          "[models][property]") {
  auto const seed = GENERATE(range(1u, 25u));
  RandomNetwork const network(seed);
  auto const N = network.signs.N;
  auto const gauge = random_signs(1, N, seed + 3000);
  auto signs = network.signs;
  auto x0 = network.x0;
  for (std::size_t i = 0; i < N; ++i) {
    for (std::size_t mu = 0; mu < signs.P; ++mu)
      signs.xi[mu * N + i] = static_cast<std::int8_t>(signs.xi[mu * N + i] * gauge.xi[i]);
    x0[i] *= gauge.xi[i];
  }
  auto const run = network.run(network.signs, network.x0);
  auto const mirrored = network.run(signs, x0);
  INFO("n " << network.model.n << ", N " << N << ", P " << signs.P);
  CHECK(largest_difference(run, mirrored, counted(signs.P)) < rounding(run));
  for (std::size_t i = 0; i < N; ++i)
    CHECK(std::abs(run.x(0, 29, i) - gauge.xi[i] * mirrored.x(0, 29, i)) < rounding(run));
}

TEST_CASE("dense: the order of neurons and of patterns does not matter", "[models][property]") {
  auto const seed = GENERATE(range(1u, 25u));
  RandomNetwork const network(seed);
  auto const P = network.signs.P, N = network.signs.N;
  auto const patterns = shuffled(P, seed + 4000), neurons = shuffled(N, seed + 5000);
  auto signs = network.signs;
  auto x0 = network.x0;
  for (std::size_t i = 0; i < N; ++i) {
    for (std::size_t mu = 0; mu < P; ++mu)
      signs.xi[patterns[mu] * N + neurons[i]] = network.signs.xi[mu * N + i];
    x0[neurons[i]] = network.x0[i];
  }
  auto const run = network.run(network.signs, network.x0);
  auto const permuted = network.run(signs, x0);
  INFO("n " << network.model.n << ", N " << N << ", P " << P);
  CHECK(largest_difference(run, permuted, patterns) < rounding(run));
  for (std::size_t i = 0; i < N; ++i)
    CHECK(std::abs(run.x(0, 29, i) - permuted.x(0, 29, neurons[i])) < rounding(run));
}

TEST_CASE("dense: the energy never rises when dt is small", "[models][property]") {
  auto const seed = GENERATE(range(1u, 25u));
  RandomNetwork network(seed);
  // The step must be small beside the largest curvature of the energy, about n g P / (sqrt(alpha)
  // N).
  auto const stiffness = network.model.n * network.model.g / std::sqrt(network.model.alpha) *
                         static_cast<double>(network.signs.P) /
                         static_cast<double>(network.signs.N);
  network.options.dt = std::min(0.01, 0.5 / stiffness);
  network.options.T = 200;
  auto const run = network.run(network.signs, network.x0);
  INFO("n " << network.model.n << ", N " << network.signs.N << ", P " << network.signs.P);
  for (std::size_t t = 1; t < 200; ++t) {
    double const before = run.E(0, t - 1, 0) + run.E(0, t - 1, 1);
    double const size = std::abs(run.E(0, t, 0)) + std::abs(run.E(0, t, 1));
    REQUIRE(run.E(0, t, 0) + run.E(0, t, 1) <= before + 1e-14 * std::max(1.0, size));
  }
}
