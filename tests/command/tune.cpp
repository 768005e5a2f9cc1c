// SPDX-License-Identifier: BSD-3-Clause
// mattis tune, and what commands make of stored choices.
#include <command/json.hpp>
#include <command/program.hpp>
#include <mattis/io/hdf5.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using mattis::testing::JsonObject;
using mattis::testing::Outcome;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::words;

namespace {

std::string const simulation =
    "simulate hopfield --alpha 0.1 --g 1.2 --a 1 --T 5 --N 300 --trials 2 --seed 3";

Outcome run_with(std::string const& line, std::filesystem::path const& file,
                 std::string const& mode = "read") {
  return run_program(words(line), {"MATTIS_TUNING=" + mode, "MATTIS_TUNING_FILE=" + file.string()});
}

std::vector<std::string> lines_of(std::filesystem::path const& file) {
  std::ifstream stream(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("command: tune stores a choice for each kernel of the command that follows",
          "[command][tune]") {
  ScratchFolder const folder;
  auto const file = folder / "t.jsonl";
  auto const out = folder / "kept.h5";
  std::ofstream(out) << "what the command would write is left alone";
  auto const outcome =
      run_with("tune --budget 3s --json -- " + simulation + " --out " + out.string(), file);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK(std::filesystem::file_size(out) == 42);
  JsonObject const line(outcome.out);
  CHECK(line["command"] == "\"tune\"");
  CHECK_THAT(line["entries"], ContainsSubstring("\"sizes\":[30,300,2]"));
  CHECK_THAT(line["entries"], ContainsSubstring("\"sizes\":[300,30,2]"));
  CHECK(std::stod(line["whole_ratio"]) > 0);
  auto const stored = lines_of(file);
  CHECK(stored.size() >= 2);
  for (auto const& entry : stored) CHECK_THAT(entry, StartsWith("{\"format\":1,\"kernel\":\""));

  auto const shown = run_with("tune --show", file);
  CHECK(shown.exit_code == 0);
  CHECK_THAT(shown.out, ContainsSubstring("sign_product float 30 300 2"));
  CHECK_THAT(shown.out, ContainsSubstring(
                            " entries, 0 of them for other machines or builds, 0 lines skipped"));
  CHECK(run_with("tune --check " + file.string(), file).exit_code == 0);

  auto const merged = folder / "merged.jsonl";
  CHECK(run_with("tune --merge " + file.string(), merged).exit_code == 0);
  CHECK(lines_of(merged) == stored);
}

TEST_CASE("command: results have the same bits with tuning off, read and tuned",
          "[command][tune]") {
  ScratchFolder const folder;
  auto const file = folder / "t.jsonl";
  std::vector<double> expected;
  for (std::string const mode : {"off", "tune", "read"}) {
    auto const out = folder / (mode + ".h5");
    auto const outcome = run_with(simulation + " --out " + out.string(), file, mode);
    INFO(mode << ": " << outcome.err);
    REQUIRE(outcome.exit_code == 0);
    CHECK(outcome.err.empty());
    auto const m = mattis::io::Hdf5File::open(out).read<double>("m");
    if (mode == "off") {
      CHECK_FALSE(std::filesystem::exists(file));
      expected = m;
    }
    CHECK(m == expected);
    if (mode == "tune") CHECK(lines_of(file).size() >= 2);
  }
}

TEST_CASE(
    "command: a tuning file that is damaged, foreign or cannot be is no reason not to compute",
    "[command][tune][errors]") {
  ScratchFolder const folder;
  auto const file = folder / "t.jsonl";
  std::ofstream(file) << "torn\nand torn\n";
  auto const torn = run_with(simulation, file);
  CHECK(torn.exit_code == 0);
  CHECK_THAT(torn.err,
             StartsWith("mattis: " + file.string() + ":1: skipped, expected a JSON object"));
  CHECK_THAT(torn.err, EndsWith(" (and 1 more)\n"));
  CHECK(std::count(torn.err.begin(), torn.err.end(), '\n') == 1);
  auto const checked = run_with("tune --check " + file.string(), file);
  CHECK(checked.exit_code == 2);
  CHECK_THAT(checked.err, ContainsSubstring("expected an entry on every line of " + file.string()));

  CHECK(run_with(simulation, folder.path()).exit_code == 0);  // a folder
  CHECK(
      run_program(words(simulation), {"MATTIS_TUNING=read", "HOME", "XDG_CACHE_HOME"}).exit_code ==
      0);
  auto const nowhere =
      run_program(words("tune --budget 1s --kernel covariance"), {"HOME", "XDG_CACHE_HOME"});
  CHECK(nowhere.exit_code == 2);
  CHECK_THAT(nowhere.err,
             StartsWith("mattis: MATTIS_TUNING_FILE: expected a file, as there is no home"));
  if (::geteuid() != 0) {
    std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read);
    auto const read_only = run_with(simulation, folder / "new.jsonl", "tune");
    std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
    CHECK(read_only.exit_code == 0);
    CHECK_THAT(read_only.err, ContainsSubstring("cannot be written"));
  }
}

TEST_CASE("command: tune refuses what it cannot tune", "[command][tune][errors]") {
  ScratchFolder const folder;
  auto const refused = [&](std::string const& line, std::string const& starts) {
    auto const outcome = run_with(line, folder / "t.jsonl");
    INFO(line << ": " << outcome.err);
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, ContainsSubstring("mattis: " + starts));
    CHECK_FALSE(std::filesystem::exists(folder / "t.jsonl"));
  };
  refused("tune --budget soon", "budget: expected a time like 60s or 2m, got 'soon'");
  refused("tune --budget -5s", "budget: expected a time like 60s or 2m, got '-5s'");
  refused("tune --kernel tanh", "kernel: expected one of sign_product, ");
  refused("tune --shapes " + (folder / "none").string(),
          "shapes: expected a file that can be read");
  refused("tune --check " + (folder / "none").string(), "check: expected a file of entries");
  refused("tune --budget 1s -- simulate hopfield --alpha 2",
          "tune: the command ended with status 2");
  refused("simulate hopfield -- x", "arguments: expected options only, got '--'");
  std::ofstream(folder / "shapes")
      << "# sizes\nsign_product float 30 40 1\nsign_product half 3 4 1\n";
  refused("tune --shapes " + (folder / "shapes").string(),
          (folder / "shapes").string() + ":3: expected a kernel that has variants");
  auto const outcome = run_program(words(simulation), {"MATTIS_TUNING=fast"});
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.err ==
        "mattis: MATTIS_TUNING: expected off, estimate, read, reassociate or tune, got fast\n");
}

TEST_CASE("command: tune takes sizes from a file", "[command][tune]") {
  ScratchFolder const folder;
  std::ofstream(folder / "shapes")
      << "# of a small network\nsign_product float 30 40 1\n\ncovariance double 20 500\n";
  auto const outcome =
      run_with("tune --budget 2s --shapes " + (folder / "shapes").string(), folder / "t.jsonl");
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, ContainsSubstring("sign_product float 30 40 1"));
  CHECK_THAT(outcome.out, ContainsSubstring("covariance double 20 500"));
  CHECK(lines_of(folder / "t.jsonl").size() == 2);
}
