// SPDX-License-Identifier: BSD-3-Clause
#include "bench_report.hpp"
#include "child.hpp"
#include "command.hpp"
#include "interrupt.hpp"
#include "runtime.hpp"
#include "summary.hpp"
#include "tuned_choices.hpp"

#include <mattis/bench/bench.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/provenance.hpp>
#include <mattis/tuning/machine.hpp>
#include <mattis/tuning/measure.hpp>
#include <mattis/version.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
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
  bool compare = false;
  std::filesystem::path html;
  std::string fail_on_slower;
  std::vector<std::string> files;
  std::filesystem::path out;
  int threads = 0;
  bool json = false;
};

/// Whole commands, from the start of the process to its end.
struct WholeCommand {
  char const* name;
  char const* line;
  report::Sizes sizes;
  bool quick;
};
std::array<WholeCommand, 6> const whole_commands{{
    {"simulate hopfield",
     "simulate hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 100 --N 20000",
     {{"N", 20000}, {"T", 100}},
     true},
    {"simulate hopfield",
     "simulate hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 100 --N 200 --trials 1000",
     {{"N", 200}, {"trials", 1000}, {"T", 100}},
     true},
    {"simulate dense",
     "simulate dense --n 2 --alpha 0.05 --g 1.5 --a 1.2 --T 50 --N 2000",
     {{"n", 2}, {"N", 2000}, {"T", 50}},
     false},
    {"simulate dense",
     "simulate dense --n 4 --alpha 0.05 --g 1.5 --a 1.2 --T 50 --N 100",
     {{"n", 4}, {"N", 100}, {"T", 50}},
     false},
    {"solve hopfield",
     "solve hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 100 --dt 0.02 --M 50000",
     {{"T", 100}, {"M", 50000}},
     true},
    {"solve dense",
     "solve dense --n 2 --alpha 0.05 --g 1.5 --a 1.2 --T 50 --dt 0.02 --M 100000",
     {{"n", 2}, {"T", 50}, {"M", 100000}},
     false},
}};

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
    std::snprintf(text, sizeof text, "  %.2f of %s",
                  report::median(peer.samples_s) / row.median_s(), peer.name.c_str());
    peers += text;
  }
  std::printf("%-18s %-7s %-18s %-24s %9.3g %-10s %-22s %s%s\n", row.kernel.c_str(),
              row.precision.c_str(), row.target.c_str(), sizes.c_str(), row.rate(),
              row.unit.c_str(), share, accuracy, peers.c_str());
  std::fflush(stdout);
}

void add_whole_commands(BenchRequest const& request, std::string const& target, int threads,
                        report::BenchFile& file) {
  for (auto const& whole : whole_commands) {
    bool const wanted = (whole.quick || !request.options.quick) &&
                        std::string(whole.name).find(request.options.only) != std::string::npos;
    if (!wanted) continue;
    std::istringstream stream(std::string(whole.line) + " --no-progress --threads " +
                              to_text(threads));
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    report::BenchRow row;
    row.kernel = whole.name;
    row.precision = "float";
    row.target = target;
    row.sizes = whole.sizes;
    row.variant = tuning_mode() == Tuning::estimate ? "estimate" : "stored choices";
    row.threads = threads;
    row.unit = "commands/s";
    row.work = 1;
    for (int round = 0; round < (request.options.quick ? 5 : 15); ++round)
      row.samples_s.push_back(run_child(words, {}));
    if (!request.json) print(row);
    file.rows.push_back(std::move(row));
  }
}

/// Energy counters that the kernel shows, in microjoule; none where they cannot be read.
bool energy_readable() {
  std::ifstream counter("/sys/class/powercap/intel-rapl:0/energy_uj");
  long long value = 0;
  return static_cast<bool>(counter >> value);
}

std::vector<std::string> lines_of(std::string const& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void measure(BenchRequest const& request) {
  report::BenchFile file;
  int threads = 1;
  std::string target;
  {
    Runtime const runtime(request.threads);
    Kokkos::DefaultExecutionSpace const exec;
    auto options = request.options;
    if (!request.json) options.on_row = print;
    options.should_stop = interrupted;
    TunedChoices const choices(exec);
    auto const how = choices.how();
    if (how.choices() != nullptr) options.choices = std::make_shared<Choices const>(*how.choices());
    file = until_interrupted(
        [&] {
      auto all = bench(exec, options);
      if constexpr (!std::is_same_v<Kokkos::DefaultExecutionSpace,
                                    Kokkos::DefaultHostExecutionSpace>) {
        auto const host = bench(Kokkos::DefaultHostExecutionSpace{}, options);
        all.rows.insert(all.rows.end(), host.rows.begin(), host.rows.end());
        all.ceilings.insert(all.ceilings.end(), host.ceilings.begin(), host.ceilings.end());
      }
      return all;
        },
        [] { return std::string(); });
    auto const here = tuning::machine(exec);
    auto const provenance = io::provenance<float>(exec);
    threads = provenance.threads;
    target = provenance.backend;
    file.machine = {here.device, here.driver, here.compiler, threads};
    std::ostringstream configuration;
    Kokkos::print_configuration(configuration);
    file.build = {version(), git_hash(), compile_flags(), kokkos_version(),
                  lines_of(configuration.str())};
  }
  add_whole_commands(request, target, std::min(threads, 64), file);
  if (file.rows.empty())
    throw_unexpected("only", "a part of a name that `mattis bench` prints",
                     "'" + request.options.only + "'");
  file.settings = {request.options.quick, tuning_mode() == Tuning::estimate ? "estimate" : "read"};
  file.energy.readable = false;
  file.energy.words = energy_readable() ? "readable, not measured" : "not readable";
  auto const text = report::to_json(file);
  if (!request.out.empty()) write_text(request.out, text + "\n", "out");
  if (request.json) {
    std::puts(text.c_str());
  } else {
    for (auto const& ceiling : file.ceilings)
      std::printf("ceiling of %-20s %-14s %-7s %.3g %s\n", ceiling.target.c_str(),
                  ceiling.kind.c_str(), ceiling.precision.c_str(), ceiling.value,
                  ceiling.unit.c_str());
    std::printf("energy: %s\n", file.energy.words.c_str());
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
  options.add_switch("json", request->json, "one line of JSON");
  command.rest_behind = "--compare";
  command.takes_rest = [request](std::vector<std::string> rest) {
    request->files = std::move(rest);
  };
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
