// SPDX-License-Identifier: BSD-3-Clause
// Simulated overlaps against the replica-symmetric theory (docs/models.md 3).
#include <mattis/binary/estimates.hpp>
#include <mattis/binary/retrieval.hpp>
#include <support/arrays.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <numbers>
#include <span>

using namespace mattis;
using namespace mattis::binary;
using namespace mattis::test;

namespace {

/// <f(z)> of a standard normal z, by the trapezoidal rule on |z| <= 9.
template <class F>
double normal_mean(F const& f) {
  int const steps = 3600;
  double sum = 0;
  for (int k = 0; k <= steps; ++k) {
    double const z = -9 + 18.0 * k / steps;
    sum += std::exp(-z * z / 2) * f(z);
  }
  return sum * 18 / steps / std::sqrt(2 * std::numbers::pi);
}

/// The retrieval overlap: m = <tanh b(m + sqrt(a r) z)>, q = <tanh^2>, r = q / (1 - b(1 - q))^2.
double replica_symmetric_overlap(double alpha, double T) {
  double const beta = 1 / T;
  double m = 1, q = 1, r = 1;
  for (int i = 0; i < 400; ++i) {
    auto const of = [&](double z) { return std::tanh(beta * (m + std::sqrt(alpha * r) * z)); };
    double const m_next = normal_mean(of);
    q = normal_mean([&](double z) { return of(z) * of(z); });
    double const slope = 1 - beta * (1 - q);
    r = q / (slope * slope);
    bool const done = std::abs(m_next - m) < 1e-10;
    m = m_next;
    if (done) break;
  }
  return m;
}

/// The mean over the second half of all sweeps of |overlap|, of independent networks.
Estimate simulated(SpinRule rule, std::int64_t N, double alpha, double T) {
  RetrievalOptions options{.N = N, .P = std::llround(alpha * static_cast<double>(N)), .T = T};
  options.rule = rule;
  options.networks = 1;
  options.replicas = 32;
  options.sweeps = 60;
  std::vector<double> means;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    options.seed = seed;
    means.push_back(retrieve(Exec{}, options).m_series.mean);
  }
  return mean_of(means);
}

}  // namespace

TEST_CASE("retrieval at N = 4000 meets the replica-symmetric overlap", "[binary][statistics]") {
  auto const rule = GENERATE(SpinRule::glauber, SpinRule::metropolis);
  struct Point {
    double alpha, T;
  };
  for (auto const& [alpha, T] : {Point{0.01, 0.2},
                                 {0.01, 0.6},
                                 {0.02, 0.4},
                                 {0.02, 0.55},
                                 {0.04, 0.3},
                                 {0.04, 0.5},
                                 {0.06, 0.2},
                                 {0.06, 0.4}}) {
    // Finite sizes: m(N) = m + c / N, from 2000 and 4000.
    auto const half = simulated(rule, 2000, alpha, T), full = simulated(rule, 4000, alpha, T);
    double const limit = 2 * full.mean - half.mean;
    double const se = std::hypot(2 * full.se, half.se);
    double const theory = replica_symmetric_overlap(alpha, T);
    CAPTURE(name_of(rule), alpha, T, half.mean, full.mean, limit, se, theory);
    CHECK(std::abs(limit - theory) < std::max(0.006, 5 * se));
    CHECK(se < 0.01);
  }
}
