// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>
#include <limits>
#include <string>

namespace mattis {

/// What the control groups (cgroups) that this process is in leave it: the least over its group and
/// all above it that can be seen, of version 2 and version 1 (containers, batch systems, systemd
/// slices).
struct ControlGroupLimits {
  static constexpr auto unlimited = std::numeric_limits<std::size_t>::max();

  /// Bytes that can still be allocated; cached files, which give way, do not count as used.
  std::size_t memory = unlimited;
  /// Processors' worth of time (cpu.max; cfs_quota_us / cfs_period_us).
  double processors = std::numeric_limits<double>::infinity();
};

/// Reads them anew; no limit where there is none or nothing can be read.
/// \param root  folder that holds /proc and what is mounted, for tests
ControlGroupLimits control_group_limits(std::string const& root = "");

/// Threads that can run at once: processors that this process may run on, within the quota of its
/// control groups (more would all wait together once it is used up), at least 1.
int available_processors();

}  // namespace mattis
