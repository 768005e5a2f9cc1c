// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/tuning/detail/host.hpp>
#include <mattis/version.hpp>

#include <fstream>
#include <string_view>

namespace mattis::tuning {

std::string compiler_family() {
  std::string_view const text = compiler();
  return std::string(text.substr(0, text.find('.')));
}

std::string family_of_processor() {
  std::ifstream processors("/proc/cpuinfo");
  std::string family, model;
  auto const take = [](std::string const& line, std::string_view name, std::string& value) {
    auto const colon = line.find(": ");
    bool const is = line.starts_with(name) && colon != std::string::npos &&
                    line.find_first_not_of("\t ", name.size()) == colon;
    if (is && value.empty()) value = line.substr(colon + 2);
  };
  for (std::string line; std::getline(processors, line) && (family.empty() || model.empty());) {
    take(line, "cpu family", family);
    take(line, "model", model);
  }
  return family.empty() || model.empty() ? "" : " (family " + family + ", model " + model + ")";
}

}  // namespace mattis::tuning
