// SPDX-License-Identifier: BSD-3-Clause
#include "command.hpp"
#include "json_line.hpp"
#include "runtime.hpp"
#include "summary.hpp"

#include <mattis/core/memory.hpp>
#include <mattis/io/provenance.hpp>
#include <mattis/version.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace mattis::command {

namespace {

struct InfoRequest {
  int threads = 0;
  bool json = false;
};

void run(InfoRequest const& request) {
  validate_threads(request.threads);
  auto const simd_in_use = io::simd_set();
  auto const simd_available = io::available_simd_sets();
  Runtime const runtime(request.threads);
  Kokkos::DefaultExecutionSpace const exec;
  auto const provenance = io::provenance<float>(exec);
  auto const space = std::string(Kokkos::DefaultExecutionSpace::name());
  if (request.json) {
    JsonLine line;
    line.add("version", provenance.version).add("git_hash", provenance.git_hash);
    line.add("compiler", compiler()).add("flags", compile_flags()).add("kokkos", kokkos_version());
    line.add("execution_space", space)
        .add("threads", provenance.threads)
        .add("device", provenance.device);
    line.add("simd", simd_in_use)
        .add("simd_available", simd_available)
        .add("memory_bytes", available_memory());
    deliver(line);
    return;
  }
  std::string sets;
  for (auto const& set : simd_available) sets.append(sets.empty() ? "" : ", ").append(set);
  print_row("mattis", provenance.version + " (" + provenance.git_hash + ")");
  print_row("compiler", std::string(compiler()) + " " + compile_flags());
  print_row("Kokkos", kokkos_version() + ", " + space + ", " + std::to_string(provenance.threads) +
                          " threads");
  print_row("device", provenance.device);
  print_row("SIMD", simd_in_use + " (this machine and build have " + sets + ")");
  char memory[40];
  std::snprintf(memory, sizeof memory, "%.3g GB free",
                static_cast<double>(available_memory()) / 1e9);
  print_row("memory", memory);
}

}  // namespace

Command info_command() {
  auto const request = std::make_shared<InfoRequest>();
  Command command{.name = "info",
                  .summary = "what this build is and what it runs on",
                  .example = "mattis info --json"};
  command.options
      .add("threads", "N", request->threads, "threads; left out, as many as the machine has")
      .default_text = "";
  command.options.add_switch("json", request->json, "one line of JSON");
  command.sweepable = false;
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
