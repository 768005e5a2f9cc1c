// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/expr/explain.hpp>
#include <support/arrays.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include <cmath>

using namespace mattis;
using namespace mattis::test;

TEMPLATE_TEST_CASE("expr: covariances over samples of an expression", "[expr]", float, double) {
  auto const [steps, samples] = GENERATE(table<std::size_t, std::size_t>(
      {{1, 1}, {2, 3}, {7, 511}, {11, 1025}, {3, 5000}, {40, 1024}}));
  auto const target = GENERATE(Target::best, Target::portable);
  HostMatrix<TestType> const x("x", steps, samples), h("h", steps, samples);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x.data()[i] = static_cast<TestType>(std::sin(0.37 * static_cast<double>(i)));
    h.data()[i] = static_cast<TestType>(std::cos(0.11 * static_cast<double>(i)));
  }
  HostMatrix<double> const C("C", steps, steps);
  auto const value = tanh(x) + 0.5 * h;
  plan(Exec{}, lazy(C) = covariance(value), target).run(Exec{});

  double const bound = 4 * (covariance_error_bound<TestType>(static_cast<std::int64_t>(samples)) +
                            4 * static_cast<double>(std::numeric_limits<TestType>::epsilon()));
  for (std::size_t t = 0; t < steps; ++t) {
    for (std::size_t s = 0; s < steps; ++s) {
      double exact = 0;
      for (std::size_t i = 0; i < samples; ++i)
        exact += (std::tanh(static_cast<double>(x(t, i))) + 0.5 * static_cast<double>(h(t, i))) *
                 (std::tanh(static_cast<double>(x(s, i))) + 0.5 * static_cast<double>(h(s, i)));
      REQUIRE(std::abs(C(t, s) - exact / static_cast<double>(samples)) <= bound);
    }
  }
}

TEST_CASE("expr: the covariance of a View is the kernel's, to the bit, in any layout", "[expr]") {
  HostMatrix<float> const phi("phi", 30, 3000), expected_phi("expected_phi", 30, 3000);
  Kokkos::View<float**, Kokkos::LayoutLeft, Kokkos::HostSpace> const turned("turned", 30, 3000);
  for (std::size_t t = 0; t < 30; ++t)
    for (std::size_t i = 0; i < 3000; ++i)
      turned(t, i) = phi(t, i) = static_cast<float>((t * 7 + i * 3) % 11) - 5.0F;
  HostMatrix<double> const C("C", 30, 30), of_turned("of_turned", 30, 30),
      expected("expected", 30, 30);
  covariance(Exec{}, phi, expected);
  (lazy(C) = covariance(phi)).run(Exec{});
  (lazy(of_turned) = covariance(turned)).run(Exec{});
  for (std::size_t i = 0; i < C.size(); ++i) {
    REQUIRE(C.data()[i] == expected.data()[i]);
    REQUIRE(of_turned.data()[i] == expected.data()[i]);
  }
}

TEST_CASE("expr: covariance statements name what does not fit, and what they do",
          "[expr][errors]") {
  HostMatrix<float> const phi("phi", 5, 40);
  HostMatrix<double> const C("C", 5, 5), small("small", 4, 5);
  CHECK_THROWS_WITH((lazy(small) = covariance(phi)).run(Exec{}),
                    "C: expected shape (5, 5), got (4, 5)");
  CHECK(explain(lazy(C) = covariance(tanh(phi))) ==
        "1. covariance of 5 rows over 40 samples; reads tanh(matrix)\n");
}
