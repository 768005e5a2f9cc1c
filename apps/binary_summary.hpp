// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What the summaries of binary commands have in common.
#include "computation.hpp"
#include "json_line.hpp"

#include <mattis/binary/cued_run.hpp>
#include <mattis/binary/estimates.hpp>
#include <mattis/io/provenance.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace mattis::command {

/// "0.9631 +- 0.0012"
std::string text_of(binary::Estimate const& one);

/// `name` and `name`_se.
void add_estimate(JsonLine& line, std::string const& name, binary::Estimate const& one);
void add_estimates(JsonLine& line, std::string const& name,
                   std::vector<binary::Estimate> const& all);

/// fixed_points and two_cycles, of parallel updates.
void add_endings(JsonLine& line, HostArray<binary::Ending**> const& endings);

/// Attempts and accepted flips of all replicas in the seconds of the sweeps.
struct SpinSpeed {
  std::int64_t attempts = 0, flips = 0;
  double seconds = 0;

  /// attempts, flips, and both per nanosecond
  void add_to(JsonLine& line) const;
  void print() const;
};

}  // namespace mattis::command
