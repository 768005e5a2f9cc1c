// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What the block of C++ in docs/tuning.md uses without saying where it comes from.
#include <mattis/mattis.hpp>
#include <mattis/tuning/machine.hpp>

#include <memory>
#include <string>
#include <vector>

[[maybe_unused]] Kokkos::DefaultHostExecutionSpace const exec;
[[maybe_unused]] mattis::SolveOptions options;
