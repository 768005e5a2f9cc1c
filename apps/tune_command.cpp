// SPDX-License-Identifier: BSD-3-Clause
#include "child.hpp"
#include "command.hpp"
#include "interrupt.hpp"
#include "json_line.hpp"
#include "runtime.hpp"
#include "summary.hpp"
#include "temporary_file.hpp"
#include "tuned_choices.hpp"

#include <mattis/core/clock.hpp>
#include <mattis/core/error.hpp>
#include <mattis/tuning/cache.hpp>
#include <mattis/tuning/tune.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace mattis::command {

namespace {

using Exec = Kokkos::DefaultExecutionSpace;

struct TuneRequest {
  std::string kernel;
  std::string budget = "60s";
  std::filesystem::path shapes;
  bool show = false;
  std::filesystem::path check;
  std::filesystem::path merge;
  int threads = 0;
  bool reassociate = false;
  bool json = false;
  std::vector<std::string> command;  ///< what follows --
};

/// "90", "90s", "2m": seconds.
double seconds_of(std::string const& text) {
  std::istringstream stream(text);
  double number = 0;
  std::string unit;
  stream >> number >> unit;
  double const factor = unit.empty() || unit == "s" ? 1 : unit == "m" ? 60 : 0;
  if (stream.bad() || !(number * factor > 0))
    throw_unexpected("budget", "a time like 60s or 2m", "'" + text + "'");
  return number * factor;
}

/// What a machine is tuned for where nothing is said: steps of networks from small to large, and
/// the covariances of the mean-field theory.
std::vector<ChoiceKey> standard_keys(How const& how) {
  std::vector<ChoiceKey> keys;
  auto const both = [&](std::string const& kernel, std::vector<std::int64_t> const& sizes) {
    keys.push_back(choice_key<Exec, float>(how, kernel, sizes));
    keys.push_back(choice_key<Exec, double>(how, kernel, sizes));
  };
  for (auto const& [P, N, instances] : std::vector<std::array<std::int64_t, 3>>{
           {20, 200, 1}, {20, 200, 256}, {200, 2000, 1}, {200, 2000, 20}, {2000, 20000, 1}}) {
    both("sign_product", {P, N, instances});
    both("sign_product", {N, P, instances});
  }
  both("chained_products", {200000, 200, 1});
  both("networks", {20, 200, 1000});
  both("networks", {200, 2000, 256});
  for (std::int64_t const T : {100, 300, 1000}) both("covariance", {T, 50000});
  for (std::int64_t const T : {100, 300}) both("sweep", {T});
  return keys;
}

/// Lines "kernel precision size..", as in `sign_product float 2000 200 1`.
std::vector<ChoiceKey> keys_in(std::filesystem::path const& file, How const& how) {
  std::ifstream stream(file);
  if (!stream) throw Error("shapes: expected a file that can be read, got " + file.string());
  std::vector<ChoiceKey> keys;
  int number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    std::istringstream words(line.substr(0, line.find('#')));
    std::string kernel, precision;
    if (!(words >> kernel)) continue;
    std::vector<std::int64_t> sizes;
    words >> precision;
    for (std::int64_t size; words >> size;) sizes.push_back(size);
    bool const known = precision == "float" || precision == "double";
    if (!known || sizes.empty() || !words.eof() || !tuning::revision(kernel))
      throw_unexpected(file.string() + ":" + to_text(number),
                       "a kernel that has variants, float or double, and its sizes",
                       "'" + line + "'");
    keys.push_back(precision == "float" ? choice_key<Exec, float>(how, kernel, sizes)
                                        : choice_key<Exec, double>(how, kernel, sizes));
  }
  return keys;
}

std::string name_of(ChoiceKey const& key) {
  std::string text = key.kernel + " " + key.precision;
  for (auto const size : key.sizes) text += " " + to_text(size);
  return text;
}

void print(ChoiceKey const& key, std::string const& what) {
  std::printf("%-36s %s\n", name_of(key).c_str(), what.c_str());
  std::fflush(stdout);
}

std::string percent(double ratio) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %%", 100 * ratio);
  return text;
}

std::string ratio_text(double median, double low, double high) {
  return percent(median) + " of the time (" +
         (std::isfinite(high) ? percent(low) + " to " + percent(high)
                              : "too few rounds for an interval") +
         ")";
}

std::string gain_text(tuning::Entry const& entry) {
  if (entry.timings.empty() || entry.variant == entry.timings.front().variant)
    return "as it is, of " + to_text(static_cast<std::int64_t>(entry.timings.size())) + " variants";
  return entry.variant + ": " + ratio_text(entry.ratio, entry.ratio_low, entry.ratio_high);
}

/// `command` without what writes files: tuning runs it several times.
std::vector<std::string> without_files(std::vector<std::string> const& command) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < command.size(); ++i) {
    auto const name = command[i].substr(0, command[i].find('='));
    if (name == "--out" || name == "--checkpoint") {
      if (name == command[i]) ++i;
    } else if (name != "--resume") {
      words.push_back(command[i]);
    }
  }
  return words;
}

using Environment = std::vector<std::pair<std::string, std::string>>;

/// The keys that a command looks up.
std::vector<ChoiceKey> keys_of(std::vector<std::string> const& command) {
  TemporaryFile const record("tune");
  run_child("tune", command,
            {{"MATTIS_TUNING", "estimate"}, {"MATTIS_TUNING_RECORD", record.path()}});
  return recorded_keys(record.path());
}

/// A whole command, with the choices that are stored now, by the same without any.
tuning::Ratio compare_command(std::vector<std::string> const& command, bool reassociate,
                              double seconds) {
  tuning::Samples with, without;
  Clock const clock;
  Environment const read{{"MATTIS_TUNING", reassociate ? "reassociate" : "read"},
                         {"MATTIS_TUNING_FILE", tuning_file().string()}};
  Environment const estimate{{"MATTIS_TUNING", "estimate"}};
  for (int round = 0; round < 15 && (round < 3 || clock.seconds() < seconds); ++round) {
    auto const run_with = [&] { with.seconds.push_back(run_child("tune", command, read)); };
    if (round % 2 == 0) run_with();
    without.seconds.push_back(run_child("tune", command, estimate));
    if (round % 2 == 1) run_with();
  }
  return tuning::ratio(with, without);
}

void show(TuneRequest const& request) {
  Runtime const runtime(request.threads);
  auto const here = tuning::machine(Exec{});
  auto const file = tuning_file();
  auto const contents = tuning::read(file);
  int of_others = 0;
  std::vector<std::string> rows;
  for (auto const& entry : contents.entries) {
    if (!tuning::misfit(entry, here).empty()) {
      ++of_others;
      continue;
    }
    if (request.json) {
      rows.push_back(tuning::to_line(entry));
    } else {
      print(entry.key, entry.key.target + ", " + gain_text(entry));
    }
  }
  if (request.json) {
    JsonLine line;
    line.add("command", "tune").add("file", file.string()).add("of_others", of_others);
    line.add("skipped", contents.notices);
    std::puts(line.add_objects("entries", rows).text().c_str());
    return;
  }
  std::printf("%s: %zu entries, %d of them for other machines or builds, %zu lines skipped\n",
              file.c_str(), contents.entries.size(), of_others, contents.notices.size());
}

/// \throws Error  where a line is no entry
void check(TuneRequest const& request) {
  if (!std::filesystem::exists(request.check))
    throw_unexpected("check", "a file of entries", request.check.string());
  auto const contents = tuning::read(request.check);
  int stale = 0;
  for (std::size_t i = 0; i < contents.entries.size(); ++i) {
    auto const& entry = contents.entries[i];
    auto const known = tuning::revision(entry.key.kernel);
    if (known && *known == entry.revision) continue;
    ++stale;
    std::printf("%s:%d: stale, of revision %d of %s\n", request.check.c_str(), contents.lines[i],
                entry.revision, entry.key.kernel.c_str());
  }
  for (auto const& notice : contents.notices) std::printf("%s\n", notice.c_str());
  std::printf("%zu entries, %d stale, %zu lines skipped\n", contents.entries.size(), stale,
              contents.notices.size());
  if (!contents.notices.empty())
    throw Error("check: expected an entry on every line of " + request.check.string());
}

void merge(TuneRequest const& request) {
  if (!std::filesystem::exists(request.merge))
    throw_unexpected("merge", "a file of entries", request.merge.string());
  auto const contents = tuning::read(request.merge);
  for (auto const& notice : contents.notices) std::printf("%s\n", notice.c_str());
  tuning::append(tuning_file(), contents.entries);
  std::printf("%zu entries of %s added to %s\n", contents.entries.size(), request.merge.c_str(),
              tuning_file().c_str());
}

void tune(TuneRequest const& request) {
  double const budget = seconds_of(request.budget);
  Clock const clock;
  auto const command = without_files(request.command);
  // Before the runtime: a child would share its processors with threads that wait.
  auto const recorded = command.empty() ? std::vector<ChoiceKey>{} : keys_of(command);
  auto const file = tuning_file();
  std::vector<tuning::Entry> entries;
  {
    Runtime const runtime(request.threads);
    Exec const exec;
    auto keys = !command.empty()          ? recorded
                : !request.shapes.empty() ? keys_in(request.shapes, How{})
                                          : standard_keys(How{});
    if (!request.kernel.empty()) {
      if (!tuning::revision(request.kernel))
        tuning::subject(exec, {request.kernel, "float", "", {}}, How{});
      std::erase_if(keys, [&](auto const& key) { return key.kernel != request.kernel; });
    }
    auto const here = tuning::machine(exec);
    // A third is left for the comparison of the whole command.
    double const of_kernels = command.empty() ? budget : budget * 2 / 3;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      throw_if_interrupted();
      double const left = of_kernels - clock.seconds();
      if (left <= 0 && i > 0) break;
      tuning::Limits limits;
      limits.seconds = std::max(left, 0.0) / static_cast<double>(keys.size() - i);
      auto const entry = until_interrupted(
          [&] {
        return tuning::tune(tuning::subject(exec, keys[i], How{}), here, limits,
                            request.reassociate);
          },
          [] { return std::string("what was tuned before is kept"); });
      tuning::append(file, {&entry, 1});
      entries.push_back(entry);
      if (!request.json) {
        print(entry.key, gain_text(entry) + (entry.complete ? "" : ", cut short"));
      }
    }
    if (entries.size() < keys.size() && !request.json)
      std::printf("%zu more were not reached in %s\n", keys.size() - entries.size(),
                  request.budget.c_str());
  }
  tuning::Ratio whole;
  if (!command.empty())
    whole = compare_command(command, request.reassociate, budget - clock.seconds());
  if (request.json) {
    JsonLine line;
    line.add("command", "tune").add("file", file.string());
    if (!command.empty())
      line.add("whole_ratio", whole.median)
          .add("whole_ratio_95", std::vector<double>{whole.low, whole.high});
    std::vector<std::string> rows;
    for (auto const& entry : entries) rows.push_back(tuning::to_line(entry));
    std::puts(line.add_objects("entries", rows).text().c_str());
    return;
  }
  if (!command.empty())
    std::printf("%-36s %s\n", "the whole command",
                ratio_text(whole.median, whole.low, whole.high).c_str());
  std::printf("%zu choices in %s\n", entries.size(), file.c_str());
}

void run(TuneRequest const& request) {
  validate_threads(request.threads);
  tuning_mode();
  if (request.show) return show(request);
  if (!request.check.empty()) return check(request);
  if (!request.merge.empty()) return merge(request);
  tune(request);
}

}  // namespace

Command tune_command() {
  auto const request = std::make_shared<TuneRequest>();
  Command command{
      .name = "tune",
      .summary =
          "time the variants of the kernels on this machine and keep the best for "
          "later commands; results keep their bits",
      .example = "mattis tune -- solve hopfield --alpha 0.1 --g 1.2 --T 300 --dt 0.02 --M 50000"};
  auto& options = command.options;
  options.add_text("kernel", "NAME", request->kernel, "this one alone").default_text = "";
  options.add_text("budget", "TIME", request->budget, "seconds, or minutes as 2m");
  options.add("shapes", "FILE", request->shapes,
              "lines 'kernel precision sizes' to tune for; also: behind --, a command line");
  options.add_switch("reassociate", request->reassociate,
                     "also variants whose results differ within their error bound");
  options.add_switch("show", request->show, "print what is stored for this machine");
  options.add("check", "FILE", request->check,
              "say which lines of a file are no entries, or stale");
  options.add("merge", "FILE", request->merge, "add the entries of a file to the stored ones");
  options.add("threads", "N", request->threads, "threads; left out, as many as the machine has")
      .default_text = "";
  options.add_switch("json", request->json, "one line of JSON");
  command.takes_rest = [request](std::vector<std::string> rest) {
    request->command = std::move(rest);
  };
  command.sweepable = false;
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
