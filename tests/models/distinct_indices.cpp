// SPDX-License-Identifier: BSD-3-Clause
// Only products of n + 1 different neurons: against the sum over tuples, written out.
#include <mattis/core/error.hpp>
#include <mattis/models/simulate.hpp>
#include <support/arrays.hpp>
#include <support/matchers.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include <cmath>
#include <limits>

using namespace mattis;
using namespace mattis::test;

namespace {

/// Sum of y_{j1} .. y_{jn} over ordered tuples of n different neurons, none of them in `taken`.
double sum_over_tuples(std::vector<double> const& y, int n, std::vector<bool> taken) {
  if (n == 0) return 1;
  double sum = 0;
  for (std::size_t j = 0; j < y.size(); ++j) {
    if (taken[j]) continue;
    taken[j] = true;
    sum += y[j] * sum_over_tuples(y, n - 1, taken);
    taken[j] = false;
  }
  return sum;
}

std::vector<double> aligned(reference::Signs const& xi, std::size_t mu, std::vector<double> const& phi) {
  std::vector<double> y(xi.N);
  for (std::size_t j = 0; j < xi.N; ++j) y[j] = xi(mu, j) * phi[j];
  return y;
}

struct FieldAndEnergy {
  std::vector<double> h;
  double E0 = 0;
};

FieldAndEnergy written_out(Dense const& model, reference::Signs const& xi, std::vector<double> const& x) {
  double const gain = model.g / std::sqrt(model.alpha);
  auto const N = static_cast<double>(xi.N);
  auto const phi = mapped(x, [](double value) { return std::tanh(value); });
  FieldAndEnergy result{std::vector<double>(xi.N)};
  for (std::size_t mu = 0; mu < xi.P; ++mu) {
    auto const y = aligned(xi, mu, phi);
    std::vector<bool> none(xi.N);
    for (std::size_t i = 0; i < xi.N; ++i) {
      none[i] = true;
      result.h[i] += gain * xi(mu, i) * sum_over_tuples(y, model.n, none) / std::pow(N, model.n);
      none[i] = false;
    }
    result.E0 -= gain / (model.n + 1) * sum_over_tuples(y, model.n + 1, none) / std::pow(N, model.n + 1);
  }
  return result;
}

/// One step of length 1, after which x is the field.
template <Real T>
FieldAndEnergy computed(Dense const& model, reference::Signs const& xi, std::vector<double> const& x) {
  SimulateOptions const options{.T = 2, .dt = 1, .distinct_indices = true, .save_states = true};
  auto const run = simulate_from<T>(Exec{}, model, options, pack(xi), view_of<double>(x));
  return {{&run.x(0, 1, 0), &run.x(0, 1, 0) + xi.N}, run.E(0, 0, 0)};
}

/// A few roundings of the terms whose sum the field is (detail/distinct_field.hpp), were they all of one sign.
template <Real T>
double error_bound(Dense const& model, std::size_t P, std::size_t N) {
  double terms = model.g / std::sqrt(model.alpha) * static_cast<double>(P);
  for (int k = 1; k <= model.n; ++k) terms *= 1 + k / static_cast<double>(N);
  return 4 * static_cast<double>(std::numeric_limits<T>::epsilon()) * terms;
}

Dense model_of(int n, std::size_t P, std::size_t N) {
  return {.n = n, .alpha = static_cast<double>(P) / std::pow(N, n), .g = 1.3};
}

}  // namespace

TEST_CASE("distinct indices: the sum over tuples of different neurons", "[models]") {
  auto const n = GENERATE(1, 2, 3, 4, 5);
  auto const N = GENERATE(as<std::size_t>(), 1, 2, 4, 5, 7, 8);
  auto const P = GENERATE(as<std::size_t>(), 1, 6, 33);
  auto const xi = random_signs(P, N, 31);
  auto const x = random_values(N, 1.5, 32);
  auto const model = model_of(n, P, N);
  auto const expected = written_out(model, xi, x);
  CAPTURE(n, N, P);
  auto const in_double = computed<double>(model, xi, x);
  CHECK_THAT(in_double.h, Within(expected.h, 1e-12));
  CHECK(std::abs(in_double.E0 - expected.E0) <= 1e-12);
  CHECK_THAT(in_double.h, Within(expected.h, error_bound<double>(model, P, N)));
  auto const in_float = computed<float>(model, xi, x);
  CHECK_THAT(in_float.h, Within(expected.h, error_bound<float>(model, P, N)));
  CHECK(std::abs(in_float.E0 - expected.E0) <= error_bound<float>(model, P, N));
}

TEST_CASE("distinct indices: the field is minus the gradient of the energy", "[models]") {
  auto const n = GENERATE(1, 2, 3, 4, 6);
  std::size_t const N = 40, P = 25;
  auto const xi = random_signs(P, N, 41);
  auto const x = random_values(N, 1, 42);
  auto const model = model_of(n, P, N);
  auto const at = computed<double>(model, xi, x);
  double const step = 1e-4;
  CAPTURE(n);
  for (std::size_t i = 0; i < N; i += 7) {
    // Moved in phi, where E0 is a polynomial of degree 1 in each neuron alone: the difference is exact.
    auto const moved = [&](double by) {
      auto shifted = x;
      shifted[i] = std::atanh(std::tanh(x[i]) + by);
      return computed<double>(model, xi, shifted).E0 * static_cast<double>(N);
    };
    double const gradient = (moved(step) - moved(-step)) / (2 * step);
    double const size = model.g / std::sqrt(model.alpha) * static_cast<double>(P);
    CHECK(std::abs(at.h[i] + gradient) < 1e-10 * size);
    // No self-interaction: the energy has no second derivative in one neuron.
    CHECK(std::abs(moved(0.1) + moved(-0.1) - 2 * moved(0)) < 1e-13 * size);
  }
}

TEST_CASE("distinct indices: more neurons asked for than there are give no field", "[models]") {
  auto const xi = random_signs(9, 4, 51);
  auto const at = computed<double>(model_of(4, 9, 4), xi, random_values(4, 1, 52));
  CHECK_THAT(at.h, Within(std::vector<double>(4), 1e-14));
  CHECK(std::abs(at.E0) < 1e-14);
}

TEST_CASE("distinct indices: trials are independent networks", "[models]") {
  auto const n = GENERATE(2, 3, 4);
  Dense const model{.n = n, .alpha = 40 / std::pow(20, n), .g = 1.3, .a = {0.8}};
  SimulateOptions options{
      .T = 8, .dt = 0.1, .N = 20, .trials = 5, .seed = 3, .distinct_indices = true, .save_states = true};
  auto const many = simulate<double>(Exec{}, model, options);
  for (std::size_t trial = 0; trial < 5; ++trial) {
    auto const xi = random_patterns(Exec{}, 40, 20, 3, 1, static_cast<std::int64_t>(trial));
    HostVector<double> const x0("mattis::test::x0", 20);
    for (std::size_t i = 0; i < 20; ++i) x0(i) = many.x(trial, 0, i);
    auto const one = simulate_from<double>(Exec{}, model, options, xi, x0);
    for (std::size_t i = 0; i < 20; ++i) CHECK(one.x(0, 7, i) == many.x(trial, 7, i));
    CHECK(one.E(0, 7, 0) == many.E(trial, 7, 0));
  }
}

TEST_CASE("distinct indices: an order beyond what the polynomials are computed for is refused", "[models][errors]") {
  CHECK_THROWS_WITH(simulate(Exec{}, Dense{.n = 33, .alpha = 1, .g = 1}, {.N = 1, .distinct_indices = true}),
                    "n: expected an interaction order of at most 32 with distinct indices, got 33");
}
