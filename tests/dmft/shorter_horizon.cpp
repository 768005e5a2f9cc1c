// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/dmft/shorter_horizon.hpp>
#include <mattis/dmft/solve.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <cstdlib>

using namespace mattis;

namespace {

OrderParameters made(int steps) {
  OrderParameters order(steps, 1);
  for (int t = 0; t < steps; ++t) {
    order.m(t, 0) = 1 - std::exp(-0.1 * t);
    for (int s = 0; s < steps; ++s) order.C(t, s) = std::exp(-0.05 * std::abs(t - s));
    for (int s = 0; s < t; ++s) order.S(t, s) = 0.02 * std::exp(-0.1 * (t - s)) + 1e-4 * s;
  }
  return order;
}

}  // namespace

TEST_CASE("shorter horizon: what is known stays, the rest repeats it", "[dmft]") {
  int const known = GENERATE(2, 3, 40, 41);
  int const steps = known + GENERATE(0, 1, 17, 120);
  auto const shorter = made(known);
  auto const order = extended(shorter, steps);
  REQUIRE(order.steps() == steps);
  for (int t = 0; t < steps; ++t) {
    CHECK(order.C(t, t) == 1);  // of a process still
    for (int s = 0; s < steps; ++s) {
      REQUIRE(order.C(t, s) == order.C(s, t));
      if (s >= t) REQUIRE(order.S(t, s) == 0);
      if (t < known && s < known) {
        REQUIRE(order.C(t, s) == shorter.C(t, s));
        REQUIRE(order.S(t, s) == shorter.S(t, s));
      }
    }
    if (t < known) REQUIRE(order.m(t, 0) == shorter.m(t, 0));
    if (t >= known && t - known + 1 <= (known - 1) / 2) {
      CHECK(order.m(t, 0) == shorter.m(2 * (known - 1) - t, 0));
      CHECK(order.S(t, t - 1) == shorter.S(known - 1, known - 2));
    }
  }
}
