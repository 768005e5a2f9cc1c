// SPDX-License-Identifier: BSD-3-Clause
#include "binary_dynamics.hpp"

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

std::int64_t planned_networks(std::int64_t networks, std::int64_t replicas) {
  constexpr std::int64_t replicas_each = 8, most = 16;
  expect(networks >= 0 && networks <= replicas, "networks",
         "0 (some) or from 1 to the number of replicas, " + to_text(replicas), networks);
  return networks > 0 ? networks : std::clamp<std::int64_t>(replicas / replicas_each, 1, most);
}

}  // namespace mattis::command
