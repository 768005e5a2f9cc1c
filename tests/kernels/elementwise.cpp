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
  auto const size = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{31}, std::size_t{4096},
                             std::size_t{10007});
  auto const target = GENERATE(Target::best, Target::portable);
  auto const x = random_values(size, 6, 1);
  HostVector<TestType> const phi("phi", size), slope("slope", size), alone("alone", size);
  tanh_and_slope(Exec{}, view_of<TestType>(x), phi, slope, target);
  tanh(Exec{}, view_of<TestType>(x), alone, target);
  double const ulp = std::numeric_limits<TestType>::epsilon();
  CHECK_THAT(vector_of(phi), Within(mapped(x, [](double v) { return std::tanh(v); }), 4 * ulp));
  CHECK_THAT(vector_of(slope),
             Within(mapped(x, [](double v) { return 1 - std::tanh(v) * std::tanh(v); }), 8 * ulp));
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
  CHECK_THROWS_WITH(tanh(Exec{}, x, longer), "phi: expected shape (8), got (9)");
  CHECK_THROWS_WITH(euler_step(Exec{}, x, longer, 0.1, x), "h: expected shape (8), got (9)");
  CHECK_THROWS_WITH(euler_step(Exec{}, x, x, 0.0, x), "dt: expected a step in (0, 1], got 0");
  auto const head = Kokkos::subview(longer, std::pair(0, 8)),
             tail = Kokkos::subview(longer, std::pair(1, 9));
  CHECK_THROWS_WITH(tanh(Exec{}, head, tail),
                    "phi: expected memory apart from x, or x itself, got an overlapping View");
  CHECK_THROWS_WITH(tanh_and_slope(Exec{}, x, head, tail),
                    "slope: expected memory apart from phi, got an overlapping View");
  CHECK_THROWS_WITH(tanh_and_slope(Exec{}, head, x, tail),
                    "slope: expected memory apart from x, or x itself, got an overlapping View");
  CHECK_THROWS_WITH(euler_step(Exec{}, head, tail, 0.1, x),
                    "x: expected memory apart from h, or h itself, got an overlapping View");
  CHECK_THROWS_WITH(euler_step(Exec{}, x, head, 0.1, tail),
                    "phi: expected memory apart from h, or h itself, got an overlapping View");
  CHECK_THROWS_WITH(euler_step(Exec{}, x, head, 0.1, x),
                    "phi: expected memory apart from x, got an overlapping View");
  Kokkos::View<float*, Kokkos::LayoutStride, Kokkos::HostSpace> const one_place(
      x.data(), Kokkos::LayoutStride(8, 0));
  CHECK_THROWS_WITH(tanh(Exec{}, head, one_place),
                    "phi: expected a place in memory for each entry, got strides (0)");
}

TEMPLATE_TEST_CASE("tanh and euler_step: Views of any strides, to the bits of contiguous ones",
                   "[kernels]", float, double) {
  auto const target = GENERATE(Target::best, Target::portable);
  std::size_t const rows = 3, columns = 2000;
  using Strided = Kokkos::View<TestType**, Kokkos::LayoutStride, Kokkos::HostSpace>;
  HostMatrix<TestType> const x("x", rows, columns), h("h", rows, columns),
      phi("phi", rows, columns), slope("slope", rows, columns);
  Kokkos::View<TestType**, Kokkos::LayoutLeft, Kokkos::HostSpace> const left("left", rows, columns);
  HostVector<TestType> const room("room", 5 * rows * columns);
  Strided const gaps(room.data(), Kokkos::LayoutStride(rows, 2 * columns + 1, columns, 2));
  Strided const between(room.data() + 1,
                        Kokkos::LayoutStride(rows, 2 * columns + 1, columns, 2));  // interleaved
  auto const values = random_values(2 * x.size(), 3, 4);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x.data()[i] = static_cast<TestType>(values[i]);
    h.data()[i] = static_cast<TestType>(values[x.size() + i]);
  }
  auto const equal = [&](auto const& a, auto const& b) {
    for (std::size_t t = 0; t < rows; ++t)
      for (std::size_t i = 0; i < columns; ++i)
        if (a(t, i) != b(t, i)) return false;
    return true;
  };
  tanh_and_slope(Exec{}, x, phi, slope, target);
  tanh(Exec{}, x, left, target);
  CHECK(equal(left, phi));
  tanh_and_slope(Exec{}, x, gaps, between, target);
  CHECK(equal(gaps, phi));
  CHECK(equal(between, slope));
  Kokkos::deep_copy(gaps, x);
  tanh(Exec{}, gaps, gaps, target);
  CHECK(equal(gaps, phi));

  Kokkos::deep_copy(gaps, x);
  Kokkos::deep_copy(left, h);
  euler_step(Exec{}, x, h, 0.25, phi, target);
  euler_step(Exec{}, gaps, left, 0.25, between, target);
  CHECK(equal(gaps, x));
  CHECK(equal(between, phi));
}
