// SPDX-License-Identifier: BSD-3-Clause
#include <command/json.hpp>
#include <command/program.hpp>
#include <command/sweep_runs.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using mattis::io::Hdf5File;
using mattis::testing::check_refusal;
using mattis::testing::JsonObject;
using mattis::testing::Program;
using mattis::testing::row_bits;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::small_sweep;
using mattis::testing::succeed;
using mattis::testing::sweep;
using mattis::testing::Texts;
using mattis::testing::write_text;

namespace {

std::string shard(int number, int count) {
  return std::to_string(number) + "/" + std::to_string(count);
}

/// The environment of task `id` of a Slurm array of `count`, from `first` on.
Texts slurm(int id, int count, int first, int step = 1) {
  return {"SLURM_ARRAY_TASK_ID=" + std::to_string(id),
          "SLURM_ARRAY_TASK_COUNT=" + std::to_string(count),
          "SLURM_ARRAY_TASK_MIN=" + std::to_string(first),
          "SLURM_ARRAY_TASK_STEP=" + std::to_string(step)};
}

}  // namespace

TEST_CASE("command: merged shards are one run, one lost and computed again too",
          "[command][sweep]") {
  ScratchFolder const folder;
  auto const file = write_text(folder / "s.toml", small_sweep);
  succeed(sweep(file, folder / "whole"));
  auto const expected = row_bits(folder / "whole" / "sweep.h5");
  for (int const count : {1, 2, 3, 7}) {
    CAPTURE(count);
    auto const out = folder / std::to_string(count);
    if (count > 1) {
      std::vector<std::unique_ptr<Program>> both;  // two write at once
      for (int i : {1, 2})
        both.push_back(std::make_unique<Program>(sweep(file, out, {"--shard", shard(i, count)})));
      for (auto& one : both) {
        auto const outcome = one->wait();
        INFO(outcome.err);
        REQUIRE(outcome.exit_code == 0);
      }
    }
    for (int i = count > 1 ? 3 : 1; i <= count; ++i)
      succeed(sweep(file, out, {"--shard", shard(i, count)}));
    if (count > 1) {
      std::filesystem::remove(out / ("rows-2-of-" + std::to_string(count) + ".journal"));
      check_refusal({"sweep", "merge", out.string()}, "merge: expected 24 rows", "--status");
      JsonObject const status(succeed(sweep(file, out, {"--status", "--json"})));
      CHECK(std::stoi(status["missing"]) == (24 - 2) / count + 1);
      CHECK(status["points"] == "24");
      succeed(sweep(file, out, {"--shard", shard(2, count), "--resume"}));
    }
    JsonObject const merged(succeed({"sweep", "merge", out.string(), "--json"}));
    CHECK(merged["rows"] == "24");
    CHECK(row_bits(out / "sweep.h5") == expected);
  }
}

TEST_CASE("command: a task of a Slurm array is a shard", "[command][sweep]") {
  ScratchFolder const folder;
  auto const file = write_text(folder / "s.toml", small_sweep);
  auto const [first, step] = GENERATE(table<int, int>({{0, 1}, {1, 1}, {5, 10}}));
  auto const out = folder / "o";
  for (int i = 0; i < 3; ++i) {
    auto const outcome =
        run_program(sweep(file, out, {"--resume"}), slurm(first + i * step, 3, first, step));
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    CHECK(std::filesystem::exists(out / ("rows-" + std::to_string(i + 1) + "-of-3.journal")));
  }
  succeed({"sweep", "merge", out.string()});
  CHECK(Hdf5File::open(out / "sweep.h5").read<double>("m").size() == 24);
  auto const refused = run_program(sweep(file, out, {"--resume"}), slurm(2, 3, 5, 10));
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, StartsWith("mattis: SLURM_ARRAY_TASK_ID: expected one of an array"));
  // An option says more than the environment.
  CHECK(run_program(sweep(file, out, {"--resume", "--shard", "1/1"}), slurm(2, 3, 1)).exit_code ==
        0);
}

TEST_CASE("command: a shard that is killed goes on, one that is written is nobody else's",
          "[command][sweep][interrupts]") {
  ScratchFolder const folder;
  auto const file = write_text(folder / "s.toml",
                               "command = 'simulate'\nmodel = 'hopfield'\n"
                               "[fixed]\nalpha = 0.1\ng = 1.2\na = 1\nT = 20\n"
                               "[list]\nN = [20, 21, 2000, 22]\ntrials = [1, 1, 100000, 1]\n");
  auto const out = folder / "o";
  auto const part = out / "rows-1-of-2.journal.part";
  Program program(sweep(file, out, {"--shard", "1/2"}));
  auto const rows = [&] {
    std::ifstream journal(part);
    std::string const text(std::istreambuf_iterator<char>(journal), {});
    return std::count(text.begin(), text.end(), '\n') - 1;
  };
  for (int i = 0; i < 3000 && rows() < 1; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  REQUIRE(rows() == 1);
  check_refusal(sweep(file, out, {"--shard", "1/2", "--resume"}),
                "out: ", "another process is writing it");
  succeed(sweep(file, out, {"--shard", "2/2"}));
  ::kill(program.id(), SIGTERM);
  auto const outcome = program.wait();
  CHECK(outcome.exit_code == 128 + SIGTERM);
  CHECK_THAT(outcome.err, StartsWith("mattis: told to stop, 1 of 2 rows kept in "));
  CHECK(rows() == 1);
  CHECK_FALSE(std::filesystem::exists(out / "sweep.h5"));
  CHECK_THAT(succeed(sweep(file, out, {"--status"})),
             ContainsSubstring("4: 3 done, 0 failed, 1 missing") &&
                 ContainsSubstring("unfinished        rows-1-of-2.journal.part: 1 rows") &&
                 ContainsSubstring("complete          rows-2-of-2.journal: 2 rows"));
}

TEST_CASE("command: the points of a sweep are a list of JSON lines", "[command][sweep]") {
  ScratchFolder const folder;
  auto const file = write_text(folder / "s.toml", small_sweep);
  std::istringstream lines(succeed({"sweep", file, "--list"}));
  std::string line;
  int count = 0;
  while (std::getline(lines, line)) {
    JsonObject const point(line);
    ++count;
    CHECK(point["row"] == std::to_string(count));
    CHECK(point["command"] == "\"binary retrieve\"");
    CHECK(point["N"] == "200");
    CHECK(point.has("seed"));
    CHECK(point["P"] == std::to_string(5 + 5 * ((count - 1) / 3)));
  }
  CHECK(count == 24);
  auto const some = succeed({"sweep", file, "--list", "--shard", "2/7"});
  CHECK(std::count(some.begin(), some.end(), '\n') == 4);
  CHECK(folder.entries() == 1);
}

TEST_CASE("command: what a sweep cannot do is named", "[command][sweep][errors]") {
  ScratchFolder const folder;
  auto const file = write_text(folder / "s.toml", small_sweep);
  auto const out = (folder / "o").string();
  check_refusal({"sweep"}, "sweep: expected a TOML file", "none");
  check_refusal({"sweep", out}, out + ": expected a TOML file", "no such file");
  check_refusal({"sweep", file, "--shard", "1/2"}, "out: expected a folder that all shards share");
  check_refusal({"sweep", file, "--resume"}, "resume: expected the folder");
  check_refusal({"sweep", file, "--status"}, "out: expected the folder to look into");
  for (auto const* bad : {"0/2", "3/2", "1", "a/2", "1/2/3", "1/0"})
    check_refusal({"sweep", file, "--out", out, "--shard", bad}, "shard: expected I/N", bad);
  check_refusal({"sweep", file, "--out", out, "--overlay", file}, "overlay: expected a figure");
  check_refusal({"sweep", file, "--out", out, "--threads", "-1"}, "threads: ");
  check_refusal({"sweep", file, "--out", out, "--shard", "1/2", "--figure", out + ".png"},
                "figure: expected none of a shard");
  check_refusal({"sweep", file, "--out", file}, "out: expected a folder that can be made");
  check_refusal({"sweep", "merge"}, "merge: expected the folder of a sweep", "none");
  check_refusal({"sweep", "merge", out}, "merge: expected the folder of a sweep", out);
  check_refusal({"sweep", file, "more"}, "arguments: expected options only");
  CHECK(folder.entries() == 1);
}

TEST_CASE("command: what is wrong in a sweep's file is named with its line",
          "[command][sweep][errors]") {
  ScratchFolder const folder;
  std::string const head = "command = 'equilibrium'\nmodel = 'point'\n";
  std::string const whole = head + "[fixed]\nT = 0.1\n[grid]\nalpha = [0.1]\n";
  auto const [text, starts, contains] = GENERATE_COPY(table<std::string, std::string, std::string>({
      {"x = [", ":1: expected TOML", ""},
      {"[grid]\nalpha = [1]\n", ": command: expected a string, got none", ""},
      {"command = 'sing'\n[grid]\nalpha = [1]\n", ":1: command: expected one of simulate, solve",
       "'sing'"},
      {"command = 'tune'\n[grid]\nalpha = [1]\n", ":1: command: expected one of", "'tune'"},
      {"command = 'equilibrium'\nmodel = 'pint'\n[grid]\nalpha = [1]\n", ":2: model: expected",
       "'pint'"},
      {"command = 'binary chain'\nmodel = 'x'\n[grid]\nT = [1]\n", ":2: model: expected none", ""},
      {"grib = 1\n" + whole, ":1: grib: expected a known key (the nearest is grid)", ""},
      {"seed = -1\n" + whole, ":1: seed: expected at least 0", "-1"},
      {"seed = 'x'\n" + whole, ":1: seed: expected a whole number", ""},
      {head, ": expected a grid, a list or random, got none", ""},
      {whole + "[random]\nsamples = 2\nN = { from = 10, to = 20, whole = true }\n",
       ":7: random: expected no other design beside it", "grid too"},
      {whole + "[list]\nT = [1]\n", ":8: T: expected each parameter once", "it again"},
      {head + "[grid]\n", ":3: grid: expected at least one parameter", "none"},
      {head + "[grid]\nT = [0.1]\nalpha = []\n", ":5: alpha: expected at least one value", "none"},
      {head + "[fixed]\nT = 0.1\nalpa = 2\n[grid]\nalpha = [1]\n",
       ":5: alpa: expected a known key (the nearest is alpha)", ""},
      {head + "[grid]\nT = [1]\nalpha = [0.1]\nout = ['f']\n", ":6: out: expected none in a sweep",
       ""},
      {head + "[fixed]\nT = 1\n[grid]\nalpha = [1]\nT = [1]\n",
       ":7: T: expected each parameter once", ""},
      {head + "[grid]\nT = [0.1, 0.2, 0.1]\nalpha = [0.1]\n", ":4: T: expected each value once",
       "0.1 twice"},
      {head + "[list]\nT = [0.1, 0.1]\nalpha = [0.2, 0.2]\n", ":3: list: expected each point once",
       "point 2"},
      {head + "[list]\nT = [0.1, 0.2]\nalpha = [0.2]\n", ":3: alpha: expected 2 values", "got 1"},
      {head + "[grid]\nT = [1]\nalpha = { from = 2, to = 1, count = 3 }\n",
       ":5: alpha: to: expected a number above from, 2", "got 1"},
      {head + "[grid]\nT = [1]\nalpha = { from = 0, to = 1, count = 3, scale = 'log' }\n",
       ":5: alpha: from: expected above 0", ""},
      {head + "[grid]\nT = [1]\nalpha = { from = 0, to = 1, count = 1 }\n",
       ":5: alpha: count: expected from 2", ""},
      {head + "[grid]\nT = [1]\nalpha = { from = 0, count = 3 }\n",
       ":5: alpha: expected from and to", ""},
      {head + "[grid]\nT = [1]\nalpha = { from = 0, to = 1, step = 3 }\n",
       ":5: step: expected a known key", ""},
      {head + "[grid]\nT = [1]\nalpha = { from = '0', to = 1, count = 3 }\n",
       ":5: from: expected a number", ""},
      {head + "[grid]\nT = [1]\nalpha = { from = 0, to = 1, count = 3, scale = 'lin' }\n",
       ":5: scale: expected linear or log", "'lin'"},
      {head + "[grid]\nT = 1\nalpha = [1]\n", ":4: T: expected an array of values", ""},
      {head + "[grid]\nT = [1]\nalpha = [0.1, 'x']\n", ":5: alpha: expected a number", "'x'"},
      {head + "[grid]\nT = [1]\nalpha = [0.1, true]\n", ":5: alpha: expected a number, a string",
       "another type"},
      {head + "[fixed]\nT = true\n[grid]\nalpha = [0.1]\n", ":4: T: expected a number, a string",
       "another type"},
      {"command = 'solve'\nmodel = 'hopfield'\n[fixed]\nalpha = 0.1\n[grid]\nM = [10, 20]\n",
       ": g: expected a value (--g G)", "none"},
      {"command = 'solve'\nmodel = 'hopfield'\n[fixed]\nalpha = 0.1\ng = 1\n[grid]\nM = [10.5]\n",
       ":7: M: expected a whole number", "10.5"},
      {head + "[random]\nT = [1]\nalpha = { from = 0, to = 1 }\n", ":3: samples: expected from 1",
       "got 0"},
      {head + "[random]\nsamples = 2\nT = [1]\nalpha = { from = 3, to = 1 }\n",
       ":6: alpha: to: expected", ""},
      {whole + "[pareto]\n", ":7: pareto: expected scores", "none"},
      {whole + "[pareto]\nminimize = 'm'\n", ":8: minimize: expected a known key", "minimise"},
      {whole + "[pareto]\nminimise = 3\n", ":8: minimise: expected strings", ""},
      {whole + "[pareto]\nminimise = 'm'\nat-most = { m = 'x' }\n", ":9: m: expected a number", ""},
      {whole + "[figure]\nx = 'beta'\n", ":8: x: expected a parameter of the design", "'beta'"},
      {"part = 3\n", ":1: part: expected tables", ""},
      {"[[part]]\nname = 'a'\n" + whole, "", ""},
  }));
  CAPTURE(text);
  auto const file = write_text(folder / "s.toml", text);
  if (!starts.empty())
    check_refusal({"sweep", file, "--out", (folder / "o").string()}, file + starts, contains);
  CHECK(folder.entries() == 1);
}

TEST_CASE("command: a score that no summary has is named after the first row",
          "[command][sweep][errors]") {
  ScratchFolder const folder;
  auto const file = write_text(folder / "s.toml",
                               "command = 'equilibrium'\nmodel = 'point'\n[fixed]\nT = 0.1\n"
                               "[grid]\nalpha = [0.1, 0.2]\n[pareto]\nmaximise = 'mm'\n");
  check_refusal({"sweep", file, "--out", (folder / "o").string()},
                file + ":7: pareto: expected some of ", "'mm'");
  CHECK_FALSE(std::filesystem::exists(folder / "o" / "sweep.h5"));
}
