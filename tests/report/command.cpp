// SPDX-License-Identifier: BSD-3-Clause
// What the command prints and writes of files, and when it fails.
#include <bench_report.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/core/error.hpp>
#include <report/made.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cstdio>
#include <fstream>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

using namespace mattis;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using mattis::command::compare_files;
using mattis::testing::made_machine;
using mattis::testing::ScratchFolder;

namespace {

std::string content(std::filesystem::path const& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::vector<report::BenchFile> files_of(std::vector<std::filesystem::path> const& paths) {
  std::vector<report::BenchFile> files;
  for (auto const& path : paths) files.push_back(report::read(path));
  return files;
}

/// What a call prints to standard output, and the Error that ends it.
struct Printed {
  std::string out, error;
};
Printed printed(ScratchFolder const& folder, std::function<void()> const& call) {
  Printed result;
  auto const file = folder / "stdout";
  std::fflush(stdout);
  int const before = ::dup(STDOUT_FILENO);
  int const to = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(to, STDOUT_FILENO);
  ::close(to);
  try {
    call();
  } catch (Error const& error) {
    result.error = error.what();
  }
  std::fflush(stdout);
  ::dup2(before, STDOUT_FILENO);
  ::close(before);
  result.out = content(file);
  std::filesystem::remove(file);
  return result;
}

}  // namespace

TEST_CASE("bench report: a table, a page, and a failure where a row is slower", "[report]") {
  ScratchFolder const folder;
  auto const a = folder / "a.json", b = folder / "b.json", page = folder / "page.html";
  std::ofstream(a) << report::to_json(made_machine("one", "avx512", 1, 7));
  std::ofstream(b) << report::to_json(made_machine("one", "avx512", 1 / 1.1, 8));
  auto const compare = [&](std::optional<double> fail, bool json) {
    return printed(folder, [&] { compare_files(files_of({a, b}), page, fail, json); });
  };
  auto const table = compare({}, false);
  CHECK(table.error.empty());
  CHECK_THAT(table.out,
             StartsWith("overlap and field float N 200 P 20, OpenMP avx512, 2 threads "));
  CHECK_THAT(table.out, ContainsSubstring("  slower\n"));
  CHECK_THAT(table.out, ContainsSubstring(b.string() + " by " + a.string() + ": 84 rows, "));
  CHECK_THAT(table.out, ContainsSubstring(" slower, "));
  CHECK_THAT(content(page), StartsWith("<!DOCTYPE html>"));
  CHECK(folder.entries() == 3);

  auto const failed = compare(5.0, false);
  CHECK(failed.out == table.out);
  CHECK_THAT(failed.error,
             StartsWith("fail-on-slower: expected no row slower by more than 5 %, got ") &&
                 ContainsSubstring(", the worst ") && ContainsSubstring(" times the time ("));
  CHECK(compare(15.0, false).error.empty());

  auto const line = compare(5.0, true);
  CHECK(line.error == failed.error);
  CHECK(line.out.find('\n') == line.out.size() - 1);
  CHECK_THAT(line.out, StartsWith("{\"command\": \"bench\", \"files\": [\"" + a.string()));
  CHECK_THAT(line.out, ContainsSubstring("\"faster\": 0, \"slower\": "));
  CHECK_THAT(line.out, ContainsSubstring("\"unmatched\": 0, \"rows\": [{\"file\": \"" + b.string() +
                                         "\", \"kernel\": \"overlap and field\", \"precision\": "
                                         "\"float\", \"target\": \"OpenMP avx512\", \"sizes\": "
                                         "{\"N\": 200, \"P\": 20}, \"threads\": 2, \"ratio\": 1."));
}

TEST_CASE("bench report: one file, and several", "[report]") {
  ScratchFolder const folder;
  auto const a = folder / "a.json", b = folder / "b.json";
  std::ofstream(a) << report::to_json(made_machine("one", "avx512", 1, 7));
  std::ofstream(b) << report::to_json(made_machine("two", "avx2", 1, 8));
  auto const one = printed(folder, [&] { compare_files(files_of({a}), {}, {}, false); });
  CHECK_THAT(one.out, ContainsSubstring("entries/s") && ContainsSubstring(" % of memory\n") &&
                          ContainsSubstring(a.string() + ": 84 rows\n"));
  CHECK(folder.entries() == 2);
  auto const three = printed(folder, [&] { compare_files(files_of({a, b, a}), {}, 0.0, false); });
  CHECK_THAT(three.out, ContainsSubstring("the fastest of each: OpenMP avx512 and OpenMP avx2"));
  CHECK_THAT(three.out, ContainsSubstring(a.string() + " by " + a.string() + ": 84 rows, 84 same"));
  CHECK_THAT(three.error, StartsWith("fail-on-slower: "));
  auto const json = printed(folder, [&] { compare_files(files_of({a, b}), {}, {}, true); });
  CHECK_THAT(json.out,
             ContainsSubstring("\"target\": \"OpenMP avx512\", \"target_b\": \"OpenMP avx2\""));
}

TEST_CASE("bench report: what is wrong is said before anything is written", "[report][errors]") {
  ScratchFolder const folder;
  auto const a = folder / "a.json";
  std::ofstream(a) << report::to_json(made_machine("one", "avx512", 1, 7));
  auto const error = [&](std::vector<std::filesystem::path> const& files,
                         std::filesystem::path const& page, std::optional<double> fail) {
    auto const result = printed(folder, [&] { compare_files(files_of(files), page, fail, false); });
    CHECK(result.out.empty());
    return result.error;
  };
  auto const page = folder / "page.html";
  CHECK_THAT(error({}, page, {}), StartsWith("compare: expected a file of mattis bench or more"));
  CHECK_THAT(error({a, folder / "none.json"}, page, {}),
             StartsWith((folder / "none.json").string() + ": cannot be read"));
  CHECK_THAT(error({a}, page, -1.0),
             StartsWith("fail-on-slower: expected a number of %, 0 or more, got -1"));
  CHECK_THAT(error({a}, folder / "no/page.html", {}), StartsWith("html: "));
  CHECK(folder.entries() == 1);
}
