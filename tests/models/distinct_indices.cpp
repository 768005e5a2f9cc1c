// SPDX-License-Identifier: BSD-3-Clause
// Only products of n + 1 different neurons: against the sum over tuples, written out.
#include <mattis/core/error.hpp>
#include <mattis/models/simulate.hpp>
#include <support/arrays.hpp>
#include <support/matchers.hpp>

#include <catch2/catch_template_test_macros.hpp>
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

std::vector<double> aligned(reference::Signs const& xi, std::size_t mu,
                            std::vector<double> const& phi) {
  std::vector<double> y(xi.N);
  for (std::size_t j = 0; j < xi.N; ++j) y[j] = xi(mu, j) * phi[j];
  return y;
}

struct FieldAndEnergy {
  std::vector<double> h;
  double E0 = 0;
};

FieldAndEnergy written_out(Dense const& model, reference::Signs const& xi,
                           std::vector<double> const& x) {
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
    result.E0 -=
        gain / (model.n + 1) * sum_over_tuples(y, model.n + 1, none) / std::pow(N, model.n + 1);
  }
  return result;
}

/// One step of length 1, after which x is the field.
template <Real T>
FieldAndEnergy computed(Dense const& model, reference::Signs const& xi,
                        std::vector<double> const& x) {
  SimulateOptions const options{.T = 2, .dt = 1, .distinct_indices = true, .save_states = true};
  auto const run = simulate_from<T>(Exec{}, model, options, pack(xi), view_of<double>(x));
  return {{&run.x(0, 1, 0), &run.x(0, 1, 0) + xi.N}, run.E(0, 0, 0)};
}

/// A few roundings of the terms whose sum the field is (detail/distinct_field.hpp), were they all
/// of one sign.
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
    // Moved in phi, where E0 is a polynomial of degree 1 in each neuron alone: the difference is
    // exact.
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

namespace {

/// The field of `computed` and the sum of the absolute values of its products, in long double.
struct Products {
  std::vector<double> h, sizes;
  double E0 = 0, E0_size = 0;
};

Products products(Dense const& model, reference::Signs const& xi, std::vector<double> const& phi) {
  auto const N = xi.N;
  auto const degree = static_cast<std::size_t>(model.n);
  // n! e_n(y) / N^n without y_i; i = N: of all
  auto const polynomial =
      [&](std::vector<double> const& y, std::size_t without, std::size_t k_last) {
    std::vector<long double> e(k_last + 1);
    e[0] = 1;
    for (std::size_t j = 0; j < N; ++j)
      for (std::size_t k = k_last; k > 0 && j != without; --k)
        e[k] += static_cast<long double>(y[j]) * e[k - 1];
    for (std::size_t k = 1; k <= k_last; ++k)
      e[k_last] *= static_cast<long double>(k) / static_cast<long double>(N);
    return e[k_last];
  };
  auto const sizes = mapped(phi, [](double value) { return std::abs(value); });
  double const gain = model.g / std::sqrt(model.alpha);
  Products result{std::vector<double>(N), std::vector<double>(N)};
  long double E0 = 0;
  for (std::size_t mu = 0; mu < xi.P; ++mu) E0 += polynomial(aligned(xi, mu, phi), N, degree + 1);
  result.E0 = -gain / (model.n + 1) * static_cast<double>(E0);
  result.E0_size = gain * static_cast<double>(xi.P * polynomial(sizes, N, degree + 1));
  for (std::size_t i = 0; i < N; ++i) {
    long double sum = 0;
    for (std::size_t mu = 0; mu < xi.P; ++mu)
      sum += static_cast<long double>(xi(mu, i)) * polynomial(aligned(xi, mu, phi), i, degree);
    result.h[i] = gain * static_cast<double>(sum);
    result.sizes[i] = gain * static_cast<double>(xi.P * polynomial(sizes, i, degree));
  }
  return result;
}

/// phi as a network of this precision has it.
template <Real T>
std::vector<double> activities(std::vector<double> const& x, Dense const& model,
                               reference::Signs const& xi) {
  SimulateOptions const options{.T = 2, .dt = 1, .distinct_indices = true, .save_states = true};
  auto const run = simulate_from<T>(Exec{}, model, options, pack(xi), view_of<double>(x));
  return {&run.phi(0, 0, 0), &run.phi(0, 0, 0) + xi.N};
}

}  // namespace

TEMPLATE_TEST_CASE("distinct indices: an order near the number of neurons loses no digits",
                   "[models]", float, double) {
  auto const n = GENERATE(2, 3, 5, 8, 16, 24, 31, 32);
  auto const neurons =
      GENERATE_COPY(n - 1, n, n + 1, n + 2, n + 3, 3 * n / 2, 2 * n - 1, 2 * n, 2 * n + 1, 3 * n);
  auto const scale = GENERATE(0.1, 1.5, 40.0);  // 40: all phi are +-1
  auto const N = static_cast<std::size_t>(neurons);
  std::size_t const P = 5;
  auto const xi = random_signs(P, N, 61);
  auto x = random_values(N, scale, 62);
  if (scale == 40.0) x = mapped(x, [](double value) { return value < 0 ? -40.0 : 40.0; });
  auto const model = model_of(n, P, N);
  auto const exact = products(model, xi, activities<TestType>(x, model, xi));
  auto const at = computed<TestType>(model, xi, x);
  double const rounding = 8 * static_cast<double>(std::numeric_limits<TestType>::epsilon());
  // h, without its gain, leaves the range of float where 32 small numbers are multiplied.
  double const underflow = model.g / std::sqrt(model.alpha) * static_cast<double>(P * (N + 1)) *
                           static_cast<double>(std::numeric_limits<TestType>::denorm_min());
  double const more =
      N < static_cast<std::size_t>(2 * n) ? 2 * static_cast<double>(N) * 1.2e-16 : 0;
  CAPTURE(n, N, scale);
  for (std::size_t i = 0; i < N; ++i) {
    CAPTURE(i, at.h[i], exact.h[i], exact.sizes[i]);
    double const step = rounding / 4 * std::abs(x[i]);  // x + (h - x)
    CHECK(std::abs(at.h[i] - exact.h[i]) <= (rounding + more) * exact.sizes[i] + step + underflow);
  }
  CAPTURE(at.E0, exact.E0, exact.E0_size);
  CHECK(std::abs(at.E0 - exact.E0) <= (rounding + more) * exact.E0_size + underflow);
  if (N <= static_cast<std::size_t>(n)) CHECK(at.E0 == 0);
}

TEST_CASE("distinct indices: trials are independent networks", "[models]") {
  auto const n = GENERATE(2, 3, 4);
  Dense const model{.n = n, .alpha = 40 / std::pow(20, n), .g = 1.3, .a = {0.8}};
  SimulateOptions options{.T = 8,
                          .dt = 0.1,
                          .N = 20,
                          .trials = 5,
                          .seed = 3,
                          .distinct_indices = true,
                          .save_states = true};
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

TEST_CASE("distinct indices: an order beyond what the polynomials are computed for is refused",
          "[models][errors]") {
  CHECK_THROWS_WITH(
      simulate(Exec{}, Dense{.n = 33, .alpha = 1, .g = 1}, {.N = 1, .distinct_indices = true}),
      "n: expected an interaction order of at most 32 with distinct indices, got 33");
}
