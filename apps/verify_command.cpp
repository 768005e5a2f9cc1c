// SPDX-License-Identifier: BSD-3-Clause
#include "command.hpp"
#include "interrupt.hpp"
#include "json_line.hpp"
#include "runtime.hpp"
#include "summary.hpp"

#include <mattis/core/error.hpp>
#include <mattis/io/provenance.hpp>
#include <mattis/verify/verify.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace mattis::command {

namespace {

struct VerifyRequest {
  VerifyOptions options;
  int threads = 0;
  bool json = false;
};

std::string in_bounds(double worst) {
  char text[40];
  std::snprintf(text, sizeof text, "%.2g", worst);
  return text;
}

void print(Verified const& row) {
  std::printf("%-26s %-7s %-20s %-8s %3d shapes, worst %s of its bound%s\n", row.what.c_str(),
              row.precision.c_str(), row.target.c_str(), row.passed() ? "passed" : "FAILED",
              row.cases, in_bounds(row.worst).c_str(),
              row.worst > 0 ? (" at " + row.where).c_str() : "");
  std::fflush(stdout);
}

std::string json_of(Verified const& row) {
  JsonLine line;
  line.add("what", row.what).add("precision", row.precision).add("target", row.target);
  line.add("cases", row.cases).add("worst", row.worst).add("where", row.where);
  return line.add("passed", row.passed()).text();
}

/// On the default space and, beside a device, on the host's.
std::vector<Verified> verify_all(Kokkos::DefaultExecutionSpace const& exec,
                                 VerifyOptions const& options) {
  auto results = verify(exec, options);
  if constexpr (!std::is_same_v<Kokkos::DefaultExecutionSpace, Kokkos::DefaultHostExecutionSpace>) {
    auto const on_host = verify(Kokkos::DefaultHostExecutionSpace{}, options);
    results.insert(results.end(), on_host.begin(), on_host.end());
  }
  return results;
}

void run(VerifyRequest request) {
  validate_threads(request.threads);
  Runtime const runtime(request.threads);
  Kokkos::DefaultExecutionSpace const exec;
  auto& options = request.options;
  if (!request.json) options.on_result = print;
  auto const results =
      until_interrupted([&] { return verify_all(exec, options); }, [] { return std::string(); });
  if (results.empty())
    throw_unexpected("only", "a part of a name that `mattis verify` prints",
                     "'" + options.only + "'");
  auto const failed =
      std::count_if(results.begin(), results.end(), [](auto const& row) { return !row.passed(); });
  if (request.json) {
    auto const provenance = io::provenance<float>(exec);
    std::vector<std::string> rows;
    for (auto const& row : results) rows.push_back(json_of(row));
    JsonLine line;
    line.add("command", "verify").add("version", provenance.version);
    line.add("git_hash", provenance.git_hash).add("backend", provenance.backend);
    line.add("device", provenance.device).add("threads", provenance.threads);
    line.add("verified", results.size()).add("failed", failed);
    std::puts(line.add_objects("results", rows).text().c_str());
  } else {
    std::printf("%zu verified, %td failed\n", results.size(), failed);
  }
  if (failed > 0)
    throw Error("verify: expected every result within its bound, got " + to_text(failed) +
                " beyond it");
}

}  // namespace

Command verify_command() {
  auto const request = std::make_shared<VerifyRequest>();
  Command command{.name = "verify",
                  .summary =
                      "compare every kernel of this build, on this machine, with a naive "
                      "one in double; exit status 2 where one is beyond its bound",
                  .example = "mattis verify --json"};
  command.options.add("cases", "N", request->options.cases, "shapes of each kernel");
  command.options.add("seed", "S", request->options.seed, "of shapes and numbers");
  command.options.add_text("only", "TEXT", request->options.only, "those with this in their name")
      .default_text = "";
  command.options
      .add("threads", "N", request->threads, "threads; left out, as many as the machine has")
      .default_text = "";
  command.options.add_switch("json", request->json, "one line of JSON");
  command.sweepable = false;
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
