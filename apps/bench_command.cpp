// SPDX-License-Identifier: BSD-3-Clause
#include "bench_others.hpp"
#include "bench_report.hpp"
#include "command.hpp"
#include "computation.hpp"
#include "interrupt.hpp"
#include "progress_bar.hpp"
#include "runtime.hpp"
#include "summary.hpp"
#include "tuned_choices.hpp"

#include <mattis/bench/bench.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/median.hpp>
#include <mattis/io/provenance.hpp>
#include <mattis/tuning/machine.hpp>
#include <mattis/version.hpp>

#include <malloc.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace mattis::command {

namespace {

struct BenchRequest {
  BenchOptions options;
  std::string python;
  bool compare = false;
  std::filesystem::path html;
  std::string fail_on_slower;
  std::vector<std::string> files;
  std::filesystem::path out;
  int threads = 0;
  bool progress = true;
  bool json = false;
};

/// Arrays that are made anew come to lie elsewhere. What the C library keeps for its next call
/// would come back to the same place, and a row would be as fast as that place happens to be.
void keep_allocations_apart() {
#ifdef __GLIBC__
  ::mallopt(M_MMAP_THRESHOLD, 64 * 1024);
#endif
}

void print(report::BenchRow const& row) {
  std::string sizes;
  for (auto const& [name, value] : row.sizes)
    sizes += (sizes.empty() ? "" : ", ") + name + " " + to_text(value);
  char share[32] = "";
  if (row.ceiling)
    std::snprintf(share, sizeof share, "%3.0f %% of %s", 100 * row.ceiling->share,
                  row.ceiling->kind.c_str());
  char accuracy[40] = "";
  if (row.accuracy)
    std::snprintf(accuracy, sizeof accuracy, "error %.2g of its %s", row.accuracy->worst,
                  row.accuracy->of.c_str());
  std::string peers;
  for (auto const& peer : row.peers) {
    char text[80];
    std::snprintf(text, sizeof text, "  %.2f of %s", median(peer.samples_s) / row.median_s(),
                  peer.name.c_str());
    peers += text;
  }
  std::printf("%-18s %-7s %-18s %-24s %9.3g %-10s %-22s %s%s\n", row.kernel.c_str(),
              row.precision.c_str(), row.target.c_str(), sizes.c_str(), row.rate(),
              row.unit.c_str(), share, accuracy, peers.c_str());
  std::fflush(stdout);
}

std::vector<std::string> lines_of(std::string const& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void print(report::BenchFile const& file) {
  for (auto const& row : file.rows) print(row);
  for (auto const& ceiling : file.ceilings)
    std::printf("ceiling of %-20s %-14s %-7s %.3g %s\n", ceiling.target.c_str(),
                ceiling.kind.c_str(), ceiling.precision.c_str(), ceiling.value,
                ceiling.unit.c_str());
  std::printf("energy: %s\n", file.energy.words.c_str());
}

/// Rows of the default space, and of the host where that is another.
report::BenchFile rows_of_spaces(BenchOptions options, Kokkos::DefaultExecutionSpace const& exec) {
  using Host = Kokkos::DefaultHostExecutionSpace;
  if constexpr (std::is_same_v<Kokkos::DefaultExecutionSpace, Host>) {
    return bench(exec, options);
  } else {
    auto file = bench(exec, options);
    options.others.clear();  // they ran on the default space
    auto const host = bench(Host{}, options);
    file.rows.insert(file.rows.end(), host.rows.begin(), host.rows.end());
    file.ceilings.insert(file.ceilings.end(), host.ceilings.begin(), host.ceilings.end());
    file.energy = host.energy;
    return file;
  }
}

void measure(BenchRequest const& request) {
  keep_allocations_apart();
  auto options = request.options;
  // Before Kokkos binds threads: Python inherits what processors there are.
  std::unique_ptr<PythonPeers> python;
  if (!request.python.empty()) python = std::make_unique<PythonPeers>(request.python);
  options.python = python.get();
  Runtime const runtime(request.threads);
  Kokkos::DefaultExecutionSpace const exec;
  auto const provenance = io::provenance<float>(exec);
  TunedChoices const choices(exec);
  auto const how = choices.how();
  if (how.choices() != nullptr) options.choices = std::make_shared<Choices const>(*how.choices());
  report::BenchFile file;
  {
    ProgressBar bar(request.progress && !request.json);
    options.on_progress = make_progress(bar);
    file = until_interrupted(
        [&] {
      options.others = others(options, provenance.backend, provenance.threads);
      return rows_of_spaces(options, exec);
        },
        [] { return std::string(); });
  }
  if (file.rows.empty())
    throw_unexpected("only", "a part of a name that `mattis bench` prints",
                     "'" + request.options.only + "'");
  auto const here = tuning::machine(exec);
  file.machine = {here.device, here.driver, here.compiler, provenance.threads};
  std::ostringstream configuration;
  Kokkos::print_configuration(configuration);
  file.build = {version(), git_hash(), compile_flags(), kokkos_version(),
                lines_of(configuration.str())};
  file.settings = {request.options.quick, tuning_mode() == Tuning::estimate ? "estimate" : "read"};
  auto const text = report::to_json(file);
  if (!request.out.empty()) write_text(request.out, text, "out");
  if (request.json) {
    std::fputs(text.c_str(), stdout);
  } else {
    print(file);
    if (!request.out.empty()) print_row("written", request.out.string());
  }
}

/// "5%" or "5": percent.
std::optional<double> percent_of(std::string const& text) {
  if (text.empty()) return {};
  std::istringstream stream(text);
  double number = 0;
  std::string unit;
  stream >> number >> unit;
  if (stream.bad() || !(number > 0) || !(unit.empty() || unit == "%"))
    throw_unexpected("fail-on-slower", "percent, as 5%", "'" + text + "'");
  return number;
}

void run(BenchRequest const& request) {
  validate_threads(request.threads);
  expect(request.options.visits >= 0 && request.options.visits <= 10000, "visits",
         "from 1 to 10000, or 0 for as many as it takes", request.options.visits);
  auto const limit = percent_of(request.fail_on_slower);
  if (!request.compare) {
    if (!request.html.empty() || limit || !request.files.empty())
      throw_unexpected("compare", "it where files are compared (--compare A.json B.json)", "none");
    return measure(request);
  }
  if (request.files.empty())
    throw_unexpected("compare", "files behind it (--compare A.json B.json)", "none");
  std::vector<std::filesystem::path> const files(request.files.begin(), request.files.end());
  compare_files(files, request.html, limit, request.json);
}

}  // namespace

Command bench_command() {
  auto const request = std::make_shared<BenchRequest>();
  Command command{
      .name = "bench",
      .summary =
          "time every kernel on every target of this build, beside what bounds it, its error "
          "and other libraries; compare such files",
      .example =
          "mattis bench --quick --out this.json\n"
          "  mattis bench --compare this.json that.json --html report.html"};
  auto& options = command.options;
  options.add_switch("quick", request->options.quick,
                     "fewer sizes and rounds: under a minute on two cores");
  options.add_text("only", "TEXT", request->options.only, "those with this in their name")
      .default_text = "";
  options.add_switch("scaling", request->options.threads_only,
                     "the few kernels that are timed for several numbers of threads, alone");
  options
      .add("visits", "N", request->options.visits,
           "samples of each row, each on memory of its own; left out, as many as it takes")
      .default_text = "";
  auto& python = options.add_text("peer-python", "PYTHON", request->python,
                                  "NumPy, and PyTorch where it is there, of this Python (python3) "
                                  "beside the rest");
  python.default_text = "";
  python.value_optional = true;
  python.assign = [request](std::string const& text) {
    request->python = text.empty() ? "python3" : text;
  };
  options.add("out", "FILE.json", request->out,
              "everything that was measured, raw samples included");
  options.add_switch("compare", request->compare,
                     "FILE.json..: compare these, by the first, and measure nothing");
  options.add("html", "FILE", request->html,
              "of files that are compared: a page of all, for any browser");
  options
      .add_text("fail-on-slower", "PERCENT", request->fail_on_slower,
                "exit status 2 where a row is slower by more (5%)")
      .default_text = "";
  options.add("threads", "N", request->threads, "threads; left out, as many as the machine has")
      .default_text = "";
  options.add_switch("progress", request->progress, "a bar while it runs, on a terminal only")
      .negatable = true;
  options.add_switch("json", request->json, "one line of JSON");
  command.rest_behind = "--compare";
  command.takes_rest = [request](std::vector<std::string> rest) {
    request->files = std::move(rest);
  };
  command.sweepable = false;
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
