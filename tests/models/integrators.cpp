// SPDX-License-Identifier: BSD-3-Clause
// Simulations in continuous time, against Runge-Kutta steps of the equations as they stand and
// against Euler's steps as dt -> 0.
#include <mattis/core/error.hpp>
#include <mattis/models/simulate.hpp>
#include <mattis/models/simulation_checkpoint.hpp>
#include <support/arrays.hpp>
#include <support/refuses.hpp>
#include <support/threads.hpp>
#include <support/trials.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>
#include <optional>

namespace mattis::test {
namespace {

/// dx/dt = -x + h of docs/models.md 1.1, in double.
std::vector<double> derivative(reference::Signs const& xi, Dense const& model,
                               std::vector<double> const& x) {
  auto const m = reference::overlap(xi, mapped(x, [](double v) { return std::tanh(v); }));
  auto h = reference::field(xi, mapped(m, [&](double v) { return std::pow(v, model.n); }));
  for (std::size_t i = 0; i < h.size(); ++i) h[i] = model.g / std::sqrt(model.alpha) * h[i] - x[i];
  return h;
}

/// The classical Runge-Kutta step of order 4.
void runge_kutta_step(reference::Signs const& xi, Dense const& model, double dt,
                      std::vector<double>& x) {
  auto const plus = [&](double factor, std::vector<double> const& k) {
    auto sum = x;
    for (std::size_t i = 0; i < x.size(); ++i) sum[i] += factor * k[i];
    return sum;
  };
  auto const k1 = derivative(xi, model, x);
  auto const k2 = derivative(xi, model, plus(dt / 2, k1));
  auto const k3 = derivative(xi, model, plus(dt / 2, k2));
  auto const k4 = derivative(xi, model, plus(dt, k3));
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] += dt / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
}

double largest_gap(HostArray<double***> const& a, HostArray<double***> const& b, int stride = 1) {
  double largest = 0;
  for (std::size_t t = 0; t < a.extent(1); ++t)
    for (std::size_t k = 0; k < a.extent(2); ++k)
      largest =
          std::max(largest, std::abs(a(0, t, k) - b(0, t * static_cast<std::size_t>(stride), k)));
  return largest;
}

/// Of twice the finer path, of `refined` steps each record, minus that of half as many.
double gap_of_extrapolated(HostArray<double***> const& limit, HostArray<double***> const& coarser,
                           HostArray<double***> const& finer, int refined) {
  auto const steps = static_cast<std::size_t>(refined);
  double largest = 0;
  for (std::size_t t = 0; t < limit.extent(1); ++t)
    for (std::size_t i = 0; i < limit.extent(2); ++i)
      largest = std::max(largest, std::abs(2 * finer(0, t * steps, i) -
                                           coarser(0, t * steps / 2, i) - limit(0, t, i)));
  return largest;
}

bool same_bits(HostArray<double***> const& a, HostArray<double***> const& b) {
  return a.size() == b.size() && std::equal(a.data(), a.data() + a.size(), b.data());
}

SimulateOptions in_continuous_time(double rtol) {
  return {.T = 31,
          .dt = 0.1,
          .N = 120,
          .seed = 2,
          .save_states = true,
          .integrator = Integrator::cvode,
          .rtol = rtol};
}

}  // namespace

TEST_CASE("integrators: cvode's trajectory is within 1e-4 at rtol 1e-6, and follows its tolerance",
          "[models][cvode]") {
  if (!has_cvode()) return;
  auto const n = GENERATE(1, 2, 3);
  Dense const model{.n = n, .alpha = 0.2, .g = 1.3, .a = {0.9}};
  auto const xi = random_signs(24, 120, 7);
  auto x = random_values(120, 1.5, 8);
  auto const x0 = view_of<double>(x);
  auto const run = [&](double rtol) {
    auto const found = simulate_from<double>(Exec{}, model, in_continuous_time(rtol), pack(xi), x0);
    CHECK(found.steps > 10);
    return found;
  };
  auto const coarse = run(1e-3), usual = run(1e-6), fine = run(1e-10);
  CHECK(coarse.steps < usual.steps);
  CHECK(usual.steps < fine.steps);
  double of_coarse = 0, of_usual = 0, of_fine = 0, of_m = 0;
  for (std::size_t t = 0; t < 31; ++t) {
    auto const m = reference::overlap(xi, mapped(x, [](double v) { return std::tanh(v); }));
    for (std::size_t mu = 0; mu < 24; ++mu)
      of_m = std::max(of_m, std::abs(usual.m(0, t, mu) - m[mu]));
    for (std::size_t i = 0; i < 120; ++i) {
      of_coarse = std::max(of_coarse, std::abs(coarse.x(0, t, i) - x[i]));
      of_usual = std::max(of_usual, std::abs(usual.x(0, t, i) - x[i]));
      of_fine = std::max(of_fine, std::abs(fine.x(0, t, i) - x[i]));
    }
    for (int step = 0; step < 20; ++step) runge_kutta_step(xi, model, 0.1 / 20, x);
  }
  INFO("n " << n << ": " << of_coarse << " " << of_usual << " " << of_fine);
  CHECK(of_coarse < 0.1);
  CHECK(of_usual < 1e-4);
  CHECK(of_m < 1e-4);
  CHECK(of_fine < 1e-7);
  CHECK(of_usual < of_coarse / 20);
}

TEST_CASE("integrators: Euler's steps meet cvode as dt -> 0, at first order", "[models][cvode]") {
  if (!has_cvode()) return;
  auto const [n, distinct] =
      GENERATE(table<int, bool>({{1, false}, {1, true}, {2, false}, {2, true}}));
  Dense const model{.n = n, .alpha = n == 1 ? 0.2 : 0.02, .g = 1.3, .a = {0.9}};
  auto options = in_continuous_time(1e-10);
  options.distinct_indices = distinct;
  auto const limit = simulate<double>(Exec{}, model, options);
  options.integrator = Integrator::euler;
  HostArray<double***> coarser;
  double before_x = 0, before_m = 0, before_E = 0;
  for (int const refined : {8, 16, 32}) {
    options.T = 30 * refined + 1;
    options.dt = 0.1 / refined;
    auto const euler = simulate<double>(Exec{}, model, options);
    CHECK(euler.steps == 30 * refined);
    double const of_x = largest_gap(limit.x, euler.x, refined),
                 of_m = largest_gap(limit.m, euler.m, refined),
                 of_E = largest_gap(limit.E, euler.E, refined);
    INFO("n " << n << (distinct ? " distinct" : "") << ", dt " << options.dt << ": " << of_x << " "
              << of_m << " " << of_E);
    if (before_x > 0) {
      // What is of first order cancels, and the rest is far below it.
      CHECK(gap_of_extrapolated(limit.x, coarser, euler.x, refined) < 0.05 * of_x);
      CHECK(std::abs(before_x / of_x - 2) < 0.15);
      CHECK(std::abs(before_m / of_m - 2) < 0.15);
      CHECK(std::abs(before_E / of_E - 2) < 0.15);
    }
    coarser = euler.x;
    before_x = of_x;
    before_m = of_m;
    before_E = of_E;
  }
}

TEST_CASE(
    "integrators: networks in continuous time have the same bits for any number of threads, "
    "of trials and of cues",
    "[models][cvode]") {
  if (!has_cvode()) return;
  Dense const model{.n = 2, .alpha = 0.01, .g = 1.3, .a = {0.9}};
  auto options = in_continuous_time(1e-6);
  options.trials = 2;
  options.cues = 2;
  auto const all = simulate<double>(Exec{}, model, options);
  for (auto const& exec : instances_of_different_size()) {
    auto const again = simulate<double>(exec, model, options);
    CHECK(same_bits(all.x, again.x));
    CHECK(all.steps == again.steps);
  }
  options.cues = 1;
  auto const few = simulate<double>(Exec{}, model, options);
  for (std::size_t trial = 0; trial < 2; ++trial)
    CHECK(std::equal(&few.x(trial, 0, 0), &few.x(trial, 0, 0) + 31 * 120, &all.x(2 * trial, 0, 0)));
}

TEST_CASE(
    "integrators: a run in continuous time that is stopped again and again ends in the same "
    "bits",
    "[models][cvode]") {
  if (!has_cvode()) return;
  Hopfield const model{.alpha = 0.1, .g = 1.3, .a = {0.9}};
  auto options = in_continuous_time(1e-6);
  options.trials = 6;
  auto const whole = simulate<double>(Exec{}, model, options);
  std::shared_ptr<SimulationCheckpoint const> saved;
  options.checkpoint.save = [&](SimulationCheckpoint const& state) {
    saved = std::make_shared<SimulationCheckpoint const>(state);
  };
  int stops = 0;
  std::optional<Simulation> pieces;
  for (std::int64_t limit = 100; !pieces; limit += 200) {
    std::atomic<std::int64_t> asked = 0;
    options.should_stop = [&] { return ++asked > limit; };
    options.checkpoint.resume = saved;
    try {
      pieces = simulate<double>(Exec{}, model, options);
    } catch (Stopped const&) {
      ++stops;
    }
    REQUIRE(stops < 1000);
  }
  CHECK(stops >= 2);
  CHECK(saved != nullptr);
  CHECK(same_bits(whole.x, pieces->x));
  CHECK(same_bits(whole.E, pieces->E));
  CHECK(whole.steps == pieces->steps);
}

TEST_CASE("integrators: what cannot be is refused before any work", "[models][cvode]") {
  Hopfield const model{.alpha = 0.1, .g = 1.3};
  CHECK_THROWS_MATCHES(integrator_named("rk4"), Error,
                       testing::Refuses("integrator: ", "euler or cvode, got 'rk4'"));
  if (!has_cvode()) {
    CHECK_THROWS_MATCHES(simulate<double>(Exec{}, model, in_continuous_time(1e-6)), Error,
                         testing::Refuses("integrator: ", "MATTIS_SUNDIALS"));
    return;
  }
  CHECK_THROWS_MATCHES(simulate<float>(Exec{}, model, in_continuous_time(1e-6)), Error,
                       testing::Refuses("precision: expected double ", "got float"));
  for (double const rtol : {0.0, -1.0, 1.0, std::nan("")})
    CHECK_THROWS_MATCHES(simulate<double>(Exec{}, model, in_continuous_time(rtol)), Error,
                         testing::Refuses("rtol: ", "from 1e-12 to 0.1"));
}

}  // namespace mattis::test
