// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/expr/explain.hpp>
#include <support/arrays.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace mattis;
using namespace mattis::test;

TEST_CASE("explain: overlap and field are two products, everything elementwise is in them",
          "[expr]") {
  auto const xi = random_patterns(Exec{}, 20, 300, 1);
  auto const view = view_of<float>(random_values(300, 1, 2));
  auto x = lazy(view);
  auto h = field(xi, pow<2>(overlap(xi, tanh(x))));
  CHECK(explain(x = 0.5 * x + h) ==
        "1. overlap with 20 x 300 signs; reads tanh(vector); writes pow(overlap(tanh(vector)))\n"
        "2. field with 300 x 20 signs; reads the line above; writes add(multiply(0.5, vector), "
        "field(pow(overlap(tanh(vector)))))\n");
}

TEST_CASE("explain: what cannot be fused is told", "[expr]") {
  auto const xi = random_patterns(Exec{}, 30, 30, 1);
  auto const view = view_of<double>(random_values(30, 1, 2));
  auto x = lazy(view);
  CHECK(explain(x = field(xi, x)) ==
        "1. (30) entries; writes vector\n"
        "2. field with 30 x 30 signs; reads the line above; writes field(vector)\n");
  auto const head = Kokkos::subview(view, std::pair(0, 29));
  auto const tail = Kokkos::subview(view, std::pair(1, 30));
  CHECK(explain(lazy(tail) = -head) ==
        "1. (29) entries; writes negate(vector)\n"
        "2. copy to the target, which overlaps an operand\n");
  Kokkos::View<double, Kokkos::HostSpace> const norm("norm");
  CHECK(explain(total(norm) = sum(x * x)) ==
        "1. (30) entries; writes sum(multiply(vector, vector))\n2. sums of 1 tiles\n");
}

TEST_CASE("explain: two statements over the same overlap make it once, short rows from the cache",
          "[expr]") {
  auto const xi = random_patterns(Exec{}, 3000, 20, 1);
  auto const phi = view_of<float>(random_values(20, 1, 2)),
             h = view_of<float>(random_values(20, 1, 3));
  Kokkos::View<double, Kokkos::HostSpace> const energy("energy");
  auto const m = overlap(xi, phi);
  CHECK(explain(total(energy) = sum(pow(m, 3)), lazy(h) = field(xi, pow(m, 2))) ==
        "1. overlap with 3000 x 20 signs; reads vector; writes pow(overlap(vector)), "
        "sum(pow(overlap(vector)))\n"
        "2. sums of 6 tiles\n"
        "3. field with 20 x 3000 signs; reads the line above in chunks, from the cache; writes "
        "field(pow(overlap(vector)))\n");
}
