// SPDX-License-Identifier: BSD-3-Clause
#include "sweep_shard.hpp"

#include "json_line.hpp"
#include "summary.hpp"

#include <mattis/core/error.hpp>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace mattis::command {

namespace {

std::optional<int> whole_number(std::string_view text) {
  int number = 0;
  auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

int of_environment(char const* name, std::optional<int> otherwise = std::nullopt) {
  auto const* const text = std::getenv(name);
  if (text == nullptr && otherwise) return *otherwise;
  auto const number = text == nullptr ? std::nullopt : whole_number(text);
  if (!number) throw_unexpected(name, "a whole number", text == nullptr ? "none" : text);
  return *number;
}

/// A task of an array 0-39, 1-40, 0-390:10, ..
sweep::Shard slurm_task() {
  int const id = of_environment("SLURM_ARRAY_TASK_ID");
  int const count = of_environment("SLURM_ARRAY_TASK_COUNT");
  int const first = of_environment("SLURM_ARRAY_TASK_MIN");  // 0-39 and 1-40 look alike without
  int const step = of_environment("SLURM_ARRAY_TASK_STEP", 1);
  bool const regular = count >= 1 && step >= 1 && id >= first && (id - first) % step == 0 &&
                       (id - first) / step < count;
  if (!regular)
    throw_unexpected("SLURM_ARRAY_TASK_ID", "one of an array with equal steps, or --shard I/N",
                     std::to_string(id) + " of " + std::to_string(count) + " from " +
                         std::to_string(first) + " in steps of " + std::to_string(step));
  return {.number = (id - first) / step + 1, .count = count};
}

void add_parameters(JsonLine& line, sweep::Point const& parameters) {
  for (auto const& [name, value] : parameters) {
    double number = 0;
    auto const end = value.data() + value.size();
    auto const [read, failure] = std::from_chars(value.data(), end, number);
    bool const numeric = failure == std::errc() && read == end && std::isfinite(number);
    numeric ? line.add(name, number) : line.add(name, value);
  }
}

}  // namespace

sweep::Shard chosen_shard(std::string const& text, bool alone) {
  if (text.empty())
    return alone || std::getenv("SLURM_ARRAY_TASK_ID") == nullptr ? sweep::Shard() : slurm_task();
  auto const slash = text.find('/');
  auto const number = whole_number(std::string_view(text).substr(0, slash));
  auto const count =
      slash == text.npos ? std::nullopt : whole_number(std::string_view(text).substr(slash + 1));
  if (!number || !count || *number < 1 || *number > *count)
    throw_unexpected("shard", "I/N, I from 1 to N", "'" + text + "'");
  return {.number = *number, .count = *count};
}

void list_points(sweep::Plan const& plan, sweep::Shard const& shard) {
  for (std::size_t i = 0; i < plan.points(); ++i) {
    if (!shard.has(i)) continue;
    auto const task = sweep::task(plan, i);
    auto const& part = plan.parts[task.part];
    JsonLine line;
    line.add("row", i + 1).add("command", part.command);
    if (!part.model.empty()) line.add("model", part.model);
    if (!part.name.empty()) line.add("part", part.name);
    add_parameters(line, task.parameters);
    std::puts(line.text().c_str());
  }
}

void print_status(sweep::Plan const& plan, std::filesystem::path const& path, bool json) {
  if (path.empty()) throw_unexpected("out", "the folder to look into (--out FOLDER)", "none");
  auto const collected = sweep::Folder(path).collect();
  std::size_t done = 0, failed = 0;
  double seconds = 0;
  for (std::size_t i = 0; i < plan.points(); ++i) {
    auto const row = collected.rows.find(sweep::task(plan, i).name);
    if (row == collected.rows.end()) continue;
    ++(row->second.failed ? failed : done);
    seconds += row->second.seconds;
  }
  auto const there = done + failed, missing = plan.points() - there;
  double const each = there > 0 ? seconds / static_cast<double>(there) : std::nan("");
  double const left = each * static_cast<double>(missing);
  if (json) {
    JsonLine line;
    line.add("command", "sweep status").add("points", plan.points()).add("done", done);
    line.add("failed", failed).add("missing", missing).add("row_seconds", seconds);
    line.add("seconds_left", missing > 0 ? left : 0);
    deliver(line);
    return;
  }
  print_row("points", std::to_string(plan.points()) + ": " + std::to_string(done) + " done, " +
                          std::to_string(failed) + " failed, " + std::to_string(missing) +
                          " missing");
  char text[80];
  std::snprintf(text, sizeof text, "%.3g s a row, %.3g s of work left", each, left);
  if (there > 0 && missing > 0) print_row("time", text);
  for (auto const& file : collected.files)
    print_row(file.complete ? "complete" : "unfinished",
              file.path.filename().string() + ": " + std::to_string(file.rows) + " rows" +
                  (file.failed > 0 ? ", " + std::to_string(file.failed) + " failed" : ""));
}

}  // namespace mattis::command
