// SPDX-License-Identifier: BSD-3-Clause
#pragma once
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
