// SPDX-License-Identifier: BSD-3-Clause
#include <backends/simd/micro_kernels.hpp>
#include <mattis/core/error.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cstdlib>
#include <string>

TEST_CASE("dispatch: MATTIS_SIMD names the set in use, the best is the default, others are refused",
          "[simd][dispatch]") {
  using Catch::Matchers::MessageMatches;
  using Catch::Matchers::StartsWith;
  // One choice holds for the life of a process: CTest runs this once for each value of the variable.
  auto const available = mattis::simd::available_micro_kernels<float>();
  char const* const forced = std::getenv("MATTIS_SIMD");
  std::string const expected = forced == nullptr ? available.front()->name : forced;
  bool known = false;
  for (auto const* set : available) known = known || set->name == expected;
  if (known) {
    CHECK(mattis::simd::micro_kernels<float>().name == expected);
    CHECK(mattis::simd::micro_kernels<double>().name == expected);
  } else {
    CHECK_THROWS_MATCHES(
        mattis::simd::micro_kernels<float>(), mattis::Error,
        MessageMatches(StartsWith("MATTIS_SIMD: expected one of the instruction sets of this machine and "
                                  "build: ")));
    CHECK_THROWS_AS(mattis::simd::micro_kernels<double>(), mattis::Error);
  }
}

TEMPLATE_TEST_CASE("dispatch: every set fills its whole table", "[simd]", float, double) {
  for (auto const* set : mattis::simd::available_micro_kernels<TestType>()) {
    INFO(set->name);
    CHECK(set->lanes >= 2);
    CHECK(mattis::simd::block_samples % set->lanes == 0);
    CHECK((set->tanh && set->tanh_and_slope && set->energy && set->euler_tanh && set->nibble_tables &&
           set->sign_product && set->transpose_signs));
    CHECK((set->draw_samples && set->packed_triangle && set->pack_triangle && set->colour_noise && set->trajectories));
    CHECK((set->correlation && set->correlation_workspace && set->response && set->response_workspace));
  }
}
