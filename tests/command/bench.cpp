// SPDX-License-Identifier: BSD-3-Clause
// mattis bench: what it measures and writes, and what it refuses. tests/report looks at
// comparisons.
#include <command/program.hpp>
#include <mattis/report/bench_file.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::succeed;
using mattis::testing::words;

TEST_CASE("command: bench writes what it measured, on every target in both precisions",
          "[command][bench]") {
  ScratchFolder const folder;
  auto const file = folder / "a.json";
  auto const out = succeed(words("bench --quick --only tanh --out", {file.string()}));
  CHECK_THAT(out, ContainsSubstring("ceiling of "));
  CHECK_THAT(out, ContainsSubstring("energy: "));
  auto const bench = mattis::report::read(file);
  CHECK_FALSE(bench.machine.device.empty());
  CHECK(bench.machine.threads >= 1);
  CHECK_FALSE(bench.build.configuration.empty());
  CHECK(bench.settings.quick);
  CHECK(bench.ceilings.size() >= 3);
  for (auto const& ceiling : bench.ceilings) CHECK(ceiling.value > 1e6);
  std::set<std::string> targets, precisions;
  for (auto const& row : bench.rows) {
    INFO(row.kernel << " " << row.precision << " " << row.target);
    CHECK(row.kernel == "tanh");
    CHECK(row.rate() > 1e5);
    CHECK(row.samples_s.size() >= 3);
    CHECK(row.variant == "estimate");
    REQUIRE(row.accuracy);
    CHECK(row.accuracy->worst >= 0);
    CHECK(row.accuracy->worst <= 1);
    targets.insert(row.target);
    precisions.insert(row.precision);
    CHECK_THAT(out, ContainsSubstring(row.target));
  }
  CHECK(precisions == std::set<std::string>{"float", "double"});
  CHECK(targets.size() >= 2);
  CHECK(bench.rows.size() == 2 * targets.size());

  auto const page = folder / "page.html";
  auto const compared = succeed(
      words("bench --compare " + file.string() + " " + file.string() + " --html " + page.string()));
  CHECK_THAT(compared, ContainsSubstring("tanh"));
  CHECK(std::filesystem::file_size(page) > 1000);
}

TEST_CASE("command: bench holds arithmetic against the multiply-adds of its own run",
          "[command][bench]") {
  ScratchFolder const folder;
  auto const file = folder / "a.json";
  succeed(words("bench --quick --only covariance --out", {file.string()}));
  auto const bench = mattis::report::read(file);
  std::set<int> threads;
  for (auto const& row : bench.rows) {
    INFO(row.precision << " " << row.target << ", " << row.threads << " threads");
    CHECK(row.unit == "flop/s");
    CHECK(row.samples_s.size() >= 5);
    threads.insert(row.threads);
    if (row.threads < bench.machine.threads) continue;  // the ceilings are those of all
    REQUIRE(row.ceiling);
    CHECK(row.ceiling->kind == "multiply-adds");
    CHECK(row.ceiling->share > 0);
    CHECK(row.ceiling->share <= 1.02);
  }
  CHECK(threads.contains(bench.machine.threads));
  if (bench.machine.threads > 1) CHECK(threads.contains(1));
}

TEST_CASE("command: bench in step with another build", "[command][bench]") {
  ScratchFolder const folder;
  auto const own = folder / "own.json", other = folder / "other.json";
  std::string const program = MATTIS_COMMAND;
  auto const in_step = "bench --quick --only tanh --visits 7 --against " + program + " ";
  auto const out =
      succeed(words(in_step + "--json --out " + own.string() + " --out-against " + other.string()));
  CHECK_THAT(
      out, StartsWith("{\"command\": \"bench\", \"files\": [\"" + program + "\", \"this build\"]"));
  auto const a = mattis::report::read(other), b = mattis::report::read(own);
  CHECK_FALSE(a.settings.rounds.empty());
  CHECK(a.settings.rounds == b.settings.rounds);
  CHECK(a.build.version == b.build.version);
  REQUIRE(a.rows.size() == b.rows.size());
  CHECK(a.rows.size() >= 4);
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    CHECK(a.rows[i].target == b.rows[i].target);
    CHECK(a.rows[i].samples_s.size() == 7);
    CHECK(b.rows[i].samples_s.size() == 7);
  }
  auto const compared = succeed(words("bench --json --compare", {other.string(), own.string()}));
  CHECK(compared.substr(compared.find("\"same\"")).substr(0, 60) ==
        out.substr(out.find("\"same\"")).substr(0, 60));
}

TEST_CASE("command: bench refuses what it cannot do", "[command][bench][errors]") {
  ScratchFolder const folder;
  auto const refused = [&](std::string const& line, std::string const& starts) {
    auto const outcome = run_program(words(line));
    INFO(line << ": " << outcome.err);
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, StartsWith("mattis: " + starts));
    CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
  };
  refused("bench --compare",
          "compare: expected files behind it (--compare A.json B.json), got none");
  refused("bench --compare --json " + (folder / "a").string(),
          "arguments: expected options only, got '" + (folder / "a").string() + "'");
  refused("bench --html page.html", "compare: expected it where files are compared");
  refused("bench --peer-python=/no/such/python", "peer-python: expected a Python that can be run");
  refused("bench --peer-python=true", "peer-python: expected a Python that imports numpy");
  refused("bench --against /no/such/mattis", "against: expected a mattis that can be run");
  refused("bench --against true", "against: expected a mattis with `bench --answer`, got 'true'");
  refused("bench --against true --peer-python", "peer-python: expected none beside --against");
  refused("bench --out-against a.json", "out-against: expected it beside --against, got a.json");
  refused("bench --visits -1", "visits: expected from 1 to 10000");
  refused("bench --fail-on-slower much", "fail-on-slower: expected percent, as 5%, got 'much'");
  refused("bench --compare " + (folder / "none.json").string(), (folder / "none.json").string());
  refused("bench --quick --only nothing_of_the_kind",
          "only: expected a part of a name that `mattis bench` prints");
  CHECK(folder.entries() == 0);
}
