// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/dmft/closure.hpp>
#include <mattis/dmft/gaussian_moment.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <random>
#include <string>

using namespace mattis;

namespace {

/// Isserlis' theorem as it is told: the first factor is paired with each of the others in turn, the
/// rest likewise.
double all_pairings(std::string const& factors, double a, double b, double c) {
  if (factors.empty()) return 1;
  double sum = 0;
  for (std::size_t i = 1; i < factors.size(); ++i) {
    double const pair = factors[0] != factors[i] ? c : factors[0] == 'u' ? a : b;
    auto rest = factors.substr(1);
    rest.erase(i - 1, 1);
    sum += pair * all_pairings(rest, a, b, c);
  }
  return sum;
}

}  // namespace

TEST_CASE("Gaussian moment: known values", "[dmft][moments]") {
  CHECK(GaussianMoment(0, 0)(2, 3, 1) == 1);
  CHECK(GaussianMoment(1, 1)(2, 3, 1.5) == 1.5);
  CHECK(GaussianMoment(2, 2)(2, 3, 0.5) == 2 * 3 + 2 * 0.5 * 0.5);
  CHECK(GaussianMoment(0, 4)(2, 3, 0.5) == 3 * 3 * 3);
  CHECK(GaussianMoment(4, 4)(2, 3, 0.5) == 9 * 4 * 9 + 72 * 0.25 * 6 + 24 * 0.0625);
  CHECK(GaussianMoment(8, 0)(1, 0, 0) == 105);
  CHECK(GaussianMoment(10, 10)(1, 1, 1) == 654729075);  // 19!!
  CHECK(GaussianMoment(3, 2)(1, 1, 0.5) == 0);
}

TEST_CASE("Gaussian moment: the sum over all pairings, for random covariances",
          "[dmft][moments][property]") {
  int const p = GENERATE(range(0, 6));
  int const q = GENERATE(range(0, 6));
  CAPTURE(p, q);
  GaussianMoment const moment(p, q);
  std::mt19937 engine(static_cast<unsigned>(10 * p + q));
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (int trial = 0; trial < 20; ++trial) {
    double const r = uniform(engine);
    double const s = uniform(engine);
    double const a = r * r + 0.1;
    double const b = s * s;
    double const c = uniform(engine) * std::sqrt(a * b);
    double const expected = all_pairings(std::string(static_cast<std::size_t>(p), 'u') +
                                             std::string(static_cast<std::size_t>(q), 'v'),
                                         a, b, c);
    CHECK(std::abs(moment(a, b, c) - expected) <= 1e-12 * (1 + std::abs(expected)));
  }
}

TEST_CASE("Gaussian moment: <u^{p+1} v^q> = p a <u^{p-1} v^q> + q c <u^p v^{q-1}>",
          "[dmft][moments][property]") {
  // Integration by parts; reaches orders whose pairings cannot be listed.
  int const p = GENERATE(5, 12, 31, 99);
  int const q = GENERATE(1, 8, 40, 100);
  double const a = 0.7;
  double const b = 0.4;
  double const c = GENERATE(-0.3, 0.0, 0.5);
  double const left = GaussianMoment(p + 1, q)(a, b, c);
  double const right =
      p * a * GaussianMoment(p - 1, q)(a, b, c) + q * c * GaussianMoment(p, q - 1)(a, b, c);
  CAPTURE(p, q, c);
  CHECK(std::abs(left - right) <= 1e-12 * std::abs(left));
}

TEST_CASE("closure: odd orders above 1 are refused with the reason", "[dmft][errors]") {
  using Catch::Matchers::ContainsSubstring;
  for (int const n : {1, 2, 4, 100}) CHECK(expect_order(n) == n);
  for (int const n : {-2, 0, 3, 5, 101, 102}) {
    CHECK_THROWS_WITH(expect_order(n),
                      ContainsSubstring("n: expected 1 or an even order up to 100") &&
                          ContainsSubstring("diverges with N") &&
                          ContainsSubstring("got " + std::to_string(n)));
  }
}
