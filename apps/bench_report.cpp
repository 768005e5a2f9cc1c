// SPDX-License-Identifier: BSD-3-Clause
#include "bench_report.hpp"

#include "json_line.hpp"

#include <mattis/core/error.hpp>
#include <mattis/io/output_file.hpp>
#include <mattis/report/format.hpp>
#include <mattis/report/html.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <utility>

namespace mattis::command {

namespace {

using report::BenchFile;
using report::BenchRow;
using report::Comparison;
using report::Verdict;

constexpr Verdict verdicts[] = {Verdict::same, Verdict::faster, Verdict::slower, Verdict::unclear};

std::string interval_text(report::TimeRatio const& time) {
  if (!(time.low > 0)) return "too few samples";
  return report::ratio_text(time.low) + " to " + report::ratio_text(time.high);
}

/// Rows of texts under one another, the last column as it is.
void print_table(std::vector<std::vector<std::string>> const& rows) {
  auto const characters = [](std::string const& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u;
    }));
  };
  std::vector<std::size_t> widths;
  for (auto const& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], characters(row[i]));
  }
  for (auto const& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - characters(row[i]) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    std::printf("%s\n", line.c_str());
  }
}

void print_rates(BenchFile const& file) {
  std::vector<std::vector<std::string>> lines;
  for (auto const& row : file.rows)
    lines.push_back(
        {report::row_text(row), report::quantity_text(row.rate(), row.unit),
         row.ceiling ? report::percent_text(row.ceiling->share) + " of " + row.ceiling->kind : ""});
  print_table(lines);
  std::printf("%s: %zu rows\n", file.name.c_str(), file.rows.size());
}

void print(BenchFile const& a, BenchFile const& b, Comparison const& comparison) {
  std::vector<std::vector<std::string>> lines;
  for (auto const& row : comparison.rows)
    lines.push_back({report::row_text(a.rows[row.a]), report::ratio_text(row.time.ratio),
                     interval_text(row.time), std::string(report::name_of(row.verdict)),
                     row.remark});
  print_table(lines);
  for (auto const i : comparison.only_a)
    std::printf("only in %s: %s\n", a.name.c_str(), report::row_text(a.rows[i]).c_str());
  for (auto const i : comparison.only_b)
    std::printf("only in %s: %s\n", b.name.c_str(), report::row_text(b.rows[i]).c_str());
  std::string counts;
  for (auto const one : verdicts)
    counts +=
        ", " + std::to_string(comparison.count(one)) + " " + std::string(report::name_of(one));
  std::printf("%s by %s: %zu rows%s, %zu not compared\n", b.name.c_str(), a.name.c_str(),
              comparison.rows.size(), counts.c_str(),
              comparison.only_a.size() + comparison.only_b.size());
}

void print_json(std::vector<BenchFile> const& files, std::vector<Comparison> const& comparisons) {
  JsonLine line;
  std::vector<std::string> names;
  for (auto const& file : files) names.push_back(file.name);
  line.add("command", "bench").add("files", names);
  for (auto const one : verdicts) {
    std::size_t count = 0;
    for (auto const& comparison : comparisons) count += comparison.count(one);
    line.add(report::name_of(one), count);
  }
  std::size_t unmatched = 0;
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    unmatched += comparisons[i].only_a.size() + comparisons[i].only_b.size();
    for (auto const& row : comparisons[i].rows) {
      auto const& a = files[0].rows[row.a];
      auto const& b = files[i + 1].rows[row.b];
      JsonLine sizes, one;
      for (auto const& [name, size] : a.sizes) sizes.add(name, size);
      one.add("file", files[i + 1].name).add("kernel", a.kernel).add("precision", a.precision);
      one.add("target", a.target);
      if (a.target != b.target) one.add("target_b", b.target);
      one.add_object("sizes", sizes.text()).add("threads", a.threads);
      one.add("ratio", row.time.ratio)
          .add("ratio_95", std::vector<double>{row.time.low, row.time.high})
          .add("verdict", report::name_of(row.verdict));
      if (!row.remark.empty()) one.add("remark", row.remark);
      rows.push_back(one.text());
    }
  }
  std::puts(line.add("unmatched", unmatched).add_objects("rows", rows).text().c_str());
}

}  // namespace

void write_text(std::filesystem::path const& file, std::string_view text, std::string_view name) {
  io::OutputFile out(file, std::string(name));
  out.fill([&](std::filesystem::path const& path) {
    std::ofstream stream(path, std::ios::binary);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.close();
    if (!stream) throw Error(path.string() + ": cannot be written");
  });
  out.commit();
}

void throw_if_slower(BenchFile const& a, Comparison const& comparison, double percent) {
  std::size_t slower = 0;
  report::ComparedRow const* worst = nullptr;
  for (auto const& row : comparison.rows) {
    if (!(row.time.low > 1 + percent / 100)) continue;
    ++slower;
    if (worst == nullptr || row.time.ratio > worst->time.ratio) worst = &row;
  }
  if (worst == nullptr) return;
  throw_unexpected("fail-on-slower", "no row slower by more than " + to_text(percent) + " %",
                   std::to_string(slower) + ", the worst " + report::row_text(a.rows[worst->a]) +
                       ": " + report::ratio_text(worst->time.ratio) + " times the time (" +
                       interval_text(worst->time) + ")");
}

void compare_files(std::vector<BenchFile> const& files, std::filesystem::path const& html_file,
                   std::optional<double> fail_on_slower, bool json) {
  expect(!files.empty(), "compare", "a file of mattis bench or more", 0);
  if (fail_on_slower)
    expect(*fail_on_slower >= 0 && std::isfinite(*fail_on_slower), "fail-on-slower",
           "a number of %, 0 or more", *fail_on_slower);
  std::vector<Comparison> comparisons;
  for (std::size_t i = 1; i < files.size(); ++i)
    comparisons.push_back(report::compare(files[0], files[i]));
  if (!html_file.empty()) write_text(html_file, report::html(files), "html");
  if (json) {
    print_json(files, comparisons);
  } else if (comparisons.empty()) {
    print_rates(files[0]);
  } else {
    for (std::size_t i = 0; i < comparisons.size(); ++i)
      print(files[0], files[i + 1], comparisons[i]);
  }
  if (fail_on_slower)
    for (auto const& comparison : comparisons)
      throw_if_slower(files[0], comparison, *fail_on_slower);
}

}  // namespace mattis::command
