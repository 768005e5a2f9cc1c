// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/solve.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstring>

namespace mattis::test {

/// The order parameters and energies of two solutions, bit by bit.
inline void check_same_bits(Solution const& a, Solution const& b) {
  CHECK(std::memcmp(a.m.data(), b.m.data(), 8 * a.m.size()) == 0);
  CHECK(std::memcmp(a.C_phi.data(), b.C_phi.data(), 8 * a.C_phi.size()) == 0);
  CHECK(std::memcmp(a.S_phi.data(), b.S_phi.data(), 8 * a.S_phi.size()) == 0);
  CHECK(std::memcmp(a.E.data(), b.E.data(), 8 * a.E.size()) == 0);
}

}  // namespace mattis::test
