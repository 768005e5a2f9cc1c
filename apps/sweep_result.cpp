// SPDX-License-Identifier: BSD-3-Clause
#include "sweep_result.hpp"

#include "figure.hpp"
#include "json_line.hpp"
#include "summary.hpp"

#include <mattis/core/error.hpp>
#include <mattis/io/output_file.hpp>
#include <mattis/sweep/sweep_file.hpp>

#include <algorithm>

namespace mattis::command {

namespace {

std::int64_t on_front(sweep::Table const& table) {
  return std::count(table.on_front.begin(), table.on_front.end(), true);
}

void print_json(sweep::Folder const& folder, SweepOutput const& output, sweep::Plan const& plan,
                sweep::Table const& table) {
  JsonLine line;
  line.add("command", "sweep").add("points", plan.points()).add("rows", table.rows());
  line.add("failed", table.failures()).add("parts", plan.parts.size()).add("seed", plan.seed);
  if (!table.on_front.empty()) line.add("front", on_front(table));
  double seconds = 0;
  for (double const one : table.seconds) seconds += one;
  line.add("row_seconds", seconds).add("out", folder.result().string());
  line.add("figure", output.figure.string());
  deliver(line);
}

void print_table(sweep::Folder const& folder, SweepOutput const& output,
                 sweep::Table const& table) {
  print_row("sweep", to_text(static_cast<std::int64_t>(table.rows())) + " rows of " +
                         to_text(static_cast<std::int64_t>(table.scores.size())) + " numbers");
  if (table.failures() > 0)
    print_row("failed", to_text(static_cast<std::int64_t>(table.failures())));
  if (!table.on_front.empty()) print_row("Pareto front", to_text(on_front(table)) + " rows");
  print_row("file", folder.result().string());
  if (!output.figure.empty()) print_row("figure", output.figure.string());
}

}  // namespace

void add_sweep_output_options(Options& options, SweepOutput& output) {
  options.add("figure", "FILE.png", output.figure,
              "maps and fronts, drawn (Python: scripts/setup --figure)");
  options.add("overlay", "FILE.h5", output.overlay,
              "with figure: the fronts of this sweep of the same scores, too");
  options.add_switch("json", output.json, "the summary as one line of JSON");
}

void validate(SweepOutput const& output) {
  if (!output.figure.empty()) validate_figure(output.figure);
  if (output.overlay.empty()) return;
  if (output.figure.empty())
    throw_unexpected("overlay", "a figure to draw it in (--figure FILE.png)", "none");
  if (!std::filesystem::is_regular_file(output.overlay))
    throw_unexpected("overlay", "the file of a sweep", output.overlay.string());
}

sweep::Table write_result(sweep::Folder const& folder, sweep::Plan const& plan,
                          sweep::Collected const& collected) {
  auto all = sweep::table(plan, collected.rows);
  io::OutputFile out(folder.result());
  out.fill([&](auto const& path) { sweep::write_sweep(path, plan, all, collected.origins); });
  out.commit();
  return all;
}

void finish_sweep(sweep::Folder const& folder, SweepOutput const& output, sweep::Plan const& plan,
                  sweep::Table const& table) {
  if (!output.figure.empty()) {
    std::vector<std::filesystem::path> files{folder.result()};
    if (!output.overlay.empty()) files.push_back(output.overlay);
    draw_figure(files, output.figure);
  }
  output.json ? print_json(folder, output, plan, table) : print_table(folder, output, table);
  finish_output();
  if (table.failures() == 0) return;
  auto const first = std::find(table.failed.begin(), table.failed.end(), true);
  auto const row = static_cast<std::size_t>(first - table.failed.begin());
  throw_rows_failed(table.failures(), table.rows(), table.remark[row]);
}

void throw_rows_failed(std::size_t failed, std::size_t rows, std::string const& why) {
  throw RowsFailed(to_text(static_cast<std::int64_t>(failed)) + " of " +
                   to_text(static_cast<std::int64_t>(rows)) +
                   " rows failed (--retry computes them " + "again), the first with: " + why);
}

}  // namespace mattis::command
