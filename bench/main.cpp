// SPDX-License-Identifier: BSD-3-Clause
// The main of every benchmark program: Kokkos, and in the report's context what the figures were
// taken with.
#include <benchmark/benchmark.h>
#include <mattis/version.hpp>

#include <mattis/lanes/instruction_set.hpp>

#include <Kokkos_Core.hpp>
#include <sstream>
#include <string>

int main(int argc, char** argv) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
  std::ostringstream configuration;
  Kokkos::print_configuration(configuration);
  benchmark::AddCustomContext("mattis_version", mattis::version());
  benchmark::AddCustomContext("mattis_git_hash", mattis::git_hash());
  benchmark::AddCustomContext("mattis_compiler", mattis::compiler());
  benchmark::AddCustomContext("mattis_compile_flags", mattis::compile_flags());
  benchmark::AddCustomContext("mattis_simd", mattis::lanes::default_instruction_set().name);
  benchmark::AddCustomContext("kokkos_threads",
                              std::to_string(Kokkos::DefaultHostExecutionSpace().concurrency()));
  std::istringstream lines(configuration.str());
  for (std::string line; std::getline(lines, line);) {
    auto const colon = line.find(':');
    if (colon == std::string::npos || colon + 2 >= line.size()) continue;
    auto const begin = line.find_first_not_of(' ');
    benchmark::AddCustomContext("kokkos " + line.substr(begin, colon - begin),
                                line.substr(colon + 2));
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
