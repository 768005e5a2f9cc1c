// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cstdlib>
#include <string>

TEST_CASE("dispatch: MATTIS_SIMD names the set in use, the best is the default, others are refused",
          "[simd][dispatch]") {
  using Catch::Matchers::MessageMatches;
  using Catch::Matchers::StartsWith;
  // One choice holds for the life of a process: CTest runs this once for each value of the
  // variable.
  auto const available = mattis::lanes::available_instruction_sets();
  char const* const forced = std::getenv("MATTIS_SIMD");
  std::string const expected = forced == nullptr ? available.front()->name : forced;
  bool known = false;
  for (auto const* set : available) known = known || set->name == expected;
  if (known) {
    CHECK(mattis::lanes::default_instruction_set().name == expected);
  } else {
    CHECK_THROWS_MATCHES(
        mattis::lanes::default_instruction_set(), mattis::Error,
        MessageMatches(
            StartsWith("MATTIS_SIMD: expected one of the instruction sets of this machine and "
                       "build: ")));
  }
}

TEMPLATE_TEST_CASE("dispatch: every set fills all of its tables", "[simd]", float, double) {
  for (auto const* set : mattis::lanes::available_instruction_sets()) {
    INFO(set->name);
    auto const& kernels = mattis::lanes::micro_kernels<TestType>(*set);
    CHECK(kernels.lanes >= 1);
    CHECK(mattis::lanes::block_samples % kernels.lanes == 0);
    auto const& [tanh, exp, log_cosh, tanh_and_slope, energy, euler_tanh] = kernels.elementwise;
    CHECK((tanh && exp && log_cosh && tanh_and_slope && energy && euler_tanh));
    auto const& [tables, product, scaled_product, at_once, word_entries, transpose] = kernels.signs;
    CHECK((tables && product && scaled_product && transpose));
    CHECK((at_once[0] > 0 && word_entries > 0 && word_entries <= 4 * 32));
    auto const& [multiply_add, correlation, correlation_workspace] = kernels.matrix;
    CHECK((multiply_add && correlation && correlation_workspace));
    auto const& [words, samples] = kernels.draw;
    CHECK((words && samples));
    auto const& [packed_triangle, pack_triangle, colour_noise, trajectories, response, tiles,
                 response_workspace, packed_state, pack_state, compressed_trajectories,
                 compressed_response, compressed_response_workspace] = kernels.sweep;
    CHECK((packed_triangle && pack_triangle && colour_noise && trajectories && response &&
           response_workspace));
    CHECK((tiles[0] > 0 && tiles[1] > 0));
    CHECK((packed_state && pack_state && compressed_trajectories && compressed_response &&
           compressed_response_workspace));
    auto const& [kernel_columns, append_kernel_row, advance, observe, workspace] = kernels.forward;
    CHECK((kernel_columns && append_kernel_row && advance && observe && workspace));
    auto const& [advance_neurons, activate, normals] = kernels.stimulus;
    CHECK((advance_neurons && activate && normals));
    CHECK(kernels.ceiling.multiply_adds);
  }
}

TEST_CASE("dispatch: a set says of itself what it is", "[simd]") {
  for (auto const* set : mattis::lanes::available_instruction_sets()) {
    INFO(set->name);
    CHECK(set->bytes == set->in_float.lanes * static_cast<int>(sizeof(float)));
    CHECK(set->in_double.lanes == std::max(1, set->in_float.lanes / 2));
    CHECK(set->registers >= 16);
    CHECK(set->fused == (set->name == std::string("avx2") || set->name == std::string("avx512") ||
                         set->name == std::string("neon")));
  }
}
