// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/kernels/euler_step.hpp>
#include <mattis/kernels/tanh.hpp>
#include <support/arrays.hpp>
#include <support/matchers.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>
#include <limits>

using namespace mattis;
using namespace mattis::test;

TEMPLATE_TEST_CASE("tanh and its slope: every target against float64", "[kernels]", float, double) {
  auto const size = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{31}, std::size_t{4096}, std::size_t{10007});
  auto const target = GENERATE(Target::best, Target::portable);
  auto const x = random_values(size, 6, 1);
  HostVector<TestType> const phi("phi", size), slope("slope", size), alone("alone", size);
  tanh_and_slope(Exec{}, view_of<TestType>(x), phi, slope, target);
  tanh(Exec{}, view_of<TestType>(x), alone, target);
  double const ulp = std::numeric_limits<TestType>::epsilon();
  CHECK_THAT(vector_of(phi), Within(mapped(x, [](double v) { return std::tanh(v); }), 4 * ulp));
  CHECK_THAT(vector_of(slope), Within(mapped(x, [](double v) { return 1 - std::tanh(v) * std::tanh(v); }), 8 * ulp));
  for (std::size_t i = 0; i < size; ++i) REQUIRE(alone(i) == phi(i));
}

TEMPLATE_TEST_CASE("euler_step: every target against float64", "[kernels]", float, double) {
  auto const size = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{45}, std::size_t{9001});
  auto const target = GENERATE(Target::best, Target::portable);
  auto const start = random_values(size, 2, 2);
  auto const h = random_values(size, 2, 3);
  auto const x = view_of<TestType>(start);
  HostVector<TestType> const phi("phi", size);
  euler_step(Exec{}, x, view_of<TestType>(h), 0.25, phi, target);
  std::vector<double> next(size);
  for (std::size_t i = 0; i < size; ++i) next[i] = 0.75 * start[i] + 0.25 * h[i];
  double const ulp = std::numeric_limits<TestType>::epsilon();
  CHECK_THAT(vector_of(x), Within(next, 4 * ulp));
  CHECK_THAT(vector_of(phi), Within(mapped(next, [](double v) { return std::tanh(v); }), 8 * ulp));
}

TEST_CASE("tanh and euler_step: a bad argument is named", "[kernels][errors]") {
  HostVector<float> const x("x", 8), longer("longer", 9);
  Kokkos::View<float**, Kokkos::LayoutRight, Kokkos::HostSpace> const matrix("matrix", 4, 8);
  CHECK_THROWS_WITH(tanh(Exec{}, x, longer), "phi: expected shape (8), got (9)");
  CHECK_THROWS_WITH(euler_step(Exec{}, x, longer, 0.1, x), "h: expected shape (8), got (9)");
  CHECK_THROWS_WITH(euler_step(Exec{}, x, x, 0.0, x), "dt: expected a step in (0, 1], got 0");
  auto const gaps = Kokkos::subview(matrix, Kokkos::ALL, std::pair(0, 3));
  CHECK_THROWS_WITH(tanh(Exec{}, gaps, gaps), "x: expected a contiguous View, got one with gaps");
}
