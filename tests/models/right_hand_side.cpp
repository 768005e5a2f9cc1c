// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/models/hopfield.hpp>
#include <mattis/models/network.hpp>
#include <mattis/models/right_hand_side.hpp>

#include <support/arrays.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace mattis::test {
namespace {

template <class T>
Array<T**, Exec> states(std::size_t count, std::size_t neurons) {
  Array<T**, Exec> const x("mattis::test::x", count, neurons);
  for (std::size_t i = 0; i < x.size(); ++i)
    x.data()[i] = static_cast<T>(std::sin(static_cast<double>(7 * i + 1)) * 1.5);
  return x;
}

/// n! e_n of `values`, by its definition's recursion.
double distinct_products(std::vector<double> const& values, int n) {
  std::vector<double> e(static_cast<std::size_t>(n) + 1);
  e[0] = 1;
  for (double const value : values)
    for (std::size_t k = e.size() - 1; k > 0; --k) e[k] += value * e[k - 1];
  for (int k = 2; k <= n; ++k) e.back() *= k;
  return e.back();
}

/// docs/models.md 1.1 as it stands, in double; `scale` is what rounding is measured by.
struct Expected {
  std::vector<double> dxdt;
  double scale = 0;
};
template <class T>
Expected expected(PatternSet<Exec> const& xi, Array<T**, Exec> const& x, int n, double alpha,
                  double g, bool distinct) {
  auto const signs = unpack_patterns(Exec{}, xi);
  std::size_t const P = signs.extent(0), N = signs.extent(1);
  double const gain = g / std::sqrt(alpha);
  Expected result;
  for (std::size_t b = 0; b < x.extent(0); ++b) {
    std::vector<double> h(N);
    double terms = 0;
    for (std::size_t mu = 0; mu < P; ++mu) {
      std::vector<double> y(N);
      double m = 0;
      for (std::size_t i = 0; i < N; ++i) {
        y[i] = signs(mu, i) * std::tanh(static_cast<double>(x(b, i)));
        m += y[i] / static_cast<double>(N);
      }
      for (std::size_t i = 0; i < N; ++i) {
        double power = std::pow(m, n);
        if (distinct) {
          auto others = y;
          others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
          power = distinct_products(others, n) / std::pow(static_cast<double>(N), n);
        }
        h[i] += signs(mu, i) * power;
      }
      terms += std::pow(std::abs(m) + (distinct ? 1.0 : 0.0), n);
    }
    for (std::size_t i = 0; i < N; ++i)
      result.dxdt.push_back(gain * h[i] - static_cast<double>(x(b, i)));
    result.scale = std::max(result.scale, gain * terms + 1.5);
  }
  return result;
}

}  // namespace

TEMPLATE_TEST_CASE("right-hand side: the equation as it stands", "[models]", float, double) {
  auto const [n, distinct] =
      GENERATE(table<int, bool>({{1, false}, {2, false}, {3, false}, {1, true}, {2, true}}));
  auto const target = GENERATE(Target::best, Target::portable, Target::reference);
  std::size_t const count = GENERATE(1, 3);
  double const alpha = 0.05, g = 1.3;
  std::int64_t const N = 60, P = 40;
  auto const xi = random_patterns(Exec{}, P, N, 5);
  auto const x = states<TestType>(count, static_cast<std::size_t>(N));
  Array<TestType**, Exec> const dxdt("mattis::test::dxdt", count, static_cast<std::size_t>(N));
  RightHandSide<Exec, TestType> const plan(
      Exec{}, xi, Dense{.n = n, .alpha = alpha, .g = g},
      {.states = static_cast<std::int64_t>(count), .distinct_indices = distinct, .how = target});
  rhs(plan, Exec{}, x, dxdt);
  Exec{}.fence();
  auto const [exact, scale] = expected(xi, x, n, alpha, g, distinct);
  double const bound = static_cast<double>(N) *
                       static_cast<double>(std::numeric_limits<TestType>::epsilon()) * scale;
  INFO("n " << n << (distinct ? " distinct" : ""));
  for (std::size_t i = 0; i < exact.size(); ++i)
    CHECK(std::abs(static_cast<double>(dxdt.data()[i]) - exact[i]) <= bound);
}

TEST_CASE("right-hand side: x + dt dx/dt is the step of the simulation", "[models]") {
  auto const [n, distinct] =
      GENERATE(table<int, bool>({{1, false}, {2, false}, {1, true}, {4, true}}));
  Exec const exec;
  double const dt = 0.1;
  NetworkShape const shape{.P = 3000, .N = 300, .trials = 1, .T = 2, .K = 0};
  auto const xi = random_patterns(exec, shape.P, shape.N, 3);
  auto const x = states<double>(1, 300);
  Network<Exec, double> network(
      exec, xi, shape, {.n = n, .alpha = 0.1, .g = 1.2, .dt = dt, .distinct_indices = distinct});
  network.start(exec, Array<double const**, Exec>(x));
  network.step(exec, 0);
  Array<double**, Exec> const dxdt("mattis::test::dxdt", 1, 300);
  rhs(RightHandSide<Exec, double>(exec, xi, Dense{.n = n, .alpha = 0.1, .g = 1.2},
                                  {.distinct_indices = distinct}),
      exec, x, dxdt);
  exec.fence();
  for (std::size_t i = 0; i < 300; ++i) {
    double const step = x(0, i) + dt * dxdt(0, i);
    CHECK(std::abs(step - network.state()(0, i)) <= 4e-16 * (2 + std::abs(dxdt(0, i))));
  }
}

TEST_CASE("right-hand side: any strides, in place, and patterns drawn anew", "[models]") {
  Exec const exec;
  auto const xi = random_patterns(exec, 50, 200, 1);
  auto const x = states<float>(1, 200);
  RightHandSide<Exec> const plan(exec, xi, Hopfield{.alpha = 0.25, .g = 1.1});
  Array<float**, Exec> const expected("mattis::test::expected", 1, 200);
  Kokkos::View<float**, Kokkos::LayoutLeft, Kokkos::HostSpace> const wide("mattis::test::wide", 3,
                                                                          200);
  auto const row = Kokkos::subview(wide, 1, Kokkos::ALL);
  auto const draw = [&](std::uint64_t seed) {
    fill_random_patterns(exec, xi, seed);
    for (std::size_t i = 0; i < 200; ++i) row(i) = x(0, i);
    plan.run(exec, x, expected);
    plan.run(exec, row, row);
    exec.fence();
    for (std::size_t i = 0; i < 200; ++i) CHECK(row(i) == expected(0, i));
    return expected(0, 0);
  };
  CHECK(draw(1) != draw(2));
}

TEST_CASE("right-hand side: what is written may overlap what is given by any shift", "[models]") {
  Exec const exec;
  auto const xi = random_patterns(exec, 50, 200, 1);
  auto const x = states<double>(1, 200);
  bool const distinct = GENERATE(false, true);
  RightHandSide<Exec, double> const plan(exec, xi, Dense{.n = 2, .alpha = 0.25, .g = 1.1},
                                         {.distinct_indices = distinct});
  HostVector<double> const expected("mattis::test::expected", 200), memory("mattis::test::x", 500);
  plan.run(exec, x,
           Kokkos::View<double**, Kokkos::LayoutRight, Kokkos::HostSpace>(expected.data(), 1, 200));
  for (int const shift : {0, 1, 7, 199, 200}) {
    auto const given = Kokkos::subview(memory, std::pair(0, 200)),
               written = Kokkos::subview(memory, std::pair(shift, shift + 200));
    for (std::size_t i = 0; i < 200; ++i) given(i) = x(0, i);
    plan.run(exec, given, written);
    exec.fence();
    INFO("shift " << shift);
    CHECK(vector_of<double>(written) == vector_of<double>(expected));
  }
}

TEST_CASE("right-hand side: bad arguments are named", "[models]") {
  auto const xi = random_patterns(Exec{}, 5, 20, 1);
  using Plan = RightHandSide<Exec, float>;
  CHECK_THROWS_WITH(Plan(Exec{}, xi, Dense{.n = 2, .alpha = -1, .g = 1}),
                    Catch::Matchers::StartsWith("alpha: "));
  CHECK_THROWS_WITH(Plan(Exec{}, xi, Hopfield{.alpha = 1, .g = 1}, {.states = 0}),
                    "states: expected at least 1, got 0");
  CHECK_THROWS_WITH(Plan(Exec{}, PatternSet<Exec>{}, Hopfield{.alpha = 1, .g = 1}),
                    "xi: expected a set of P patterns of N signs; rows, got 0");
}

}  // namespace mattis::test
