// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/device_name.hpp>
#include <mattis/core/granted_threads.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/tuning/machine.hpp>
#include <mattis/version.hpp>

#include <fstream>
#include <string>
#include <string_view>

namespace mattis::tuning {

namespace {

/// "GNU 14.2.0": its minor versions make the same code.
std::string compiler_family() {
  std::string_view const text = compiler();
  return std::string(text.substr(0, text.find('.')));
}

/// " (family 25, model 17)" of an x86 processor, as its maker counts; else nothing.
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

template <ExecutionSpace Exec>
std::string driver(Exec const&) {
#ifdef KOKKOS_ENABLE_CUDA
  if constexpr (std::is_same_v<Exec, Kokkos::Cuda>) {
    int version = 0;
    if (cudaDriverGetVersion(&version) == cudaSuccess) return "CUDA " + std::to_string(version);
  }
#endif
#ifdef KOKKOS_ENABLE_HIP
  if constexpr (std::is_same_v<Exec, Kokkos::HIP>) {
    int version = 0;
    if (hipDriverGetVersion(&version) == hipSuccess) return "HIP " + std::to_string(version);
  }
#endif
  return {};
}

}  // namespace

template <ExecutionSpace Exec>
Machine machine(Exec const& exec) {
  Machine here{device_name(exec), driver(exec), compiler_family(), 1};
  if constexpr (is_host_execution_space<Exec>) {
    here.device += family_of_processor();
    here.threads = granted_threads(exec);
  }
  return here;
}

#define MATTIS_INSTANTIATE_MACHINE(EXEC) template Machine machine(EXEC const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_MACHINE)

}  // namespace mattis::tuning
