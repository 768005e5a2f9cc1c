// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/solve.hpp>
#include <support/same_bits.hpp>

#include <catch2/catch_test_macros.hpp>

namespace mattis::test {

/// The order parameters and energies of two solutions, bit by bit.
inline void check_same_bits(Solution const& a, Solution const& b) {
  CHECK(same_bits(a.m, b.m));
  CHECK(same_bits(a.C_phi, b.C_phi));
  CHECK(same_bits(a.S_phi, b.S_phi));
  CHECK(same_bits(a.E, b.E));
}

}  // namespace mattis::test
