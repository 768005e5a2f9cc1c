// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What the blocks of C++ in docs/expressions.md use without saying where it comes from.
#include <mattis/mattis.hpp>
#include <mattis/xtensor.hpp>

#include <cmath>

using Exec = Kokkos::DefaultHostExecutionSpace;
using namespace mattis;
[[maybe_unused]] Exec const exec;
[[maybe_unused]] double const alpha = 0.1, g = 1.2, dt = 0.02;
[[maybe_unused]] auto const xi = random_patterns(exec, 20, 200, 1);
[[maybe_unused]] Kokkos::View<float*, Exec> const view("view", 200);
[[maybe_unused]] Kokkos::View<double**, Kokkos::LayoutRight, Exec> const C("C", 5, 5), S("S", 5, 5),
    m("m", 5, 1);
[[maybe_unused]] Kokkos::View<double*, Exec> const E1("E1", 5), phi_eta("phi_eta", 5);
[[maybe_unused]] xt::xtensor<double, 1> x, f;
