// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "computation.hpp"
#include "options.hpp"

#include <mattis/binary/cued_run.hpp>
#include <mattis/io/provenance.hpp>

#include <cstdint>
#include <string>

namespace mattis::command {

/// How binary spins are updated, as the options say.
struct BinaryDynamics {
  std::string dynamics = "metropolis";
  std::string order = "random";

  SpinRule rule() const;
  SpinOrder sites() const;
};

/// --dynamics --order. Little's dynamics are the heat bath for all spins at once.
void add_dynamics_options(Options& options, BinaryDynamics& dynamics);

/// --out --figure --threads --progress --json, as of every command that computes; spins know no
/// precision.
void add_binary_computation_options(Options& options, Computation& computation);

/// Networks that share `replicas` where none is asked for: eight replicas each, at most 16
/// networks.
std::int64_t planned_networks(std::int64_t networks, std::int64_t replicas);

/// Spins and fields are whole numbers, whatever the target.
template <ExecutionSpace Exec>
io::Provenance binary_provenance(Exec const& exec, How const& how) {
  auto provenance = io::provenance<double>(exec, how);
  provenance.precision = "integer";
  return provenance;
}

}  // namespace mattis::command
