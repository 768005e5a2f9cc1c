// SPDX-License-Identifier: BSD-3-Clause
#include "bench_others.hpp"
#include "bench_processes.hpp"
#include "bench_report.hpp"
#include "command.hpp"
#include "computation.hpp"
#include "interrupt.hpp"
#include "lines.hpp"
#include "processes.hpp"
#include "progress_bar.hpp"
#include "runtime.hpp"
#include "summary.hpp"
#include "tuned_choices.hpp"

#include <mattis/bench/bench.hpp>
#include <mattis/bench/in_step.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/median.hpp>
#include <mattis/io/provenance.hpp>
#include <mattis/tuning/machine.hpp>
#include <mattis/version.hpp>

#include <malloc.h>

#include <cstdio>
#include <filesystem>
#include <iostream>
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
  ProcessBench processes;
  std::string python;
  std::string against;
  bool answer = false;
  bool compare = false;
  std::filesystem::path html;
  std::string fail_on_slower;
  std::vector<std::string> files;
  std::filesystem::path out, out_against;
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

void print(report::BenchFile const& file) {
  for (auto const& row : file.rows) print(row);
  for (auto const& ceiling : file.ceilings)
    std::printf("ceiling of %-20s %-14s %-7s %.3g %s\n", ceiling.target.c_str(),
                ceiling.kind.c_str(), ceiling.precision.c_str(), ceiling.value,
                ceiling.unit.c_str());
  std::printf("energy: %s\n", file.energy.words.c_str());
}

/// Of the default space, and of the host where that is another: what `call` makes of each.
template <class Call>
auto of_spaces(BenchOptions options, Kokkos::DefaultExecutionSpace const& exec, Call const& call) {
  using Host = Kokkos::DefaultHostExecutionSpace;
  std::vector<decltype(call(exec, options))> all{call(exec, options)};
  if constexpr (!std::is_same_v<Kokkos::DefaultExecutionSpace, Host>) {
    options.others.clear();  // they ran on the default space
    all.push_back(call(Host{}, options));
  }
  return all;
}

report::BenchFile rows_of_spaces(BenchOptions const& options,
                                 Kokkos::DefaultExecutionSpace const& exec) {
  auto files = of_spaces(options, exec, [](auto const& space, BenchOptions const& of_space) {
    return bench(space, of_space);
  });
  auto& file = files.front();
  for (std::size_t i = 1; i < files.size(); ++i) {
    auto const& host = files[i];
    file.rows.insert(file.rows.end(), host.rows.begin(), host.rows.end());
    file.ceilings.insert(file.ceilings.end(), host.ceilings.begin(), host.ceilings.end());
    file.energy = host.energy;
  }
  return file;
}

std::vector<TimedRows> timed_rows_of_spaces(BenchOptions const& options,
                                            Kokkos::DefaultExecutionSpace const& exec) {
  std::vector<TimedRows> all;
  auto const of_each = of_spaces(
      options, exec,
      [](auto const& space, BenchOptions const& of_space) { return timed_rows(space, of_space); });
  for (auto const& rows : of_each) all.insert(all.end(), rows.begin(), rows.end());
  return all;
}

/// What is known of this build and machine before anything is measured.
report::BenchFile described(BenchRequest const& request, Kokkos::DefaultExecutionSpace const& exec,
                            int threads) {
  report::BenchFile file;
  auto const here = tuning::machine(exec);
  file.machine = {here.device, here.driver, here.compiler, threads};
  std::ostringstream configuration;
  Kokkos::print_configuration(configuration);
  file.build = {version(), git_hash(), compile_flags(), kokkos_version(),
                lines_of(configuration.str())};
  file.settings = {request.options.quick, tuning_mode() == Tuning::estimate ? "estimate" : "read"};
  return file;
}

template <class Call>
auto stoppable(Call const& call) {
  return until_interrupted(call, [] { return std::string(); });
}

/// Kokkos, and what is known once it runs.
struct Measuring {
  explicit Measuring(BenchRequest const& request)
      : runtime(request.threads),
        provenance(io::provenance<float>(exec)),
        choices(exec),
        description(described(request, exec, provenance.threads)),
        options(request.options) {
    auto const how = choices.how();
    if (how.choices() != nullptr) options.choices = std::make_shared<Choices const>(*how.choices());
  }

  void add_whole_commands() {
    options.others = whole_commands(options, provenance.backend, provenance.threads);
  }

  Runtime const runtime;
  Kokkos::DefaultExecutionSpace const exec;
  io::Provenance const provenance;
  TunedChoices<Kokkos::DefaultExecutionSpace> const choices;
  report::BenchFile const description;
  BenchOptions options;
};

void answer_questions(BenchRequest const& request) {
  keep_allocations_apart();
  Measuring measuring(request);
  stoppable([&] {
    measuring.add_whole_commands();
    answer(timed_rows_of_spaces(measuring.options, measuring.exec), measuring.description, std::cin,
           std::cout);
  });
}

void throw_without_rows(report::BenchFile const& file, BenchRequest const& request) {
  if (file.rows.empty())
    throw_unexpected("only", "a part of a name that `mattis bench` prints",
                     "'" + request.options.only + "'");
}

void measure(BenchRequest const& request) {
  keep_allocations_apart();
  // Before Kokkos binds threads: Python inherits what processors there are.
  std::unique_ptr<PythonPeers> python;
  if (!request.python.empty()) python = std::make_unique<PythonPeers>(request.python);
  Measuring measuring(request);
  measuring.options.python = python.get();
  report::BenchFile file = measuring.description;
  {
    ProgressBar bar(request.progress && !request.json);
    measuring.options.on_progress = make_progress(bar);
    stoppable([&] {
      measuring.add_whole_commands();
      for (auto& rows : fewer_threads(measuring.options, measuring.provenance.threads))
        measuring.options.others.push_back(std::move(rows));
      auto measured = rows_of_spaces(measuring.options, measuring.exec);
      file.rows = std::move(measured.rows);
      file.ceilings = std::move(measured.ceilings);
      file.energy = std::move(measured.energy);
    });
  }
  throw_without_rows(file, request);
  auto const text = report::to_json(file);
  if (!request.out.empty()) write_text(request.out, text, "out");
  if (request.json) {
    std::fputs(text.c_str(), stdout);
  } else {
    print(file);
    if (!request.out.empty()) print_row("written", request.out.string());
  }
}

/// Both builds answer from processes of their own, this one too: what a process is lucky with, or
/// not, meets them alike.
void measure_in_step(BenchRequest const& request, std::optional<double> fail_on_slower) {
  std::vector<std::string> words{"bench", "--answer", "--no-progress"};
  if (request.options.quick) words.emplace_back("--quick");
  if (request.options.threads_only) words.emplace_back("--scaling");
  if (!request.options.only.empty()) words.insert(words.end(), {"--only", request.options.only});
  if (request.threads > 0) words.insert(words.end(), {"--threads", to_text(request.threads)});
  BenchPair pair;
  {
    ProgressBar bar(request.progress && !request.json);
    pair = stoppable([&] {
      AnsweringBuild other("against", request.against, words);
      AnsweringBuild own("against", "/proc/self/exe", words);
      return bench_in_step(
          other, own,
          {request.options.visits, 3 * bench_seconds(request.options.quick), make_progress(bar)});
    });
  }
  throw_without_rows(pair.b, request);
  if (!request.out.empty()) write_text(request.out, report::to_json(pair.b), "out");
  if (!request.out_against.empty())
    write_text(request.out_against, report::to_json(pair.a), "out-against");
  pair.a.name = request.against;
  pair.b.name = "this build";
  compare_files({pair.a, pair.b}, request.html, fail_on_slower, request.json);
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
  if (request.processes.wanted) {
    auto processes = request.processes;
    processes.quick = request.options.quick;
    return bench_processes(processes, request.threads, request.json);
  }
  expect_one_process("bench");
  expect(request.options.visits >= 0 && request.options.visits <= 10000, "visits",
         "from 1 to 10000, or 0 for as many as it takes", request.options.visits);
  auto const limit = percent_of(request.fail_on_slower);
  if (!request.compare) {
    bool const compares = !request.against.empty();
    if ((!compares && (!request.html.empty() || limit)) || !request.files.empty())
      throw_unexpected("compare", "it where files are compared (--compare A.json B.json)", "none");
    if (!compares && !request.out_against.empty())
      throw_unexpected("out-against", "it beside --against", request.out_against.string());
    if (compares && !request.python.empty())
      throw_unexpected("peer-python", "none beside --against", request.python);
    if (request.answer) return answer_questions(request);
    return compares ? measure_in_step(request, limit) : measure(request);
  }
  if (request.files.empty())
    throw_unexpected("compare", "files behind it (--compare A.json B.json)", "none");
  std::vector<report::BenchFile> files;
  for (auto const& file : request.files) files.push_back(report::read(file));
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
          "  mattis bench --quick --against before/mattis\n"
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
  options
      .add_text("against", "MATTIS", request->against,
                "another build's command, timed in step with this one and compared")
      .default_text = "";
  options.add("out-against", "FILE.json", request->out_against, "as --out, of that build");
  options.add_switch("mpi", request->processes.wanted,
                     "started by mpirun: messages between the processes, and what a model of "
                     "docs/cluster.md makes of more of them");
  options
      .add("latency", "S", request->processes.latency,
           "beside --mpi, with --bandwidth: of a network that is not here")
      .default_text = "";
  options.add("bandwidth", "BYTES/S", request->processes.bandwidth, "of that network")
      .default_text = "";
  options.add_switch("answer", request->answer,
                     "the other side of --against: time what standard input names");
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
  command.shared = true;  // with --mpi; else it refuses itself
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
