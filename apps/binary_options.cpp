// SPDX-License-Identifier: BSD-3-Clause
#include "binary_options.hpp"

#include <mattis/core/error.hpp>

#include <algorithm>

namespace mattis::command {

SpinRule BinaryDynamics::rule() const {
  return dynamics == "little" ? SpinRule::glauber : spin_rule("dynamics", dynamics);
}

SpinOrder BinaryDynamics::sites() const {
  if (dynamics == "little" || order == "parallel") return SpinOrder::parallel;
  return order == "permuted" ? SpinOrder::permuted : SpinOrder::random;
}

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

std::int64_t planned_networks(std::int64_t networks, std::int64_t replicas) {
  constexpr std::int64_t replicas_each = 8, most = 16;
  expect(networks >= 0 && networks <= replicas, "networks",
         "0 (some) or from 1 to the number of replicas, " + to_text(replicas), networks);
  return networks > 0 ? networks : std::clamp<std::int64_t>(replicas / replicas_each, 1, most);
}

}  // namespace mattis::command
