// SPDX-License-Identifier: BSD-3-Clause
// The facts that hold exactly (end of docs/models.md 1.2), over random parameters.
#include <mattis/core/error.hpp>
#include <mattis/dmft/closure.hpp>
#include <mattis/dmft/ensemble.hpp>
#include <mattis/dmft/factor.hpp>
#include <mattis/dmft/solve.hpp>
#include <mattis/expr/sweep.hpp>
#include <support/arrays.hpp>
#include <support/sanitizers.hpp>
#include <support/solutions.hpp>
#include <support/threads.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

using namespace mattis;
using namespace mattis::test;

namespace {

struct Case {
  Dense model;
  SolveOptions options;
};

Case random_case(unsigned seed, int n = 1) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  auto const K = engine() % 3;
  Case drawn{{.n = n, .alpha = 0.03 + 0.3 * uniform(engine), .g = 0.6 + uniform(engine)},
             {.T = 8 + static_cast<int>(engine() % 30),
              .dt = 0.02 + 0.1 * uniform(engine),
              .M = affordable(3000, 700),
              .tol = 1e-6,
              .seed = seed}};
  for (unsigned k = 0; k < K; ++k) drawn.model.a.push_back(uniform(engine));
  return drawn;
}

}  // namespace

TEST_CASE("solve: S is strictly causal, C symmetric, positive semidefinite and at most 1",
          "[dmft][property]") {
  auto drawn = random_case(GENERATE(range(1u, 9u)), GENERATE(1, 2, 4));
  drawn.options.standard_errors = false;
  auto const solution = solve<double>(Exec{}, drawn.model, drawn.options);
  auto const T = static_cast<std::size_t>(drawn.options.T);
  for (std::size_t t = 0; t < T; ++t) {
    for (std::size_t s = 0; s < T; ++s) {
      if (s >= t) REQUIRE(solution.S_phi(t, s) == 0);
      REQUIRE(solution.C_phi(t, s) == solution.C_phi(s, t));
      REQUIRE(std::abs(solution.C_phi(t, s)) <= 1);
    }
    if (t + 1 < T) CHECK(solution.S_phi(t + 1, t) > 0);
  }
  // Positive semidefinite: rounding errors apart, C factors.
  CHECK_NOTHROW(CovarianceFactor(drawn.options.T, 1e-12, 0)
                    .factor(Kokkos::DefaultHostExecutionSpace{}, solution.C_phi));
}

TEST_CASE("solve: flipping a condensed pattern leaves m, C and S as they are", "[dmft][property]") {
  auto drawn = random_case(GENERATE(range(21u, 24u)), GENERATE(1, 2));
  drawn.model.a = {0.8, 0.3};
  auto const M = static_cast<std::size_t>(drawn.options.M);
  auto const T = static_cast<std::size_t>(drawn.options.T);
  std::mt19937 engine(drawn.options.seed);
  std::normal_distribution<double> normal;
  Samples samples{HostArray<std::int8_t**>("xi", M, 2), HostArray<double*>("x0", M),
                  HostArray<double**>("z", T, M)};
  for (std::size_t i = 0; i < M; ++i) {
    samples.xi(i, 0) = (engine() & 1u) != 0 ? 1 : -1;
    samples.xi(i, 1) = (engine() & 1u) != 0 ? 1 : -1;
    samples.x0(i) = 0.8 * samples.xi(i, 0) + 0.3 * samples.xi(i, 1) + 0.5 * normal(engine);
    for (std::size_t t = 0; t < T; ++t) samples.z(t, i) = normal(engine);
  }
  // (xi, x0, z) -> (-xi, -x0, -z) is the same sample mirrored: phi is odd, so every product of two
  // stays.
  Samples mirrored{HostArray<std::int8_t**>("xi", M, 2), HostArray<double*>("x0", M),
                   HostArray<double**>("z", T, M)};
  for (std::size_t i = 0; i < 2 * M; ++i)
    mirrored.xi.data()[i] = static_cast<std::int8_t>(-samples.xi.data()[i]);
  for (std::size_t i = 0; i < M; ++i) mirrored.x0(i) = -samples.x0(i);
  for (std::size_t i = 0; i < T * M; ++i) mirrored.z.data()[i] = -samples.z.data()[i];
  drawn.options.standard_errors = false;
  drawn.options.samples = samples;
  auto const plain = solve<double>(Exec{}, drawn.model, drawn.options);
  drawn.options.samples = mirrored;
  auto const flipped = solve<double>(Exec{}, drawn.model, drawn.options);
  for (std::size_t i = 0; i < plain.m.size(); ++i)
    REQUIRE(std::abs(plain.m.data()[i] - flipped.m.data()[i]) < 1e-12);
  for (std::size_t i = 0; i < plain.C_phi.size(); ++i) {
    REQUIRE(std::abs(plain.C_phi.data()[i] - flipped.C_phi.data()[i]) < 1e-12);
    REQUIRE(std::abs(plain.S_phi.data()[i] - flipped.S_phi.data()[i]) < 1e-12);
  }
}

TEST_CASE("solve: with no load the theory is one deterministic neuron per pattern sign",
          "[dmft][property]") {
  // alpha -> 0: no noise, no self-coupling; K = 1, m obeys x' = -x + g_eff m with x = xi y for
  // every sample.
  double const alpha = 1e-10;
  Hopfield const model{.alpha = alpha, .g = 1.3 * std::sqrt(alpha), .a = {0.7}, .ic_noise = 0.0};
  auto const solution =
      solve<double>(Exec{}, model, {.T = 50, .dt = 0.1, .M = 512, .tol = 1e-12, .jitter = 1e-20});
  double y = 0.7;
  for (std::size_t t = 0; t < 50; ++t) {
    CHECK(std::abs(solution.m(t, 0) - std::tanh(y)) < 1e-4);
    CHECK(std::abs(solution.C_phi(t, 0) - std::tanh(y) * std::tanh(0.7)) < 1e-4);
    y = 0.9 * y + 0.1 * 1.3 * std::tanh(y);
  }
}

TEST_CASE("solve: <phi eta^T> = S C_eta on the diagonal (Novikov)",
          "[dmft][property][statistics]") {
  auto drawn = random_case(GENERATE(41u, 42u), GENERATE(1, 2));
  drawn.options.M = 20000;
  drawn.options.tol = 1e-4;
  drawn.options.standard_errors = false;
  auto const solution = solve<double>(Exec{}, drawn.model, drawn.options);
  int const T = drawn.options.T;
  auto const K = static_cast<int>(drawn.model.a.size());
  OrderParameters order;
  order.C = solution.C_phi;
  order.S = solution.S_phi;
  order.m = solution.m;
  Closure const closure(drawn.model, T);
  closure.update(Kokkos::DefaultHostExecutionSpace{}, order);
  CovarianceFactor factor(T, {}, 1e-12);
  factor.factor(Kokkos::DefaultHostExecutionSpace{}, closure.C_eta);
  SampleMeans<Exec> const means(Exec{}, T, K);
  SweepInput<Exec> input;
  input.factor = factor.L();
  input.kernel = closure.F;
  input.drive = closure.drive;
  input.a = HostArray<double const*>(drawn.model.a.data(), drawn.model.a.size());
  input.ic_noise = initial_noise(drawn.model);
  input.dt = drawn.options.dt;
  input.seed = drawn.options.seed;
  input.samples = drawn.options.M;
  auto const neuron = effective_neuron<double>(input);
  plan(Exec{}, lazy(means.S) = response(neuron.phi, neuron.eta),
       lazy(means.phi_eta) = mean(neuron.phi * neuron.eta))
      .run(Exec{});
  Exec{}.fence();
  for (int t = 0; t < T; ++t) {
    double expected = 0;
    for (int s = 0; s < t; ++s) expected += means.S(t, s) * closure.C_eta(s, t);
    // <phi eta> is a mean of M products of size sd(eta) at most.
    double const se = std::sqrt(closure.C_eta(t, t) / static_cast<double>(drawn.options.M));
    INFO("t " << t);
    CHECK(std::abs(means.phi_eta(t) - expected) < 4.5 * std::sqrt(2.0) * se + 1e-6);
  }
}

TEST_CASE("closure and factor: same bits row by row as all at once, for any number of threads",
          "[dmft]") {
  auto const n = GENERATE(1, 2);
  int const T = GENERATE(2, 3, 23, 64, 150);
  Dense const model{.n = n, .alpha = 0.1, .g = 1.2, .a = {1.0}};
  OrderParameters const order(T, 1);
  std::mt19937 engine(5);
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (int t = 0; t < T; ++t) {
    order.m(t, 0) = uniform(engine);
    for (int s = 0; s <= t; ++s) {
      order.C(t, s) = order.C(s, t) = std::exp(-0.01 * (t - s) * (t - s));
      order.S(t, s) = s < t ? 0.1 * uniform(engine) : 0;
    }
  }
  Closure const by_rows(model, T);
  CovarianceFactor factor_by_rows(T, {}, 1e-16);
  for (int t = 0; t < T; ++t) {
    by_rows.update_row(order, t);
    factor_by_rows.add_row(by_rows.C_eta, t);
  }
  auto const same = [](HostArray<double**> const& a, HostArray<double**> const& b) {
    return std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
  };
  for (auto const& exec : instances_of_different_size()) {
    Closure const closure(model, T);
    CovarianceFactor factor(T, {}, 1e-16);
    closure.update(exec, order);
    factor.factor(exec, closure.C_eta);
    INFO("n " << n << ", T " << T << ", " << exec.concurrency() << " threads");
    CHECK(same(closure.C_eta, by_rows.C_eta));
    CHECK(same(closure.F, by_rows.F));
    CHECK(same(closure.drive, by_rows.drive));
    CHECK(factor.jitter() == factor_by_rows.jitter());
    CHECK(same(factor.L(), factor_by_rows.L()));
  }
}

TEST_CASE("solve: <phi . F phi> = n <phi eta> for n = 2", "[dmft][property][statistics]") {
  Dense const model{.n = 2, .alpha = 0.05, .g = 1.5, .a = {1.2}};
  constexpr int steps = 30;
  constexpr int seeds = 24;
  int const M = 30000;
  std::vector<double> sum(steps), squares(steps);
  double scale = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    auto const solution =
        solve(Exec{}, model,
              {.T = steps, .dt = 0.05, .M = M, .seed = 60 + seed, .standard_errors = false});
    OrderParameters order;
    order.C = solution.C_phi;
    order.S = solution.S_phi;
    order.m = solution.m;
    Closure const closure(model, steps);
    closure.update(Kokkos::DefaultHostExecutionSpace{}, order);
    for (int t = 0; t < steps; ++t) {
      double self_coupling = 0;
      for (int s = 0; s <= t; ++s) self_coupling += closure.F(t, s) * order.C(t, s);
      double const of_patterns =
          model.g / (3 * std::sqrt(model.alpha)) * std::pow(order.m(t, 0), 3);
      double const phi_eta = -solution.E(t, 0) - of_patterns;
      double const difference = self_coupling - 2 * phi_eta;
      sum[t] += difference;
      squares[t] += difference * difference;
      scale = std::max(scale, std::abs(self_coupling));
    }
  }
  for (int t = 1; t < steps; ++t) {
    double const mean = sum[t] / seeds;
    double const se = std::sqrt((squares[t] / seeds - mean * mean) / (seeds - 1));
    INFO("t " << t << ", mean " << mean << " +- " << se << " beside " << scale);
    CHECK(std::abs(mean) < 4.5 * se);
    CHECK(se < 0.03 * scale * std::sqrt(30000.0 / M));
  }
}

TEST_CASE("solve: the dense model of order 1 has the bits of the Hopfield model",
          "[dmft][property]") {
  SolveOptions const options{.T = 20, .dt = 0.1, .M = 3000, .seed = 3};
  auto const hopfield = solve(Exec{}, Hopfield{.alpha = 0.2, .g = 1.3, .a = {0.8}}, options);
  auto const dense = solve(Exec{}, Dense{.n = 1, .alpha = 0.2, .g = 1.3, .a = {0.8}}, options);
  CHECK(std::memcmp(hopfield.m.data(), dense.m.data(), 8 * dense.m.size()) == 0);
  CHECK(std::memcmp(hopfield.C_phi.data(), dense.C_phi.data(), 8 * dense.C_phi.size()) == 0);
  CHECK(std::memcmp(hopfield.E_se.data(), dense.E_se.data(), 8 * dense.E_se.size()) == 0);
}

TEMPLATE_TEST_CASE("solve: same bits for any number of threads", "[dmft][threads]", float, double) {
  Dense const model{.n = GENERATE(1, 2), .alpha = 0.2, .g = 1.3, .a = {0.8}};
  SolveOptions const options{
      .T = affordable(33, 17), .dt = 0.1, .M = affordable(5000, 1300), .seed = 9};
  auto const first = solve<TestType>(instances_of_different_size().front(), model, options);
  for (auto const& exec : instances_of_different_size()) {
    INFO("threads " << exec.concurrency());
    auto const again = solve<TestType>(exec, model, options);
    check_same_bits(first, again);
    CHECK(std::memcmp(first.S_phi_se.data(), again.S_phi_se.data(), 8 * first.S_phi_se.size()) ==
          0);
  }
}

TEST_CASE("solve: a bad option is named, and no convergence is an error with the residual",
          "[dmft][errors]") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  Hopfield const good{.alpha = 0.1, .g = 1.2, .a = {1}};
  auto const run = [](Hopfield const& model, SolveOptions const& options) {
    return solve(Exec{}, model, options);
  };
  CHECK_THROWS_WITH(run({.alpha = -0.1, .g = 1}, {}), "alpha: expected a load above 0, got -0.1");
  CHECK_THROWS_WITH(run(good, {.T = 1}), "T: expected at least 2 steps, got 1");
  CHECK_THROWS_WITH(run(good, {.dt = 0}), "dt: expected a step in (0, 1], got 0");
  CHECK_THROWS_WITH(run(good, {.M = 0}), "M: expected at least 1 sample, got 0");
  CHECK_THROWS_WITH(run(good, {.tol = nan}), "tol: expected a tolerance above 0, got nan");
  CHECK_THROWS_WITH(run(good, {.jitter = -1}), "jitter: expected at least 0, got -1");
  CHECK_THROWS_AS(run(good, {.T = 2'000'000}), Error);
  CHECK_THROWS_WITH(
      run(good, {.T = 20, .M = 500, .max_sweeps = 2}),
      Catch::Matchers::ContainsSubstring(
          "max_sweeps: expected convergence to tol = 0.0001 within 2 sweeps") &&
          Catch::Matchers::ContainsSubstring("method causal may help), got a residual of"));
}

TEST_CASE("solve: what overflows is an error that names it, whatever the method",
          "[dmft][errors]") {
  auto const method = GENERATE(Method::picard, Method::causal, Method::damped);
  auto const n = GENERATE(1, 2);
  Dense const model{.n = n, .alpha = 0.1, .g = 1e155, .a = {1}, .ic_noise = 1};
  CHECK_THROWS_WITH(
      solve(Exec{}, model, {.T = 10, .dt = 0.1, .M = 100, .method = method}),
      Catch::Matchers::StartsWith("g: expected a magnitude of at most 1e36 with precision float"));
}

TEST_CASE("closure: order parameters that are not finite are named", "[dmft][errors]") {
  double const nan = std::numeric_limits<double>::quiet_NaN(),
               inf = std::numeric_limits<double>::infinity();
  Dense const model{.n = GENERATE(1, 2), .alpha = 0.1, .g = 1.2, .a = {1}};
  auto const order = initial_guess(5, 1);
  Closure const closure(model, 5);
  auto const name = GENERATE(as<std::string>(), "m(3,0)", "C_phi(3,3)", "S_phi(3,2)");
  if (name == "m(3,0)") order.m(3, 0) = nan;
  if (name == "C_phi(3,3)") order.C(3, 3) = inf;
  if (name == "S_phi(3,2)") order.S(3, 2) = -inf;
  auto const named = Catch::Matchers::StartsWith(name + ": expected finite order parameters");
  CHECK_THROWS_WITH(closure.update(Kokkos::DefaultHostExecutionSpace(), order), named);
  for (int t = 0; t < 3; ++t) closure.update_row(order, t);
  CHECK_THROWS_WITH(closure.update_row(order, 3), named);
}

TEST_CASE("factor: a covariance that is not finite is refused at once", "[dmft][errors]") {
  double const bad =
      GENERATE(std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN());
  int const at = GENERATE(0, 2);
  HostArray<double**> const A("A", 3, 3);
  for (int t = 0; t < 3; ++t) A(t, t) = 1;
  A(at, at) = bad;
  CovarianceFactor factor(3, std::nullopt, 1e-16);
  CHECK_THROWS_AS(factor.factor(Kokkos::DefaultHostExecutionSpace(), A), Error);
  CovarianceFactor by_row(3, std::nullopt, 1e-16);
  CHECK_THROWS_AS(
      [&] {
    for (int t = 0; t < 3; ++t) by_row.add_row(A, t);
      }(),
      Error);
}

TEST_CASE("theory: a network at rest stays there, and has the response of one", "[dmft]") {
  auto const method = GENERATE(mattis::Method::picard, mattis::Method::causal);
  double const left =
      method == mattis::Method::causal ? 0 : 1e-6;  // sweeps begin elsewhere and come within tol
  constexpr int T = 7;
  double const dt = 0.25, alpha = 0.3, g = 0.8;
  mattis::Hopfield const model{.alpha = alpha, .g = g, .a = {}, .ic_noise = 0};
  auto const solution = mattis::solve(
      Kokkos::DefaultExecutionSpace(), model,
      {.T = T, .dt = dt, .M = 64, .tol = 1e-6, .method = method, .standard_errors = false});
  // At x = 0 every slope is 1: S solves S(t+1,s) = (1-dt) S(t,s) + dt [delta_ts + sum_k F(t,k)
  // S(k,s)] with F = g sqrt(alpha) (1 - g/sqrt(alpha) S)^-1, row by row.
  double S[T][T] = {}, R[T][T] = {};
  double const gain = g / std::sqrt(alpha);
  for (int t = 0; t < T; ++t) {
    for (int s = 0; s <= t; ++s) {  // R = 1 + gain S R
      R[t][s] = t == s ? 1 : 0;
      for (int k = s; k < t; ++k) R[t][s] += gain * S[t][k] * R[k][s];
    }
    for (int s = 0; s <= t && t + 1 < T; ++s) {
      S[t + 1][s] = (1 - dt) * S[t][s] + (t == s ? dt : 0);
      for (int k = s; k <= t; ++k) S[t + 1][s] += dt * g * std::sqrt(alpha) * R[t][k] * S[k][s];
    }
  }
  for (std::size_t t = 0; t < T; ++t) {
    for (std::size_t s = 0; s < T; ++s) {
      CAPTURE(t, s);
      CHECK_THAT(solution.C_phi(t, s), Catch::Matchers::WithinAbs(0, left));
      CHECK_THAT(solution.S_phi(t, s), Catch::Matchers::WithinAbs(S[t][s], 2e-6));
    }
    CHECK_THAT(solution.E(t, 0), Catch::Matchers::WithinAbs(0, left));
    CHECK_THAT(solution.E(t, 1), Catch::Matchers::WithinAbs(0, left + 1e-7));
  }
}
