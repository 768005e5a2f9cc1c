// SPDX-License-Identifier: BSD-3-Clause
#include <command/json.hpp>
#include <command/program.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <thread>
#include <utility>

using Catch::Matchers::ContainsSubstring;
using mattis::io::Extents;
using mattis::io::Hdf5File;
using mattis::testing::JsonObject;
using mattis::testing::Program;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::words;

namespace {

std::string succeed(std::string const& line, std::filesystem::path const& out) {
  return mattis::testing::succeed(words(line, {"--out", out.string()}));
}

std::string const sweep =
    "recovery hopfield --alpha 0.1,0.4 --g 1.5 --a 0.6,1.35 --T 40 --dt 0.1 --M 600 --seed 2 "
    "--capacity-tol 0.1";

/// Hours of work in rows of some tenths of a second, were it not interrupted.
std::string const long_sweep =
    "recovery hopfield --alpha-range 0.01:0.5:100000 --g 1.5 --a 0.6 --T 60 --dt 0.1 --M 20000 "
    "--seed 2";

/// Blocks until that many rows are in the part, which is a whole file whenever it is there.
std::size_t wait_for_rows(ScratchFolder const& folder, std::size_t rows) {
  auto const part = folder / "recovery.h5.part";
  for (int i = 0; i < 6000; ++i) {
    if (std::filesystem::exists(part)) {
      auto const there = Hdf5File::open(part).read<double>("m_final").size();
      if (there >= rows) return there;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  FAIL("too few rows after a minute");
  return 0;
}

std::vector<std::string> with_out(std::string const& line, ScratchFolder const& folder) {
  return words(line, {"--out", (folder / "recovery.h5").string()});
}

}  // namespace

TEST_CASE("command: recovery writes every row, the capacity and every attribute",
          "[command][recovery]") {
  ScratchFolder const folder;
  auto const path = folder / "recovery.h5";
  auto const out = succeed(sweep, path);
  CHECK_THAT(out, ContainsSubstring("final overlap") && ContainsSubstring("capacity, n = 1") &&
                      ContainsSubstring("retained") && ContainsSubstring(path.string()));
  CHECK(folder.entries() == 1);
  auto const file = Hdf5File::open(path);
  auto const alpha = file.read<double>("alpha");
  auto const rows = alpha.size();
  REQUIRE(rows == 6);  // 0.4 - 0.1 is bisected twice
  CHECK(std::vector(alpha.begin(), alpha.begin() + 4) == std::vector{0.1, 0.1, 0.4, 0.4});
  CHECK(file.read<double>("refined") == std::vector<double>{0, 0, 0, 0, 1, 1});
  CHECK(file.read<double>("converged") == std::vector<double>(rows, 1));
  for (auto const* name : {"n", "a", "ic_noise", "m_initial", "m_initial_se", "m_peak", "m_peak_se",
                           "t_peak", "t_peak_se", "m_final", "m_final_se", "recovered", "retained",
                           "remark", "sweeps", "residual", "wall_seconds"}) {
    CAPTURE(name);
    CHECK(file.extents(name) == Extents{rows});
  }
  CHECK(file.extents("m") == Extents{rows, 40});
  CHECK(file.extents("m_se") == Extents{rows, 40});
  auto const m = file.read<double>("m");
  auto const m_final = file.read<double>("m_final");
  for (std::size_t row = 0; row < rows; ++row) CHECK(m[40 * row + 39] == m_final[row]);
  auto const lower = file.read<double>("capacity_lower"),
             upper = file.read<double>("capacity_upper");
  REQUIRE(lower.size() == 1);
  CHECK(lower[0] < upper[0]);
  CHECK(upper[0] - lower[0] <= 0.1);
  for (auto const* name : {"capacity_n", "capacity_a", "capacity_alpha", "capacity_alpha_se"})
    CHECK(file.extents(name) == Extents{1});
  CHECK(file.attribute<std::string>("model") == "hopfield");
  CHECK(file.attribute<double>("threshold") == 0.9);
  CHECK(file.attribute<std::string>("method") == "causal");
  for (auto const* name :
       {"g", "capacity_tol", "T", "dt", "M", "tol", "max_sweeps", "seed", "wall_seconds", "version",
        "git_hash", "backend", "device", "precision", "threads"}) {
    CAPTURE(name);
    CHECK(file.has_attribute(name));
  }
}

TEST_CASE("command: recovery dense takes several orders, from a TOML file too",
          "[command][recovery]") {
  ScratchFolder const folder;
  succeed(
      "recovery dense --n 2,4 --alpha-range 0.25:0.75:3 --g 1.5 --a 1.2 --T 10 --M 400 "
      "--capacity-tol 0",
      folder / "line.h5");
  auto const file = (folder / "setting.toml").string();
  std::ofstream(file)
      << "command = 'recovery'\nmodel = 'dense'\nn = [2, 4]\nalpha-range = '0.25:0.75:3'\ng = 1.5\n"
         "a = [1.2]\nT = 10\nM = 400\ncapacity-tol = 0\n";
  succeed("run " + file, folder / "file.h5");
  auto const line = Hdf5File::open(folder / "line.h5");
  CHECK(line.read<double>("n") == std::vector<double>{2, 2, 2, 4, 4, 4});
  CHECK(line.read<double>("alpha") == std::vector<double>{0.25, 0.5, 0.75, 0.25, 0.5, 0.75});
  CHECK(line.attribute<std::string>("model") == "dense");
  CHECK(line.read<double>("m") == Hdf5File::open(folder / "file.h5").read<double>("m"));
}

TEST_CASE("command: recovery has order 2 unless told", "[command][recovery]") {
  ScratchFolder const folder;
  succeed("recovery dense --alpha 0.05 --g 1.5 --a 1.2 --T 6 --M 200", folder / "r.h5");
  CHECK(Hdf5File::open(folder / "r.h5").read<double>("n") == std::vector<double>{2});
}

TEST_CASE("command: recovery --json is one line of JSON", "[command][recovery]") {
  ScratchFolder const folder;
  auto const out = succeed(sweep + " --json", folder / "r.h5");
  CHECK(std::count(out.begin(), out.end(), '\n') == 1);
  JsonObject const json(out);
  CHECK(json["rows"] == "6");
  CHECK(json["failed"] == "0");
  for (auto const* key :
       {"command", "n", "alpha", "a", "m_initial", "m_peak", "m_peak_se", "t_peak", "m_final",
        "m_final_se", "capacity_alpha", "capacity_alpha_se", "wall_seconds", "backend", "out"})
    CHECK(json.has(key));
}

TEST_CASE("command: recovery tells of points that are not solved", "[command][recovery]") {
  ScratchFolder const folder;
  auto const line =
      "recovery hopfield --alpha 0.1 --g 1.5 --a 0.6 --T 20 --M 200 --method picard --max-sweeps 1";
  CHECK_THAT(succeed(line, folder / "r.h5"),
             ContainsSubstring("not solved: max_sweeps: expected convergence") &&
                 ContainsSubstring("capacity, n = 1   unknown"));
  auto const file = Hdf5File::open(folder / "r.h5");
  CHECK(file.read<double>("converged") == std::vector<double>{0});
  CHECK(std::isnan(file.read<double>("m_final")[0]));
}

TEST_CASE("command: the number of threads changes no bit of a recovery", "[command][recovery]") {
  ScratchFolder const folder;
  succeed(sweep + " --threads 1", folder / "one.h5");
  succeed(sweep + " --threads 2", folder / "two.h5");
  auto const one = Hdf5File::open(folder / "one.h5"), two = Hdf5File::open(folder / "two.h5");
  for (auto const* name : {"m", "m_se", "alpha", "capacity_alpha"})
    CHECK(one.read<double>(name) == two.read<double>(name));
}

TEST_CASE("command: an interrupted recovery keeps its finished rows", "[command][recovery]") {
  ScratchFolder const folder;
  auto const part = folder / "recovery.h5.part";
  // A second signal, as of an impatient user or of a batch system that sends two, takes nothing
  // away.
  auto const& [signal, again] = GENERATE(std::pair{SIGINT, SIGINT}, std::pair{SIGTERM, SIGTERM},
                                         std::pair{SIGUSR1, SIGTERM}, std::pair{SIGHUP, SIGHUP});
  Program program(with_out(long_sweep, folder));
  auto const before = wait_for_rows(folder, 2);
  kill(program.id(), signal);
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  kill(program.id(), again);
  auto const outcome = program.wait();
  CHECK((outcome.exit_code == 128 + signal || outcome.exit_code == 128 + again));
  CHECK(outcome.out.empty());
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
  auto const file = Hdf5File::open(part);
  auto const rows = file.extents("m_final")[0];
  CHECK(rows >= before);
  CHECK_THAT(outcome.err, ContainsSubstring(", " + std::to_string(rows) +
                                            " finished rows kept in " + part.string()));
  CHECK(file.extents("m") == Extents{rows, 60});
  CHECK(file.read<double>("m_final").back() > 0);
  CHECK(file.attribute<std::uint64_t>("seed") == 2);
  CHECK(!file.has_attribute("wall_seconds"));
  CHECK(folder.entries() == 1);
}

TEST_CASE("command: a recovery interrupted before its first row leaves nothing",
          "[command][recovery]") {
  ScratchFolder const folder;
  Program program(with_out(
      "recovery hopfield --alpha 0.1 --g 1.5 --a 0.6 --M 100000000 --method picard", folder));
  program.wait_until_it_catches(SIGINT);
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  kill(program.id(), SIGINT);
  auto const outcome = program.wait();
  CHECK(outcome.exit_code == 130);
  CHECK(outcome.err == "mattis: interrupted, nothing written\n");
  CHECK(folder.entries() == 0);
}

TEST_CASE("command: a killed recovery goes on from its rows, to the same bits",
          "[command][recovery]") {
  ScratchFolder const folder;
  std::string const line =
      "recovery hopfield --alpha-range 0.05:0.4:12 --g 1.5 --a 0.6,1.35 --T 40 --dt 0.1 --M 600 "
      "--seed 2 "
      "--capacity-tol 0.01";
  auto const resumed = with_out(line + " --resume", folder);
  for (std::size_t rows : {1u, 9u, 25u}) {
    Program program(resumed);
    auto const there = wait_for_rows(folder, rows);
    kill(program.id(), SIGKILL);
    program.wait();
    if (std::filesystem::exists(folder / "recovery.h5")) break;  // it was done before
    CHECK(Hdf5File::open(folder / "recovery.h5.part").read<double>("m_final").size() >= there);
  }
  if (!std::filesystem::exists(folder / "recovery.h5")) {
    auto const outcome = run_program(resumed);
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
  }
  CHECK_FALSE(std::filesystem::exists(folder / "recovery.h5.part"));
  succeed(line, folder / "whole.h5");
  auto const whole = Hdf5File::open(folder / "whole.h5"),
             pieces = Hdf5File::open(folder / "recovery.h5");
  CHECK(whole.read<double>("alpha").size() > 24);
  for (auto const* name : {"n",
                           "alpha",
                           "a",
                           "m_initial",
                           "m_peak",
                           "t_peak",
                           "m_final",
                           "m_final_se",
                           "recovered",
                           "retained",
                           "refined",
                           "converged",
                           "sweeps",
                           "residual",
                           "m",
                           "m_se",
                           "capacity_lower",
                           "capacity_upper",
                           "capacity_alpha",
                           "capacity_alpha_se"}) {
    CAPTURE(name);
    CHECK(whole.read<double>(name) == pieces.read<double>(name));
  }
  CHECK(whole.read_texts("remark") == pieces.read_texts("remark"));
}

TEST_CASE("command: rows of another recovery are not replaced and not gone on with",
          "[command][recovery][errors]") {
  ScratchFolder const folder;
  auto const part = (folder / "recovery.h5.part").string();
  {
    Program program(with_out(long_sweep, folder));
    wait_for_rows(folder, 1);
    kill(program.id(), SIGTERM);
    program.wait();
  }
  auto const refused = [&](std::string const& more, std::string const& message) {
    auto const outcome = run_program(with_out(long_sweep + more, folder));
    CAPTURE(more);
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.err.starts_with("mattis: " + message));
    CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    CHECK(Hdf5File::open(part).read<double>("m_final").size() >= 1);
  };
  refused("",
          "out: expected no rows of an earlier run, or --resume to go on from them, got " + part);
  refused(" --resume --seed 3", "resume: expected rows of seed = 3, got " + part + " (seed = 2)");
  refused(" --resume --M 20001",
          "resume: expected rows of M = 20001, got " + part + " (M = 20000)");
  refused(" --resume --kernel-tol 0",
          "resume: expected rows of kernel_tol = 0, got " + part + " (kernel_tol = none)");
  refused(" --resume --a 0.7", "finished[0]: expected the row of n 1, alpha 0.01, a 0.7");
  auto const nowhere = run_program(words(long_sweep + " --resume"));
  CHECK(nowhere.exit_code == 2);
  CHECK(nowhere.err ==
        "mattis: resume: expected the file whose rows to go on from (--out FILE.h5), got none\n");
}
