// SPDX-License-Identifier: BSD-3-Clause
// The methods solve the same equations: on the same samples they meet within rounding.
#include <mattis/core/error.hpp>
#include <mattis/dmft/solve.hpp>
#include <support/arrays.hpp>
#include <support/matchers.hpp>
#include <support/reference_data.hpp>
#include <support/sanitizers.hpp>
#include <support/solutions.hpp>
#include <support/threads.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <random>

using namespace mattis;
using namespace mattis::test;

namespace {

double largest_distance(HostArray<double**> const& a, HostArray<double**> const& b) {
  double largest = a.size() == b.size() ? 0 : INFINITY;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = std::max(largest, std::abs(a.data()[i] - b.data()[i]));
  return largest;
}

double largest_distance(Solution const& a, Solution const& b) {
  return std::max({largest_distance(a.m, b.m), largest_distance(a.C_phi, b.C_phi),
                   largest_distance(a.S_phi, b.S_phi), largest_distance(a.E, b.E)});
}

Samples random_samples(Dense const& model, std::size_t steps, std::size_t samples) {
  auto const K = model.a.size();
  Samples drawn{HostArray<std::int8_t**>("xi", samples, K), HostArray<double*>("x0", samples),
                HostArray<double**>("z", steps, samples)};
  std::mt19937 engine(5);
  std::normal_distribution<double> normal;
  for (std::size_t i = 0; i < samples; ++i) {
    drawn.x0(i) = 0.5 * normal(engine);
    for (std::size_t k = 0; k < K; ++k) {
      drawn.xi(i, k) = (engine() & 1u) != 0 ? 1 : -1;
      drawn.x0(i) += model.a[k] * drawn.xi(i, k);
    }
    for (std::size_t t = 0; t < steps; ++t) drawn.z(t, i) = normal(engine);
  }
  return drawn;
}

auto models() {
  return GENERATE(values<Dense>({{.n = 1, .alpha = 0.1, .g = 1.2, .a = {1.08}},
                                 {.n = 1, .alpha = 0.25, .g = 1.5, .a = {0.9, 0.6}},
                                 {.n = 1, .alpha = 0.3, .g = 1.6},
                                 {.n = 2, .alpha = 0.05, .g = 1.5, .a = {1.2}},
                                 {.n = 4, .alpha = 0.05, .g = 1.5, .a = {1.35}}}));
}

}  // namespace

TEMPLATE_TEST_CASE("solve: causal meets picard on the same samples", "[dmft][methods]", float,
                   double) {
  auto const model = models();
  INFO("n " << model.n << ", K " << model.a.size());
  SolveOptions options{.T = 25,
                       .dt = 0.08,
                       .M = affordable(3000, 700),
                       .tol = 1e-12,
                       .seed = 3,
                       .standard_errors = false};
  options.jitter = GENERATE(std::optional<double>(), std::optional<double>(1e-3));
  auto const picard = solve<TestType>(Exec{}, model, options);
  options.method = Method::causal;
  auto const causal = solve<TestType>(Exec{}, model, options);
  // Picard stops where a sweep moves it by less than tol, and sums differ in order: C_eta is theirs
  // within tol and the 500 roundings that both grow to in these steps (measured: up to 220 on 3000
  // samples, 713 on 700). A jitter of the size of that difference makes the square root take it to
  // its root; and n = 4 multiplies a difference by some 1e4 on its way through the steps.
  double const epsilon = std::numeric_limits<TestType>::epsilon();
  double const growth = model.n == 4 ? 1e4 : 1;
  double const apart = options.tol + 500 * epsilon;
  double const bound = growth * (options.jitter ? apart : 3 * std::sqrt(apart));
  CHECK(largest_distance(picard, causal) < bound);
  CHECK(causal.residual < growth * 100 * epsilon);
  // The automatic jitter goes in powers of ten, by pivots that are rounding errors.
  double const decade = options.jitter ? 1 : 10.1;
  CHECK(causal.jitter <= decade * picard.jitter);
  CHECK(picard.jitter <= decade * causal.jitter);
  CHECK(causal.sweeps == 1);
}

TEST_CASE("solve: a compressed self-coupling moves the solution by no more than its tolerance",
          "[dmft][methods]") {
  Dense const model{.n = 1, .alpha = 0.25, .g = 1.5, .a = {0.6}};
  // Of 120 steps on a rank of 11 and less saves work, which holds what 1e-5 leaves of this kernel.
  SolveOptions options{.T = 120,
                       .dt = 0.05,
                       .M = affordable(500, 60),
                       .tol = 1e-9,
                       .seed = 3,
                       .jitter = 1e-6,
                       .standard_errors = false};
  options.kernel_tol = 0;
  auto const whole = solve<double>(Exec{}, model, options);
  CHECK(whole.kernel_rank == 0);
  CHECK(whole.kernel_error == 0);
  for (double const tol : {1e-3, 1e-5}) {
    options.kernel_tol = tol;
    auto const compressed = solve<double>(Exec{}, model, options);
    INFO("tolerance " << tol << ", rank " << compressed.kernel_rank);
    CHECK(compressed.kernel_tol == tol);
    CHECK(compressed.kernel_rank > 0);
    CHECK(compressed.kernel_error > 0);
    CHECK(compressed.kernel_error <= tol);
    CHECK(largest_distance(whole, compressed) <= 10 * tol);
  }
}

TEST_CASE("solve: damped meets picard and causal on given samples", "[dmft][methods]") {
  auto const model = models();
  INFO("n " << model.n << ", K " << model.a.size());
  SolveOptions options{.T = 12,
                       .dt = 0.1,
                       .M = 500,
                       .tol = 1e-11,
                       .update_stepsize = GENERATE(0.5, 1.0),
                       .iterations = 400,
                       .jitter = 1e-3,
                       .samples = random_samples(model, 12, 500),
                       .standard_errors = false};
  auto const picard = solve<double>(Exec{}, model, options);
  options.method = Method::causal;
  auto const causal = solve<double>(Exec{}, model, options);
  options.method = Method::damped;
  auto const damped = solve<double>(Exec{}, model, options);
  CHECK(largest_distance(picard, causal) < 1e-8);
  CHECK(largest_distance(picard, damped) < 1e-8);
  CHECK(damped.residual <= 1e-11);
  CHECK(damped.sweeps < 400);
}

TEST_CASE("solve: causal reproduces the fixed points of the reference data",
          "[dmft][methods][data]") {
  auto const name = GENERATE("hopfield_two_condensed", "dense_n2", "dense_n4");
  auto const file = reference_data(std::string("fixed_points/") + name);
  Dense const model{.n = static_cast<int>(file.attribute<std::int64_t>("n")),
                    .alpha = file.attribute<double>("alpha"),
                    .g = file.attribute<double>("g"),
                    .a = file.attribute<std::vector<double>>("a")};
  auto const M = static_cast<std::size_t>(file.attribute<std::int64_t>("M"));
  auto const T = static_cast<std::size_t>(file.attribute<std::int64_t>("T"));
  Samples samples{HostArray<std::int8_t**>("xi", M, model.a.size()), HostArray<double*>("x0", M),
                  HostArray<double**>("z", T, M)};
  auto const fill = [&](auto const& view, auto const& values) {
    std::copy(values.begin(), values.end(), view.data());
  };
  fill(samples.xi, file.read<std::int8_t>("xi"));
  fill(samples.x0, file.read<double>("x0"));
  fill(samples.z, file.read<double>("z"));
  auto const solution = solve<double>(Exec{}, model,
                                      {.T = static_cast<int>(T),
                                       .dt = file.attribute<double>("dt"),
                                       .M = static_cast<std::int64_t>(M),
                                       .method = Method::causal,
                                       .jitter = file.attribute<double>("noise_jitter"),
                                       .samples = samples});
  auto const entries = [](auto const& array) {
    return std::vector<double>(array.data(), array.data() + array.size());
  };
  CHECK_THAT(entries(solution.m), Within(file.read<double>("m"), 1e-8));
  CHECK_THAT(entries(solution.C_phi), Within(file.read<double>("C_phi"), 1e-8));
  CHECK_THAT(entries(solution.S_phi), Within(file.read<double>("S_phi"), 1e-8));
  CHECK_THAT(entries(solution.E), Within(file.read<double>("E"), 1e-8));
}

TEST_CASE("solve: damped iteration over fresh samples meets picard within errors",
          "[dmft][methods][statistics]") {
  auto const model = GENERATE(values<Dense>({{.n = 1, .alpha = 0.1, .g = 1.2, .a = {1.08}},
                                             {.n = 2, .alpha = 0.05, .g = 1.5, .a = {1.2}}}));
  SolveOptions options{.T = 30, .dt = 0.05, .M = 8192, .seed = 5};
  auto const picard = solve(Exec{}, model, options);
  options.method = Method::damped;
  options.iterations = 60;
  options.seed = 6;
  auto const damped = solve(Exec{}, model, options);
  auto const values = [](auto const& array) {
    return std::vector<double>(array.data(), array.data() + array.size());
  };
  auto const z = [&](auto const& a, auto const& a_se, auto const& b, auto const& b_se) {
    return largest_z(a.data(), a_se.data(), values(b), values(b_se));
  };
  CHECK(z(picard.m, picard.m_se, damped.m, damped.m_se) < 4.5);
  CHECK(z(picard.C_phi, picard.C_phi_se, damped.C_phi, damped.C_phi_se) < 4.5);
  CHECK(z(picard.S_phi, picard.S_phi_se, damped.S_phi, damped.S_phi_se) < 4.5);
  CHECK(damped.sweeps == 60);
  CHECK(damped.residuals.size() == 60);
}

TEMPLATE_TEST_CASE("solve: causal has the same bits for any number of threads",
                   "[dmft][methods][threads]", float, double) {
  Dense const model{.n = GENERATE(1, 2), .alpha = 0.2, .g = 1.3, .a = {0.8}};
  SolveOptions const options{.T = affordable(33, 17),
                             .dt = 0.1,
                             .M = affordable(5000, 1300),
                             .method = Method::causal,
                             .seed = 9};
  auto const first = solve<TestType>(instances_of_different_size().front(), model, options);
  for (auto const& exec : instances_of_different_size()) {
    INFO("threads " << exec.concurrency());
    auto const again = solve<TestType>(exec, model, options);
    check_same_bits(first, again);
  }
}

TEST_CASE("solve: a bad choice of method is named", "[dmft][methods][errors]") {
  using Catch::Matchers::ContainsSubstring;
  Hopfield const model{.alpha = 0.1, .g = 1.2, .a = {1}};
  auto const run = [&](SolveOptions const& options) { return solve(Exec{}, model, options); };
  CHECK(method_of("causal") == Method::causal);
  CHECK_THROWS_WITH(method_of("newton"), "method: expected picard, causal or damped, got newton");
  CHECK_THROWS_WITH(run({.update_stepsize = 0}),
                    "update_stepsize: expected a share in (0, 1], got 0");
  CHECK_THROWS_WITH(run({.update_stepsize = 1.1}),
                    "update_stepsize: expected a share in (0, 1], got 1.1");
  CHECK_THROWS_WITH(run({.iterations = 0}), "iterations: expected at least 1, got 0");
  CHECK_THROWS_WITH(
      run({.M = 1'000'000'000'000, .method = Method::causal}),
      ContainsSubstring("memory for method causal, which keeps every sample: expected at most"));
  CHECK_THROWS_WITH(run({.M = std::int64_t{1} << 60}),
                    ContainsSubstring("M: expected a number of samples that can be"));
  CHECK_THROWS_WITH(run({.T = 20, .M = 500, .method = Method::damped, .iterations = 1}),
                    ContainsSubstring("iterations: expected a residual of at most 0.447") &&
                        ContainsSubstring("method picard may help), got"));
}

TEST_CASE("solve: a jitter that does not do is named", "[dmft][methods][errors]") {
  auto const method = GENERATE(Method::picard, Method::causal);
  SolveOptions const options{.T = 60, .dt = 0.02, .M = 1000, .method = method, .jitter = 0.0};
  CHECK_THROWS_WITH(solve<float>(Exec{}, Hopfield{.alpha = 0.1, .g = 1.2, .a = {1}}, options),
                    "jitter: expected enough to make the noise covariance positive definite (auto "
                    "finds it), got 0");
}
