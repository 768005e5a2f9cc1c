// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/median.hpp>
#include <mattis/report/detail/figures.hpp>
#include <mattis/report/detail/markup.hpp>
#include <mattis/report/format.hpp>
#include <mattis/report/html.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace mattis::report {

namespace {

using detail::data;
using detail::Entry;
using detail::escaped;
using detail::letter;

/// Colours of lines and bars are those that keep apart for every kind of colour blindness (Okabe
/// and Ito), darkened on white and light on black so that each stands out 3:1. Wide tables scroll
/// in their own box; on paper there is none.
constexpr std::string_view style = R"(
:root{color-scheme:light dark;--page:#fff;--text:#1b1b1b;--quiet:#585858;--line:#cfcfcf;--soft:#f3f4f6;
--c0:#0072b2;--c1:#d55e00;--c2:#007a5a;--c3:#a8457f;--c4:#7a5c00;--c5:#444}
@media (prefers-color-scheme:dark){:root{--page:#15171a;--text:#e8e8e8;--quiet:#adadad;--line:#44484d;--soft:#22262b;
--c0:#56b4e9;--c1:#f0892c;--c2:#2fc397;--c3:#dd92bb;--c4:#f0e442;--c5:#d0d0d0}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main,header,nav,footer{max-width:80rem;margin:0 auto;padding:0 1rem}
h1{font-size:1.6rem;line-height:1.2;margin:1.2rem 0 .5rem}
h2{font-size:1.3rem;margin:2.2rem 0 .5rem;border-bottom:1px solid var(--line)}
h3{font-size:1.05rem;margin:1.6rem 0 .4rem}
a{color:var(--c0)}
nav ul,.key{list-style:none;margin:.5rem 0;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1rem}
nav a{display:inline-block;padding:.35rem 0}
.scroll{overflow-x:auto;max-width:100%;margin:.5rem 0 1rem;border:1px solid var(--line)}
.scroll:focus-visible,a:focus-visible{outline:3px solid var(--c0);outline-offset:1px}
table{border-collapse:collapse;width:100%;font-size:.875rem;font-variant-numeric:tabular-nums;overflow-wrap:normal}
caption{text-align:left;padding:.4rem .6rem;color:var(--quiet)}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-top:1px solid var(--line)}
thead th{background:var(--soft);white-space:nowrap}
tbody th{font-weight:600}
.n{text-align:right;white-space:nowrap}
th.n{text-align:right}
.w{white-space:nowrap}
.t{min-width:11rem;max-width:32rem;overflow-wrap:anywhere}
.verdict{font-weight:600;white-space:nowrap}
.slower{color:var(--c1)}.faster{color:var(--c0)}.unclear{color:var(--c3)}
.counts{display:flex;flex-wrap:wrap;gap:.3rem 1.5rem;padding:0;list-style:none;margin:.3rem 0}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,21rem),1fr));gap:1rem 2rem;align-items:start}
figure{margin:.5rem 0;max-width:32rem}
figure>svg{display:block;width:100%;height:auto}
figcaption{font-size:.8125rem;color:var(--quiet);margin-top:.25rem}
.key{font-size:.8125rem}
.key svg{width:28px;height:12px;vertical-align:middle}
svg text{font:11px system-ui,sans-serif;fill:var(--text);paint-order:stroke;stroke:var(--page);stroke-width:3px}
svg .mid{text-anchor:middle}svg .end{text-anchor:end}svg .value{font-weight:600}
svg .grid,svg .axis,svg .most{stroke:var(--line);fill:none}
svg .axis{stroke:var(--quiet)}svg .most{stroke:var(--text);stroke-dasharray:4 3}
.c0{fill:var(--c0)}.c1{fill:var(--c1)}.c2{fill:var(--c2)}.c3{fill:var(--c3)}.c4{fill:var(--c4)}.c5{fill:var(--c5)}
.l0,.l1,.l2,.l3,.l4,.l5{fill:none;stroke-width:2}
.l0{stroke:var(--c0)}.l1{stroke:var(--c1);stroke-dasharray:7 3}.l2{stroke:var(--c2);stroke-dasharray:3 2}
.l3{stroke:var(--c3);stroke-dasharray:9 3 2 3}.l4{stroke:var(--c4);stroke-dasharray:1 2}.l5{stroke:var(--c5);stroke-dasharray:12 4}
pre{margin:0;padding:.5rem .6rem;font-size:.8125rem;white-space:pre-wrap}
@media print{
@page{size:A4 landscape;margin:12mm}
:root{color-scheme:light;--page:#fff;--text:#000;--quiet:#333;--line:#999;--soft:#eee;
--c0:#0072b2;--c1:#d55e00;--c2:#007a5a;--c3:#a8457f;--c4:#7a5c00;--c5:#444}
body{font-size:10pt}nav{display:none}main,header,footer{max-width:none;padding:0}
.scroll{overflow:visible;border:0}table{font-size:7pt}th,td{padding:.1rem .3rem}thead{display:table-header-group}
tr,figure{break-inside:avoid}figure>svg{max-height:140mm}h2,h3{break-after:avoid}.figures{grid-template-columns:repeat(3,1fr)}
.c0,.c1,.c2,.c3,.c4,.c5{print-color-adjust:exact}}
)";

constexpr std::string_view none = "<td class=\"n\">–</td>";

/// A table in its own box, which a keyboard reaches to scroll it.
std::string table(std::string const& caption, std::string const& head, std::string const& body) {
  return "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" + escaped(caption) +
         "\"><table><caption>" + escaped(caption) + "</caption><thead><tr>" + head +
         "</tr></thead><tbody>\n" + body + "</tbody></table></div>\n";
}

std::string heads(std::vector<std::pair<std::string_view, std::string_view>> const& names) {
  std::string all;
  for (auto const& [name, kind] : names)
    all += "<th scope=\"col\"" + (kind.empty() ? "" : " class=\"" + std::string(kind) + "\"") +
           ">" + escaped(name) + "</th>";
  return all;
}

std::string cell(std::string const& markup, std::string_view kind = {}) {
  return "<td" + (kind.empty() ? "" : " class=\"" + std::string(kind) + "\"") + ">" + markup +
         "</td>";
}

/// What a file is called on the page: "A" with several, "this machine" alone.
std::string column_name(std::size_t file, std::size_t files) {
  return files > 1 ? letter(file) : "Machine";
}

std::string title_of(std::span<BenchFile const> files) {
  std::string title = "mattis bench: ";
  for (std::size_t i = 0; i < files.size(); ++i)
    title += (i == 0 ? "" : ", ") + files[i].machine.device;
  return title;
}

std::string machines(std::span<BenchFile const> files) {
  std::string head = "<th scope=\"col\">What</th>", body;
  for (std::size_t i = 0; i < files.size(); ++i)
    head += "<th scope=\"col\">" + escaped(column_name(i, files.size())) + "</th>";
  auto const row =
      [&](std::string const& name, std::function<std::string(BenchFile const&)> const& value) {
    body += "<tr><th scope=\"row\" class=\"w\">" + escaped(name) + "</th>";
    for (auto const& file : files) {
      auto const text = value(file);
      body += cell(text.empty() ? "–" : escaped(text), "t");
    }
    body += "</tr>\n";
  };
  row("File", [](auto const& file) { return file.name; });
  row("Device", [](auto const& file) { return file.machine.device; });
  row("Driver", [](auto const& file) { return file.machine.driver; });
  row("Threads", [](auto const& file) { return std::to_string(file.machine.threads); });
  row("Energy", [](auto const& file) { return file.energy.words; });
  row("Compiler", [](auto const& file) { return file.machine.compiler; });
  row("Flags", [](auto const& file) { return file.build.flags; });
  row("mattis",
      [](auto const& file) { return file.build.version + ", commit " + file.build.git_hash; });
  row("Kokkos", [](auto const& file) { return file.build.kokkos; });
  row("Sizes", [](auto const& file) { return std::string(file.settings.quick ? "quick" : "all"); });
  row("Tuning", [](auto const& file) { return file.settings.tuning; });
  row("Rows", [](auto const& file) { return std::to_string(file.rows.size()); });
  return "<h2 id=\"machines\">Machines and builds</h2>\n" +
         table("Machines and builds", head, body);
}

std::string ceilings(std::span<BenchFile const> files) {
  std::string body;
  for (std::size_t i = 0; i < files.size(); ++i)
    for (auto const& ceiling : files[i].ceilings)
      body += "<tr>" + (files.size() > 1 ? cell(letter(i)) : std::string()) + "<th scope=\"row\">" +
              escaped(ceiling.target) + "</th>" + cell(escaped(ceiling.kind)) +
              cell(ceiling.precision.empty() ? "–" : escaped(ceiling.precision)) +
              cell(data(ceiling.value, quantity_text(ceiling.value, ceiling.unit)), "n") +
              "</tr>\n";
  if (body.empty()) return {};
  return "<h2 id=\"ceilings\">Ceilings</h2>\n<p>The most that each machine was seen to do of one "
         "kind of "
         "work. Rates of kernels are given in % of the lowest ceiling above them.</p>\n" +
         table("Measured ceilings",
               (files.size() > 1 ? heads({{"File", ""}}) : std::string()) +
                   heads({{"Target", ""}, {"Kind", ""}, {"Precision", ""}, {"Ceiling", "n"}}),
               body);
}

std::string accuracy_cell(BenchRow const& row) {
  if (!row.accuracy) return std::string(none);
  return cell(data(row.accuracy->worst, number_text(row.accuracy->worst)) +
                  (row.accuracy->of == "ulp" ? " ulp" : " of " + escaped(row.accuracy->of)),
              "n");
}

std::string energy_cell(BenchRow const& row, Energy const& energy) {
  if (row.energy_J) return cell(data(*row.energy_J, quantity_text(*row.energy_J, "J")), "n");
  return energy.readable ? std::string(none) : cell(escaped(energy.words), "w");
}

std::string peers_cell(BenchRow const& row) {
  std::string all;
  for (auto const& peer : row.peers) {
    double const time = median(peer.samples_s), ratio = time / row.median_s();
    all += (all.empty() ? "" : "<br>") + data(ratio, number_text(ratio)) + " × " +
           escaped(peer.name) + " (" + data(time, seconds_text(time)) + ")";
  }
  return all.empty() ? std::string(none) : cell(all, "w");
}

std::string row_line(BenchFile const& file, Entry const& entry, std::size_t files) {
  auto const& row = *entry.row;
  std::string markup = "<tr>";
  if (files > 1) markup += cell(letter(entry.file));
  markup += "<th scope=\"row\" class=\"w\">" + escaped(sizes_text(row.sizes)) + "</th>";
  markup += cell(escaped(row.precision)) + cell(escaped(row.target), "w");
  markup += cell(data(row.threads, std::to_string(row.threads)), "n");
  markup += cell(data(row.rate(), quantity_text(row.rate(), row.unit)), "n");
  markup += row.ceiling ? cell(data(row.ceiling->share, percent_text(row.ceiling->share)) + " of " +
                                   escaped(row.ceiling->kind),
                               "n")
                        : std::string(none);
  markup += accuracy_cell(row);
  auto const [least, most] = std::minmax_element(row.samples_s.begin(), row.samples_s.end());
  markup += cell(data(row.median_s(), seconds_text(row.median_s())), "n");
  markup += cell(data(*least, seconds_text(*least)) + " to " + data(*most, seconds_text(*most)) +
                     ", " + std::to_string(row.samples_s.size()),
                 "n");
  markup += peers_cell(row) + energy_cell(row, file.energy) + cell(escaped(row.variant), "w");
  return markup + "</tr>\n";
}

/// Rows of all files by kernel, in the order in which kernels first appear; in one kernel, rows of
/// one problem and target stand beside each other.
std::vector<std::pair<std::string, std::vector<Entry>>> by_kernel(
    std::span<BenchFile const> files) {
  std::vector<std::pair<std::string, std::vector<Entry>>> kernels;
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < files.size(); ++i)
    for (auto const& row : files[i].rows) {
      auto const [place, added] = places.try_emplace(row.kernel, kernels.size());
      if (added) kernels.emplace_back(row.kernel, std::vector<Entry>{});
      kernels[place->second].second.push_back({i, &row});
    }
  for (auto& [kernel, entries] : kernels) {
    std::map<std::string, std::size_t> first;
    auto const problem = [](Entry const& entry) {
      return entry.row->precision + " " + sizes_text(entry.row->sizes);
    };
    auto const way = [](Entry const& entry) {
      return entry.row->target + " " + std::to_string(entry.row->threads);
    };
    auto const rank = [&](std::string const& key) {
      return first.try_emplace(key, first.size()).first->second;
    };
    for (auto const& entry : entries) rank(problem(entry)), rank(way(entry));
    std::stable_sort(entries.begin(), entries.end(), [&](Entry const& a, Entry const& b) {
      return std::tuple(rank(problem(a)), rank(way(a)), a.file) <
             std::tuple(rank(problem(b)), rank(way(b)), b.file);
    });
  }
  return kernels;
}

std::string kernels(std::span<BenchFile const> files) {
  std::string all = "<h2 id=\"kernels\">Kernels</h2>\n";
  detail::Ids ids;
  for (auto const& [kernel, entries] : by_kernel(files)) {
    all += "<h3>" + escaped(kernel) + "</h3>\n";
    auto const figures = detail::ceiling_bars(kernel, entries, files.size(), ids) +
                         detail::side_by_side(kernel, entries, files.size(), ids) +
                         detail::scaling_lines(kernel, entries, files.size(), ids);
    if (!figures.empty()) all += "<div class=\"figures\">" + figures + "</div>\n";
    std::string body;
    for (auto const& entry : entries) body += row_line(files[entry.file], entry, files.size());
    all += table(kernel + ": all rows",
                 (files.size() > 1 ? heads({{"File", ""}}) : std::string()) +
                     heads({{"Sizes", ""},
                            {"Precision", ""},
                            {"Target", ""},
                            {"Threads", "n"},
                            {"Rate", "n"},
                            {"% of ceiling", "n"},
                            {"Worst error", "n"},
                            {"Median time", "n"},
                            {"Least to most, samples", "n"},
                            {"Times as fast as peers", ""},
                            {"Energy", ""},
                            {"Variant", ""}}),
                 body);
  }
  return all;
}

/// What says the verdict where colours do not.
std::string_view sign_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::same:
      return "=";
    case Verdict::faster:
      return "▼";
    case Verdict::slower:
      return "▲";
    case Verdict::unclear:
      break;
  }
  return "?";
}

std::string verdict_markup(Verdict verdict, std::string const& words) {
  return "<span class=\"verdict " + std::string(name_of(verdict)) +
         "\"><span aria-hidden=\"true\">" + std::string(sign_of(verdict)) + "</span> " +
         escaped(words) + "</span>";
}

std::string unmatched(BenchFile const& file, std::string const& name,
                      std::vector<std::size_t> const& rows) {
  if (rows.empty()) return {};
  std::string list;
  for (auto const i : rows) {
    list += "<li>" + escaped(row_text(file.rows[i])) + "</li>\n";
  }
  return "<h4>Only in " + name + ": " + std::to_string(rows.size()) +
         (rows.size() == 1 ? " row" : " rows") + "</h4>\n<ul>" + list + "</ul>\n";
}

std::string comparison(BenchFile const& a, BenchFile const& b, std::string const& name_a,
                       std::string const& name_b, double threshold) {
  auto const all = compare(a, b, threshold);
  std::string markup =
      "<h3>" + name_b + " compared with " + name_a + "</h3>\n<ul class=\"counts\">";
  constexpr Verdict order[] = {Verdict::slower, Verdict::faster, Verdict::unclear, Verdict::same};
  for (auto const one : order)
    markup +=
        "<li>" +
        verdict_markup(one, std::to_string(all.count(one)) + " " + std::string(name_of(one))) +
        "</li>";
  markup += "</ul>\n";
  std::string body;
  for (auto const one : order)
    for (auto const& row : all.rows) {
      if (row.verdict != one) continue;
      auto const& row_a = a.rows[row.a];
      auto const& row_b = b.rows[row.b];
      bool const known = row.time.low > 0;
      auto const& target = row_a.target;
      body +=
          "<tr>" + cell(verdict_markup(one, std::string(name_of(one)))) +
          cell(data(row.time.ratio, ratio_text(row.time.ratio)), "n") +
          (known ? cell(data(row.time.low, ratio_text(row.time.low)) + " to " +
                            data(row.time.high, ratio_text(row.time.high)),
                        "n")
                 : cell("too few samples", "n")) +
          "<th scope=\"row\" class=\"w\">" + escaped(row_a.kernel) + "</th>" +
          cell(escaped(sizes_text(row_a.sizes)), "w") + cell(escaped(row_a.precision)) +
          cell(escaped(target == row_b.target ? target : target + " and " + row_b.target), "w") +
          cell(std::to_string(row_a.threads), "n") +
          cell(data(row_a.median_s(), seconds_text(row_a.median_s())), "n") +
          cell(data(row_b.median_s(), seconds_text(row_b.median_s())), "n") +
          cell(row.remark.empty() ? "–" : escaped(row.remark), "w") + "</tr>\n";
    }
  if (!body.empty())
    markup += table("Time of " + name_b + " by that of " + name_a,
                    heads({{"Verdict", ""},
                           {"Ratio", "n"},
                           {"95 % interval", "n"},
                           {"Kernel", ""},
                           {"Sizes", ""},
                           {"Precision", ""},
                           {"Target", ""},
                           {"Threads", "n"},
                           {"Time of " + name_a, "n"},
                           {"Time of " + name_b, "n"},
                           {"Remark", ""}}),
                    body);
  return markup + unmatched(a, name_a, all.only_a) + unmatched(b, name_b, all.only_b);
}

std::string comparisons(std::span<BenchFile const> files, double threshold) {
  if (files.size() < 2) return {};
  std::string markup =
      "<h2 id=\"comparison\">Comparison</h2>\n<p>Ratios of median times: below 1 is faster. A row "
      "is the same "
      "where the whole 95 % interval lies within " +
      ratio_text(1 / (1 + threshold)) + " to " + ratio_text(1 + threshold) +
      ", slower or faster where it lies beyond, unclear where it reaches across an end.</p>\n";
  for (std::size_t i = 1; i < files.size(); ++i)
    markup += comparison(files[0], files[i], letter(0), letter(i), threshold);
  return markup;
}

std::string configurations(std::span<BenchFile const> files) {
  std::string markup;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (files[i].build.configuration.empty()) continue;
    std::string lines;
    for (auto const& line : files[i].build.configuration) lines += escaped(line) + "\n";
    auto const caption = files.size() > 1 ? "Kokkos of " + letter(i) : std::string("Kokkos");
    markup += "<h3>" + caption +
              "</h3>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" +
              caption + "\"><pre>" + lines + "</pre></div>\n";
  }
  return markup.empty() ? markup : "<h2 id=\"configuration\">Configuration</h2>\n" + markup;
}

}  // namespace

std::string html(std::span<BenchFile const> files, double threshold) {
  expect(!files.empty(), "report", "a file or more", 0);
  auto const title = escaped(title_of(files));
  std::vector<std::pair<std::string, std::string>> const sections = {
      {"Comparison", comparisons(files, threshold)},
      {"Machines and builds", machines(files)},
      {"Ceilings", ceilings(files)},
      {"Kernels", kernels(files)},
      {"Configuration", configurations(files)}};
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
      title + "</title>\n<style>" + std::string(style) +
      "</style>\n</head>\n<body>\n<header>\n<h1>" + title + "</h1>\n";
  if (files.size() > 1) {
    page += "<ul class=\"counts\">";
    for (std::size_t i = 0; i < files.size(); ++i)
      page += "<li><b>" + letter(i) + "</b> " + escaped(files[i].machine.device) + ", " +
              threads_text(files[i].machine.threads) + ", " + escaped(files[i].build.version) +
              " " + escaped(files[i].build.git_hash) + "</li>";
    page += "</ul>\n";
  }
  page += "</header>\n<nav aria-label=\"Sections\"><ul>";
  for (auto const& [name, markup] : sections)
    if (!markup.empty()) {
      auto const begin = markup.find("id=\"") + 4;
      page += "<li><a href=\"#" + markup.substr(begin, markup.find('"', begin) - begin) + "\">" +
              name + "</a></li>";
    }
  page += "</ul></nav>\n<main>\n";
  for (auto const& [name, markup] : sections) page += markup;
  return page + "</main>\n</body>\n</html>\n";
}

}  // namespace mattis::report
