// SPDX-License-Identifier: BSD-3-Clause
#include "bench_others.hpp"

#include "child.hpp"
#include "temporary_file.hpp"
#include "tuned_choices.hpp"

#include <mattis/bench/stopwatch.hpp>
#include <mattis/core/error.hpp>
#include <mattis/report/bench_file.hpp>

#include <algorithm>
#include <sstream>
#include <utility>

namespace mattis::command {

namespace {

struct WholeCommand {
  char const* line;
  report::Sizes sizes;
  bool quick = true;
};
/// Both models at their standard sizes (docs/performance.md); its name is the first two words.
std::vector<WholeCommand> const& standard_commands() {
  static std::vector<WholeCommand> const list{
      {"simulate hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 100 --N 20000",
       {{"N", 20000}, {"T", 100}}},
      {"simulate hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 100 --N 200 --trials 1000",
       {{"N", 200}, {"trials", 1000}, {"T", 100}}},
      {"simulate dense --n 2 --alpha 0.05 --g 1.5 --a 1.2 --T 50 --N 2000",
       {{"n", 2}, {"N", 2000}, {"T", 50}}},
      {"simulate dense --n 4 --alpha 0.05 --g 1.5 --a 1.2 --T 50 --N 100",
       {{"n", 4}, {"N", 100}, {"T", 50}},
       false},
      {"solve hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 100 --dt 0.02 --M 50000",
       {{"T", 100}, {"M", 50000}}},
      {"solve dense --n 2 --alpha 0.05 --g 1.5 --a 1.2 --T 50 --dt 0.02 --M 100000",
       {{"n", 2}, {"T", 50}, {"M", 100000}}},
      {"info", {}}};
  return list;
}

std::vector<std::string> words_of(std::string const& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

TimedRows whole(WholeCommand const& command, std::string const& name, std::string const& target,
                int threads) {
  auto words = words_of(command.line);
  if (!command.sizes.empty())
    for (auto const& word : words_of("--no-progress --threads " + to_text(threads)))
      words.push_back(word);
  report::BenchRow row;
  row.kernel = name;
  row.precision = "float";
  row.target = target;
  row.sizes = command.sizes;
  row.variant = tuning_mode() == Tuning::estimate ? "estimate" : "stored choices";
  row.threads = threads;
  row.unit = "commands/s";
  row.work = 1;
  return {{row},
          [words] {
    return std::vector<double>{detail::seconds_of([&] { run_child("bench", words, {}); }, 1)};
          }};
}

/// The rows that `bench --scaling` writes with so many threads, a sample of each.
std::vector<report::BenchRow> scaling_rows(BenchOptions const& options, int threads) {
  TemporaryFile const file("bench");
  std::vector<std::string> words{"bench",     "--scaling",      "--no-progress", "--visits", "1",
                                 "--threads", to_text(threads), "--out",         file.path()};
  if (!options.only.empty()) {
    words.push_back("--only");
    words.push_back(options.only);
  }
  run_child("bench", words, {});
  return report::read(file.path()).rows;
}

TimedRows with_threads(BenchOptions const& options, int threads) {
  auto rows = scaling_rows(options, threads);
  for (auto& row : rows) row.samples_s.clear();
  return {std::move(rows), [only = options.only, threads] {
            BenchOptions same;
            same.only = only;
            std::vector<double> samples;
            for (auto const& row : scaling_rows(same, threads)) samples.push_back(row.median_s());
            return samples;
          }};
}

}  // namespace

std::vector<TimedRows> whole_commands(BenchOptions const& options, std::string const& target,
                                      int threads) {
  std::vector<TimedRows> list;
  if (options.threads_only) return list;
  for (auto const& command : standard_commands()) {
    auto const words = words_of(command.line);
    auto const name = command.sizes.empty() ? words[0] : words[0] + " " + words[1];
    if ((command.quick || !options.quick) && name.find(options.only) != std::string::npos)
      list.push_back(whole(command, name, target, std::min(threads, 64)));
  }
  return list;
}

std::vector<TimedRows> fewer_threads(BenchOptions const& options, int threads) {
  std::vector<TimedRows> list;
  if (options.threads_only) return list;
  bool any = false;
  for (char const* kernel : {"overlap and field", "covariance", "sweep", "response"})
    any = any || std::string(kernel).find(options.only) != std::string::npos;
  for (int fewer = 1; any && fewer < threads; fewer *= 2)
    list.push_back(with_threads(options, fewer));
  return list;
}

}  // namespace mattis::command
