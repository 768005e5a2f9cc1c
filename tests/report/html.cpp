// SPDX-License-Identifier: BSD-3-Clause
// The page: well formed, complete, and alone.
#include <mattis/core/error.hpp>
#include <mattis/core/median.hpp>
#include <mattis/report/detail/markup.hpp>
#include <mattis/report/format.hpp>
#include <mattis/report/html.hpp>
#include <report/made.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

using namespace mattis;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using mattis::testing::made_file;
using mattis::testing::made_machine;
using mattis::testing::made_row;

namespace {

std::size_t count(std::string const& text, std::string const& words) {
  std::size_t found = 0;
  for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++found;
  return found;
}

/// What a page is made of, with every tag closed in its turn.
struct Page {
  std::vector<std::string> tags;        ///< as they stand, of begins
  std::vector<std::string> table_rows;  ///< the markup of each <tr>
  std::string fault;                    ///< the first, or empty
};

Page parsed(std::string const& html) {
  Page page;
  std::set<std::string> const alone = {"meta", "br", "path", "rect"};
  std::vector<std::string> open;
  std::size_t row = 0;
  std::size_t at = html.find('\n') + 1;  // behind the doctype
  auto const fault = [&](std::string const& what) {
    if (page.fault.empty()) page.fault = what + " at " + html.substr(at, 60);
  };
  while (at < html.size()) {
    auto const begin = html.find('<', at);
    auto const between = html.substr(at, begin - at);
    bool const styled = !open.empty() && open.back() == "style";
    if (!styled && between.find('>') != std::string::npos) fault("a > in text");
    if (begin == std::string::npos) break;
    auto const end = html.find('>', begin);
    if (end == std::string::npos) {
      fault("a tag without end");
      break;
    }
    auto const tag = html.substr(begin, end - begin + 1);
    at = end + 1;
    if (tag[1] == '/') {
      auto const name = tag.substr(2, tag.size() - 3);
      if (open.empty() || open.back() != name) {
        fault("</" + name + "> in " + (open.empty() ? "nothing" : open.back()));
        break;
      }
      if (name == "tr") page.table_rows.push_back(html.substr(row, end - row));
      open.pop_back();
      continue;
    }
    page.tags.push_back(tag);
    if (count(tag, "\"") % 2 != 0) fault("a quote without end in " + tag);
    auto const name = tag.substr(1, tag.find_first_of(" />\n") - 1);
    if (name == "tr") row = begin;
    bool const empty = tag[tag.size() - 2] == '/' || name == "meta" || name == "br";
    if (empty && !alone.contains(name)) fault("an empty " + name);
    if (!empty) open.push_back(name);
  }
  if (!open.empty()) fault(open.back() + " is not closed");
  return page;
}

/// What holds for every page.
Page checked(std::string const& html) {
  auto const page = parsed(html);
  CHECK(page.fault == "");
  CHECK_THAT(html,
             StartsWith("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"));
  CHECK(html.size() < 1000000);
  for (std::string const outside : {"http", "src=", "@import", "url(", "<script", "<link", "<img",
                                    "<iframe", "<object", "javascript"})
    CHECK(count(html, outside) == 0);
  CHECK(count(html, "href=") == count(html, "href=\"#"));
  std::set<std::string> ids;
  std::size_t drawings = 0;
  for (auto const& tag : page.tags) {
    if (auto const id = tag.find(" id=\""); id != std::string::npos)
      CHECK(ids.insert(tag.substr(id + 5, tag.find('"', id + 5) - id - 5)).second);
    if (tag.starts_with("<svg")) {
      bool const described = tag.find("role=\"img\" aria-labelledby=\"") != std::string::npos;
      drawings += described;
      CHECK((described || tag.find("aria-hidden=\"true\"") != std::string::npos));
    }
    CHECK(tag.find(" on") == std::string::npos);  // handlers of events
    CHECK(tag.find("nan") == std::string::npos);
    CHECK(tag.find("inf") == std::string::npos);
  }
  // What refers to an element finds it.
  for (auto const& tag : page.tags) {
    if (tag.starts_with("<a ")) CHECK(ids.contains(tag.substr(10, tag.size() - 12)));
    if (auto const label = tag.find("labelledby=\""); label != std::string::npos) {
      auto const both = tag.substr(label + 12, tag.find('"', label + 12) - label - 12);
      CHECK(ids.contains(both.substr(0, both.find(' '))));
      CHECK(ids.contains(both.substr(both.find(' ') + 1)));
    }
  }
  CHECK(count(html, "<figure>") == drawings);
  CHECK(count(html, "<figcaption>") == drawings);
  CHECK(count(html, "<title id=") == drawings);
  CHECK(count(html, "<desc id=") == drawings);
  CHECK(count(html, "<h1>") == 1);
  CHECK(count(html, "<title>") == 1);
  CHECK(count(html, "<div class=\"scroll\" role=\"region\" tabindex=\"0\"") >=
        count(html, "<table>"));
  CHECK(count(html, "<caption>") == count(html, "<table>"));
  return page;
}

/// A number as the page has it, with all digits and rounded.
std::string data(double value, std::string const& text) {
  return "<data value=\"" + to_text(value) + "\">" + text + "</data>";
}

/// What the line of a row must hold.
std::vector<std::string> figures_of(report::BenchRow const& row, report::Energy const& energy) {
  auto const median = mattis::median(row.samples_s);
  auto const [least, most] = std::minmax_element(row.samples_s.begin(), row.samples_s.end());
  std::vector<std::string> all = {
      ">" + report::detail::escaped(report::sizes_text(row.sizes)) + "<",
      ">" + row.precision + "<",
      ">" + report::detail::escaped(row.target) + "<",
      data(row.threads, to_text(row.threads)),
      data(row.work / median, report::quantity_text(row.work / median, row.unit)),
      data(median, report::seconds_text(median)),
      data(*least, report::seconds_text(*least)),
      data(*most, report::seconds_text(*most)),
      ">" + row.variant + "<"};
  if (row.ceiling)
    all.push_back(data(row.ceiling->share, report::percent_text(row.ceiling->share)) + " of " +
                  row.ceiling->kind);
  if (row.accuracy)
    all.push_back(data(row.accuracy->worst, report::number_text(row.accuracy->worst)) +
                  (row.accuracy->of == "ulp" ? " ulp" : " of bound"));
  if (row.energy_J) {
    all.push_back(data(*row.energy_J, report::quantity_text(*row.energy_J, "J")));
  } else if (!energy.readable) {
    all.push_back(">" + energy.words + "<");
  }
  for (auto const& peer : row.peers) {
    double const time = mattis::median(peer.samples_s);
    all.push_back(data(time / median, report::number_text(time / median)) + " × " +
                  report::detail::escaped(peer.name) + " (" +
                  data(time, report::seconds_text(time)) + ")");
  }
  return all;
}

/// Every figure of every row stands in a line of its own.
void check_complete(Page const& page, std::span<report::BenchFile const> files) {
  std::size_t missing = 0;
  std::string first;
  for (auto const& file : files)
    for (auto const& row : file.rows) {
      auto const wanted = figures_of(row, file.energy);
      bool const found =
          std::any_of(page.table_rows.begin(), page.table_rows.end(), [&](std::string const& line) {
            return std::all_of(wanted.begin(), wanted.end(), [&](std::string const& words) {
              return line.find(words) != std::string::npos;
            });
          });
      if (!found && ++missing == 1)
        for (auto const& words : wanted) first += words + "\n";
    }
  INFO(first);
  CHECK(missing == 0);
}

/// Many rows, with peers, energy and long words.
report::BenchFile large(std::size_t rows) {
  auto file = made_file();
  file.energy = {true, "RAPL package"};
  file.rows.clear();
  for (std::size_t i = 0; i < rows; ++i) {
    auto row = made_row(i % 2 == 0 ? "OpenMP avx512" : "OpenMP portable");
    row.kernel = "a kernel with a rather long name, " + std::to_string(i / 50);
    row.sizes = {{"N", 1000 + static_cast<std::int64_t>(i / 2)}, {"P", 200000}, {"instances", 256}};
    row.samples_s = testing::Noise{}.samples(31, 1.23456789e-3 * static_cast<double>(1 + i));
    row.energy_J = 0.0123456789 * static_cast<double>(1 + i);
    row.peers.push_back({"another library's function", {1.23e-3, 4.56e-3}});
    file.rows.push_back(row);
  }
  return file;
}

}  // namespace

TEST_CASE("html: one file", "[report]") {
  std::vector<report::BenchFile> const files = {made_file()};
  auto const html = report::html(files);
  auto const page = checked(html);
  check_complete(page, files);
  CHECK_THAT(html, ContainsSubstring("<title>mattis bench: AMD EPYC 9V74</title>"));
  CHECK_THAT(html, ContainsSubstring(data(51.2e9, "51.2 Gbyte/s")));
  CHECK_THAT(html, ContainsSubstring("Vectors: &quot;AVX512&quot; &lt;on&gt;"));
  CHECK(count(html, "id=\"comparison\"") == 0);
  for (std::string const text :
       {"GNU 14", "0.1.0, commit abc1234", "-O3", "5.2.0", "quick", "read"})
    CHECK_THAT(html, ContainsSubstring(">" + text + "<"));
  // Bars: of the row that has a ceiling.
  CHECK(count(html, "<rect") == 1);
  CHECK(count(html, "id=\"kernels\"") == 1);
}

TEST_CASE("html: machines side by side", "[report]") {
  std::vector<report::BenchFile> const files = {made_machine("one", "avx512", 1, 7),
                                                made_machine("two", "neon", 1.4, 8)};
  auto const html = report::html(files);
  auto const page = checked(html);
  check_complete(page, files);
  auto const comparison = report::compare(files[0], files[1]);
  std::size_t missing = 0;
  for (auto const& row : comparison.rows) {
    std::vector<std::string> const wanted = {
        data(files[0].rows[row.a].median_s(),
             report::seconds_text(files[0].rows[row.a].median_s())),
        data(files[1].rows[row.b].median_s(),
             report::seconds_text(files[1].rows[row.b].median_s())),
        data(row.time.ratio, report::ratio_text(row.time.ratio)),
        data(row.time.low, report::ratio_text(row.time.low)),
        data(row.time.high, report::ratio_text(row.time.high)),
        "</span> " + std::string(report::name_of(row.verdict)) + "</span>"};
    missing += std::none_of(page.table_rows.begin(), page.table_rows.end(), [&](auto const& line) {
      return std::all_of(wanted.begin(), wanted.end(),
                         [&](auto const& words) { return line.find(words) != std::string::npos; });
    });
  }
  CHECK(missing == 0);
  for (auto const one : {report::Verdict::same, report::Verdict::faster, report::Verdict::slower,
                         report::Verdict::unclear})
    CHECK_THAT(html, ContainsSubstring("</span> " + std::to_string(comparison.count(one)) + " " +
                                       std::string(report::name_of(one)) + "</span></li>"));
  CHECK_THAT(html, ContainsSubstring("the fastest of each: OpenMP avx512 and OpenMP neon"));
  CHECK_THAT(html, ContainsSubstring("<h4>Only in A: 28 rows</h4>"));
  CHECK_THAT(html, ContainsSubstring("machines side by side"));
  CHECK_THAT(html, ContainsSubstring("rate over N, both axes logarithmic"));
}

TEST_CASE("html: lines are of kernels that have several sizes", "[report]") {
  auto file = made_file();
  CHECK(count(report::html({&file, 1}), "both axes logarithmic") == 0);
  auto larger = file.rows[0];
  larger.sizes = {{"N", 40000}, {"P", 4000}};
  file.rows.push_back(larger);
  auto html = report::html({&file, 1});
  checked(html);
  CHECK(count(html, "both axes logarithmic") == 1);
  CHECK(count(html, ">OpenMP avx512, 2 threads</li>") == 0);
  CHECK_THAT(html, ContainsSubstring("</svg> OpenMP avx512, 2 threads</li>"));
  // At one N another P: lines of their own, named by it.
  larger.sizes = {{"N", 40000}, {"P", 100}};
  file.rows.push_back(larger);
  larger.sizes = {{"N", 80000}, {"P", 100}};
  file.rows.push_back(larger);
  html = report::html({&file, 1});
  checked(html);
  CHECK_THAT(html, ContainsSubstring("</svg> OpenMP avx512, 2 threads, P 100</li>"));
}

TEST_CASE("html: lines over every size that takes several values, and over threads", "[report]") {
  auto file = made_file();
  auto const of = file.rows[0];
  auto const add = [&](std::int64_t N, std::int64_t P, int threads) {
    auto row = of;
    row.sizes = {{"N", N}, {"P", P}};
    row.threads = threads;
    file.rows.push_back(row);
  };
  file.rows.clear();
  for (std::int64_t const N : {2000, 20000, 200000}) add(N, 2000, 2);
  for (std::int64_t const P : {20, 200}) add(20000, P, 2);
  add(20000, 2000, 1);
  auto const html = report::html({&file, 1});
  checked(html);
  CHECK_THAT(html, ContainsSubstring(": rate over N"));
  CHECK_THAT(html, ContainsSubstring(": rate over P"));
  CHECK_THAT(html, ContainsSubstring(": rate over threads"));
  CHECK_THAT(html, ContainsSubstring("</svg> OpenMP avx512, 2 threads, P 2000</li>"));
  CHECK_THAT(html, ContainsSubstring("</svg> OpenMP avx512, 2 threads, N 20000</li>"));
  CHECK_THAT(html, ContainsSubstring("</svg> OpenMP avx512, N 20000, P 2000</li>"));
}

TEST_CASE("html: no text of a file is markup", "[report]") {
  std::string const evil = "<script>alert('x')</script> \"quoted\" & <b onclick=\"1\">\x01";
  auto file = made_file();
  file.name = file.machine.device = file.machine.driver = file.machine.compiler = evil;
  file.build = {evil, evil, evil, evil, {evil}};
  file.settings.tuning = evil;
  for (auto& ceiling : file.ceilings)
    ceiling.target = ceiling.kind = ceiling.precision = ceiling.unit = evil;
  file.energy.words = evil;
  auto row = file.rows[0];
  row.kernel = row.precision = row.target = row.variant = row.unit = evil;
  row.sizes = {{evil, 3}};
  row.ceiling->kind = row.accuracy->of = row.peers[0].name = evil;
  auto other = row;
  other.sizes[0].second = 5;
  file.rows = {row, other};
  auto elsewhere = file;
  elsewhere.rows.pop_back();
  std::vector<report::BenchFile> const files = {file, elsewhere};
  auto const html = report::html(files);
  auto const page = parsed(html);
  CHECK(page.fault == "");
  CHECK(count(html, "<script") == 0);
  CHECK(count(html, "<b onclick") == 0);
  CHECK(count(html, "\x01") == 0);
  CHECK_THAT(html,
             ContainsSubstring(
                 "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &quot;quoted&quot; &amp; "));
  for (auto const& tag : page.tags) CHECK(tag.find("<script") == std::string::npos);
}

TEST_CASE("html: energy that cannot be read is these words, and no zero", "[report]") {
  auto file = made_file();
  auto const unread = report::html({&file, 1});
  CHECK(count(unread, ">not readable</td>") == 1 + file.rows.size());
  CHECK(count(unread, " J<") == 0);
  CHECK(count(unread, "0 J") == 0);
  file.energy = {true, "RAPL package"};
  file.rows[0].energy_J = 0.0125;
  auto const read = report::html({&file, 1});
  CHECK_THAT(read, ContainsSubstring(data(0.0125, "12.5 mJ")));
  CHECK(count(read, "not readable") == 0);
  CHECK_THAT(read, ContainsSubstring(">RAPL package<"));
}

TEST_CASE("html: few samples, many files, odd values", "[report]") {
  auto row = made_row("CUDA", {1e-9});
  row.sizes = {};
  row.ceiling->share = 3.7;
  row.accuracy->worst = 0;
  row.unit = "";
  auto file = made_file();
  file.rows = {row};
  file.ceilings.clear();
  file.build.configuration.clear();
  std::vector<report::BenchFile> files(30, file);
  files[3].rows.clear();
  auto const html = report::html(files);
  checked(html);
  CHECK_THAT(html, ContainsSubstring("too few samples"));
  CHECK_THAT(html, ContainsSubstring("370 %"));
  CHECK(count(html, "id=\"ceilings\"") == 0);
  CHECK_THROWS_WITH(report::html({}), StartsWith("report: expected a file or more"));
}

TEST_CASE("html: 500 rows are less than 1 MB", "[report]") {
  std::vector<report::BenchFile> const files = {large(500)};
  auto const html = report::html(files);
  INFO("500 rows: " << html.size() << " bytes");
  check_complete(checked(html), files);
  std::vector<report::BenchFile> const two = {large(250), large(250)};
  auto const both = report::html(two);
  INFO("250 rows each of two files: " << both.size() << " bytes");
  check_complete(checked(both), two);
}

// For page.py, which reads a page and its files in another language: run with a folder.
TEST_CASE("html: a page and its files, written", "[.page]") {
  char const* const folder = std::getenv("MATTIS_REPORT_PAGE");
  REQUIRE(folder != nullptr);
  std::vector<report::BenchFile> files = {
      made_machine("Made-up processor with AVX-512", "avx512", 1, 7),
      made_machine("Made-up processor with NEON", "neon", 1.4, 8)};
  files[1].settings.quick = false;
  for (auto& row : files[1].rows) {  // not all of it is better by the same
    double const factor = row.kernel == "response"                           ? 1.37
                          : row.kernel == "covariance"                       ? 1.6
                          : row.kernel == "tanh" && row.precision == "float" ? 1.45
                                                                             : 1;
    for (auto& time : row.samples_s) time *= factor;
    row.ceiling->share /= factor;
  }
  for (std::size_t i = 0; i < 2; ++i) {
    files[i].name = i == 0 ? "first.json" : "second.json";
    std::ofstream(std::filesystem::path(folder) / files[i].name) << report::to_json(files[i]);
  }
  std::ofstream(std::filesystem::path(folder) / "page.html") << report::html(files);
}
