// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/in_step.hpp>
#include <mattis/bench/turns.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/report/compare.hpp>
#include <mattis/report/format.hpp>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <istream>
#include <ostream>
#include <span>
#include <sstream>
#include <utility>

namespace mattis {

namespace {

constexpr char const* greeting = "mattis bench 1";
constexpr char separator = '\t';

/// Fewer pairs have no interval that could be clear; where more do not help, nothing does.
constexpr int least_visits = 7, most_visits = 101;

/// Rows that are timed together are those of one kernel and size: the first tells which.
std::string name_of(TimedRows const& timed) {
  auto first = timed.rows.front();
  first.target.clear();  // the sets that one build has and the other has not
  return report::row_text(first);
}

std::string rounds_of_now() {
  auto const now = std::chrono::system_clock::now().time_since_epoch();
  return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count()) + " " +
         std::to_string(::getpid());
}

bool same_row(report::BenchRow const& a, report::BenchRow const& b) {
  return a.kernel == b.kernel && a.precision == b.precision && a.target == b.target &&
         a.sizes == b.sizes && a.threads == b.threads;
}

/// One of the two builds.
struct Side {
  AnsweringBuild& build;
  report::BenchFile file = {};  ///< of which machine and build; no rows as yet

  /// \param rows  of that name, filled in by the first visit
  std::vector<double> visit(std::string const& name, std::vector<report::BenchRow>& rows) {
    auto answered = build.visit(name);
    std::vector<double> samples;
    for (auto const& row : answered.rows) samples.push_back(row.samples_s.front());
    if (rows.empty()) rows = std::move(answered.rows);
    answered.rows.clear();
    if (file.build.version.empty()) file = std::move(answered);
    return samples;
  }
};

/// Rows of one name in both builds.
struct Beside {
  std::string name;
  std::vector<report::BenchRow> a = {}, b = {};
  int visits = 0;

  std::vector<double> visit(Side& side_a, Side& side_b) {
    std::vector<double> of_a, of_b;
    bool const a_first = visits++ % 2 == 0;
    if (a_first) of_a = side_a.visit(name, a);
    of_b = side_b.visit(name, b);
    if (!a_first) of_a = side_a.visit(name, a);
    of_a.insert(of_a.end(), of_b.begin(), of_b.end());
    return of_a;
  }

  bool clear(std::vector<std::vector<double>> const& samples) const {
    for (std::size_t i = 0; i < a.size(); ++i)
      for (std::size_t j = 0; j < b.size(); ++j)
        if (same_row(a[i], b[j]) &&
            report::verdict(report::time_ratio_in_step(samples[i], samples[a.size() + j]),
                            report::same_within) == report::Verdict::unclear)
          return false;
    return true;
  }
};

void add(report::BenchFile& file, std::vector<report::BenchRow> rows,
         std::span<std::vector<double> const> samples) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].samples_s = samples[i];
    file.rows.push_back(std::move(rows[i]));
  }
}

}  // namespace

AnsweringBuild::AnsweringBuild(std::string option, std::string program,
                               std::vector<std::string> words)
    : option_(std::move(option)), program_(std::move(program)), words_(std::move(words)) {
  restart();
}

void AnsweringBuild::restart() {
  process_.reset();
  process_ = std::make_unique<detail::AnsweringProgram>(
      detail::AnsweringProgram::Start{option_, "a mattis", program_, words_});
  std::istringstream line(process_->line());
  std::string name;
  if (!std::getline(line, name, separator) || name != greeting) {
    detail::throw_if_stopped();
    throw_unexpected(option_, "a mattis with `bench --answer`", "'" + program_ + "'");
  }
  names_.clear();
  while (std::getline(line, name, separator)) names_.push_back(name);
}

report::BenchFile AnsweringBuild::visit(std::string const& name) {
  return report::from_json(process_->answer(name), program_);
}

BenchPair bench_in_step(AnsweringBuild& a, AnsweringBuild& b, InStepOptions const& options) {
  Side of_a{a}, of_b{b};
  std::vector<Beside> all;
  for (auto const& name : a.names())
    if (std::ranges::count(b.names(), name) > 0) all.push_back({name});
  std::vector<detail::Station> stations{{[&] {
    a.restart();
    b.restart();
    return std::vector<double>();
                                         },
                                         true}};
  for (auto& beside : all) {
    detail::Station station{[&] { return beside.visit(of_a, of_b); }};
    station.enough = [&](auto const& samples) { return beside.clear(samples); };
    stations.push_back(std::move(station));
  }
  detail::Turns turns;
  turns.least = options.visits > 0 ? options.visits : least_visits;
  turns.most = options.visits > 0 ? options.visits : most_visits;
  turns.seconds = options.visits > 0 ? INFINITY : options.seconds;
  if (options.on_progress)
    turns.on_progress = [&](double fraction) { options.on_progress({"visits", fraction}); };
  auto const samples =
      detail::take_turns(stations, turns, [clock = Clock()] { return clock.seconds(); });
  for (std::size_t s = 0; s < all.size(); ++s) {
    std::span const times(samples[s + 1]);
    add(of_a.file, all[s].a, times.first(all[s].a.size()));
    add(of_b.file, all[s].b, times.subspan(all[s].a.size()));
  }
  of_a.file.settings.rounds = of_b.file.settings.rounds = rounds_of_now();
  return {std::move(of_a.file), std::move(of_b.file)};
}

void answer(std::vector<TimedRows> const& rows, report::BenchFile const& file,
            std::istream& questions, std::ostream& answers) {
  answers << greeting;
  for (auto const& timed : rows) answers << separator << name_of(timed);
  answers << std::endl;
  for (std::string question; std::getline(questions, question);) {
    auto const timed = std::find_if(rows.begin(), rows.end(),
                                    [&](auto const& one) { return name_of(one) == question; });
    if (timed == rows.end()) throw_unexpected("answer", "a name of rows", "'" + question + "'");
    auto one = file;
    one.rows = timed->rows;
    auto const samples = timed->visit();
    for (std::size_t i = 0; i < one.rows.size(); ++i) one.rows[i].samples_s = {samples[i]};
    answers << report::to_json(one) << std::flush;
  }
}

}  // namespace mattis
