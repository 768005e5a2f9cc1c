// SPDX-License-Identifier: BSD-3-Clause
#include "binary_options.hpp"

namespace mattis::command {

void add_dynamics_options(Options& options, BinaryDynamics& dynamics) {
  options.add_choice("dynamics", {"glauber", "metropolis", "little", "zero"}, dynamics.dynamics,
                     "heat bath, Metropolis, heat bath of all spins at once, or Hopfield's rule "
                     "without noise");
  options.add_choice("order", {"random", "permuted", "parallel"}, dynamics.order,
                     "sites drawn one by one, each once in a sweep, or all at once");
}

void add_binary_computation_options(Options& options, Computation& computation) {
  add_computation_options(options, computation, {.precision = false, .figure = true});
}

}  // namespace mattis::command
