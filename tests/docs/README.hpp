// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What the blocks of C++ in README.md use without saying where it comes from.
#include <mattis/mattis.hpp>

#include <cmath>
#include <cstdint>

using Exec = Kokkos::DefaultHostExecutionSpace;
[[maybe_unused]] Exec const exec;
[[maybe_unused]] std::int64_t const P = 20, N = 200;
[[maybe_unused]] std::uint64_t const seed = 1;
[[maybe_unused]] double const alpha = 0.1, g = 1.2, dt = 0.02;
[[maybe_unused]] Kokkos::View<float*, Exec> const states("states", 200);
