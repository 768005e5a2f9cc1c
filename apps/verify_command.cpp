// SPDX-License-Identifier: BSD-3-Clause
#include "command.hpp"
#include "interrupt.hpp"
#include "json_line.hpp"
#include "runtime.hpp"
#include "summary.hpp"
#include "verify_against.hpp"

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
  AgainstRequest against;
  std::vector<Option const*> of_kernels = {}, of_arrays = {};  ///< each kind's alone
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
  bool const arrays = !request.against.file.empty();
  for (auto const* option : arrays ? request.of_kernels : request.of_arrays)
    if (option->given)
      throw_unexpected(option->name, arrays ? "none with against" : "against, too", "one");
  if (arrays) {
    request.against.json = request.json;
    verify_against(request.against);
    return;
  }
  validate_threads(request.threads);
  Runtime const runtime(request.threads);
  Kokkos::DefaultExecutionSpace const exec;
  auto& options = request.options;
  if (!request.json) options.on_result = [](Verified const& row) { print(row); };
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
  Command command{
      .name = "verify",
      .summary =
          "compare every kernel of this build, on this machine, with a naive one in double; "
          "exit status 2 where one is beyond its bound. Or compare anybody's arrays with the "
          "truth set; 1 where one differs",
      .example =
          "mattis verify --json\n"
          "  mattis verify --against mine.npz\n"
          "  mattis verify --against theory.h5 --case dmft/hopfield_readme"};
  auto& options = command.options;
  auto& kernels = request->of_kernels;
  auto& arrays = request->of_arrays;
  auto& against = request->against;
  kernels.push_back(&options.add("cases", "N", request->options.cases, "shapes of each kernel"));
  kernels.push_back(&options.add("seed", "S", request->options.seed, "of shapes and numbers"));
  auto& only =
      options.add_text("only", "TEXT", request->options.only, "those with this in their name");
  auto& threads = options.add("threads", "N", request->threads,
                              "threads; left out, as many as the machine has");
  only.default_text = threads.default_text = "";
  kernels.insert(kernels.end(), {&only, &threads});
  options
      .add("against", "FILE", against.file,
           "arrays of anybody, .npz or .h5, named as in the truth set (docs/reference.md)")
      .default_text = "";
  auto& of = options.add_text("case", "CASE", against.of,
                              "against: the case whose quantities the file has");
  auto& truth = options.add("truth", "FILE", against.truth,
                            "against: the truth set; left out, this version's");
  of.default_text = truth.default_text = "";
  arrays = {&of, &truth,
            &options.add("standard-errors", "X", against.standard_errors,
                         "against: differ by more, both combined")};
  options.add_switch("json", request->json, "one line of JSON");
  command.sweepable = false;
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
