// SPDX-License-Identifier: BSD-3-Clause
// Gaussian averages against Gauss-Legendre quadrature in long double, and their limits.
#include <mattis/core/error.hpp>
#include <mattis/equilibrium/gaussian_average.hpp>

#include <boost/math/quadrature/gauss.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

using namespace mattis::equilibrium;
using Catch::Matchers::StartsWith;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// <g((m + s z)/T)> in pieces around the step and around the top of the Gaussian.
template <class Function>
long double exact(GaussianField const& field, Function const& g) {
  long double const m = field.mean, s = field.deviation, T = field.temperature;
  long double const step = -m / s, width = T / s;
  std::vector<long double> cuts{-12, -8, -5, -3, -1, 0, 1, 3, 5, 8, 12};
  for (long double k : {-40, -25, -16, -10, -6, -4, -2, -1, 0, 1, 2, 4, 6, 10, 16, 25, 40})
    if (std::abs(step + k * width) < 12) cuts.push_back(step + k * width);
  std::sort(cuts.begin(), cuts.end());
  auto const f = [&](long double z) {
    return std::exp(-z * z / 2) * g((m + s * z) / T) /
           std::sqrt(2 * std::numbers::pi_v<long double>);
  };
  long double sum = 0;
  for (std::size_t i = 1; i < cuts.size(); ++i)
    if (cuts[i] > cuts[i - 1])
      sum += boost::math::quadrature::gauss<long double, 30>::integrate(f, cuts[i - 1], cuts[i]);
  return sum;
}

long double sech2(long double x) {
  long double const e = std::exp(-2 * std::abs(x));
  return 4 * e / ((1 + e) * (1 + e));
}
long double log_2cosh(long double x) {
  return std::abs(x) + std::log1p(std::exp(-2 * std::abs(x)));
}

void check(Bounded const& value, long double exact, double roundings = 0) {
  INFO("value " << value.value << " +- " << value.error << ", exact "
                << static_cast<double>(exact));
  CHECK(std::abs(value.value - exact) <= value.error + 2e-18L + roundings);
  CHECK(value.error <= 1e-14 * std::max(1.0, std::abs(value.value)));
}

}  // namespace

TEST_CASE("equilibrium: Gaussian averages are within their bounds", "[equilibrium]") {
  double const mean = GENERATE(0.0, 1e-3, 0.3, 1.0, -2.5);
  double const deviation = GENERATE(0.02, 0.4, 1.0, 3.0);
  double const T = GENERATE(0.01, 0.1, 0.39, 0.41, 0.999, 1.0, 2.9, 20.0);
  GaussianField const field{mean, deviation, T};
  INFO("mean " << mean << ", deviation " << deviation << ", T " << T);
  check(mean_tanh(field), exact(field, [](auto x) { return std::tanh(x); }));
  check(mean_tanh_squared(field), exact(field, [](auto x) { return 1 - sech2(x); }));
  auto const slope = mean_susceptibility(field);
  CHECK(std::abs(slope.value - exact(field, sech2) / T) <= slope.error + 2e-18L / T);
  check(mean_sech_fourth(field), exact(field, [](auto x) { return sech2(x) * sech2(x); }));
  check(mean_log_2cosh(field), T * exact(field, log_2cosh));
  check(mean_entropy(field), exact(field, [](auto x) { return log_2cosh(x) - x * std::tanh(x); }));
}

TEST_CASE("equilibrium: averages have their limits", "[equilibrium]") {
  for (double const T : {0.0, 1e-300}) {  // steps
    GaussianField const field{0.5, 2, T};
    double const y = 0.25;
    check(mean_tanh(field), std::erf(y / std::sqrt(2.0L)));
    check(mean_tanh_squared(field), 1);
    check(mean_susceptibility(field),
          std::sqrt(2 / std::numbers::pi_v<long double>) / 2 * std::exp(-y * y / 2.0L), 1e-16);
    check(mean_log_2cosh(field),
          2 * std::sqrt(2 / std::numbers::pi_v<long double>) * std::exp(-y * y / 2.0L) +
              0.5L * std::erf(y / std::sqrt(2.0L)));
    CHECK(mean_entropy(field).value <= 1e-299);
  }
  CHECK(mean_tanh({0.5, 2, infinity}).value == 0);
  CHECK(mean_entropy({0.5, 2, infinity}).value == std::log(2.0));
  CHECK(mean_tanh({1e30, 1, 1}).value == 1);
  CHECK(mean_log_2cosh({1e30, 1, 1}).value == 1e30);
  check(mean_tanh({0.5, 0, 1}), std::tanh(0.5L));
  check(mean_tanh({0.5, 1e-300, 1}), std::tanh(0.5L));
  CHECK(mean_tanh({0, 0, 0}).value == 0);
}

TEST_CASE("equilibrium: bad fields are refused", "[equilibrium][errors]") {
  CHECK_THROWS_WITH(mean_tanh({std::nan(""), 1, 1}),
                    StartsWith("mean: expected a finite number, got"));
  CHECK_THROWS_WITH(mean_tanh({0, -1, 1}), StartsWith("deviation: expected"));
  CHECK_THROWS_WITH(mean_tanh({0, 1, -1}), StartsWith("temperature: expected at least 0, got -1"));
}
