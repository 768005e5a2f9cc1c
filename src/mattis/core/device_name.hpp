// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

#include <string>

namespace mattis {

/// Model name of the host's processor, "unknown" where the system does not tell.
std::string host_device_name();

/// Model name of what `exec` runs on.
template <ExecutionSpace Exec>
std::string device_name(Exec const& exec) {
  if constexpr (requires { exec.cuda_device_prop().name; }) return exec.cuda_device_prop().name;
  if constexpr (requires { exec.hip_device_prop().name; }) return exec.hip_device_prop().name;
  return host_device_name();
}

}  // namespace mattis
