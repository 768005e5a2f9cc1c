// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/device_name.hpp>

#include <fstream>

namespace mattis {

std::string host_device_name() {
  std::ifstream processors("/proc/cpuinfo");
  for (std::string line; std::getline(processors, line);) {
    if (!line.starts_with("model name")) continue;
    auto const colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

}  // namespace mattis
