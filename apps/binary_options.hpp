// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "binary_dynamics.hpp"
#include "computation.hpp"
#include "options.hpp"

namespace mattis::command {

/// --dynamics --order. Little's dynamics are the heat bath for all spins at once.
void add_dynamics_options(Options& options, BinaryDynamics& dynamics);

/// --out --figure --threads --progress --json, as of every command that computes; spins know no
/// precision.
void add_binary_computation_options(Options& options, Computation& computation);

}  // namespace mattis::command
