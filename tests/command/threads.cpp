// SPDX-License-Identifier: BSD-3-Clause
#include <command/json.hpp>
#include <command/program.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>

#include <Kokkos_Core.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <string>
#include <vector>

using mattis::io::Hdf5File;
using mattis::testing::JsonObject;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::succeed;
using mattis::testing::words;

namespace {

std::string const dynamics = " --alpha 0.1 --g 1.2 --a 1.08 --dt 0.05 --seed 4";

/// A computation, and the arrays of its file.
struct Case {
  std::string line;
  std::vector<char const*> arrays;
};

std::vector<Case> cases() {
  return {{"simulate hopfield --N 4000 --T 20" + dynamics, {"m", "E"}},
          {"solve hopfield --T 40 --M 4000" + dynamics, {"m", "m_se", "C_phi", "C_phi_se", "E"}},
          {"solve hopfield --T 40 --M 4000 --method causal" + dynamics,
           {"m", "m_se", "C_phi", "S_phi"}},
          {"recovery hopfield --T 20 --M 1000" + dynamics, {"m_final", "m_final_se"}}};
}

}  // namespace

#ifdef KOKKOS_ENABLE_OPENMP
namespace {

mattis::testing::Outcome run(Case const& one, std::filesystem::path const& out, int threads,
                             std::vector<std::string> const& environment) {
  auto arguments =
      words(one.line + " --json --threads " + std::to_string(threads), {"--out", out.string()});
  return run_program(arguments, environment);
}

}  // namespace

TEST_CASE("command: the threads that OpenMP grants count, not those asked for",
          "[command][threads]") {
  ScratchFolder const folder;
  for (auto const& one : cases()) {
    CAPTURE(one.line);
    auto const alone = run(one, folder / "one.h5", 1, {});
    auto const limited = run(one, folder / "limited.h5", 2, {"OMP_THREAD_LIMIT=1"});
    auto const dynamic = run(one, folder / "dynamic.h5", 2, {"OMP_DYNAMIC=true"});
    CHECK(alone.err.empty());
    CHECK(limited.err == "mattis: threads: 2 asked for, OpenMP grants 1 (OMP_THREAD_LIMIT is 1)\n");
    CHECK(dynamic.err.empty());
    REQUIRE(alone.exit_code == 0);
    REQUIRE(limited.exit_code == 0);
    REQUIRE(dynamic.exit_code == 0);
    CHECK(JsonObject(limited.out)["threads"] == "1");
    CHECK(JsonObject(dynamic.out)["threads"] == "2");
    auto const right = Hdf5File::open(folder / "one.h5");
    auto const fewer = Hdf5File::open(folder / "limited.h5");
    auto const given = Hdf5File::open(folder / "dynamic.h5");
    CHECK(right.attribute<std::int64_t>("threads") == 1);
    CHECK(fewer.attribute<std::int64_t>("threads") == 1);
    CHECK(given.attribute<std::int64_t>("threads") == 2);
    for (auto const* name : one.arrays) {
      INFO(name);
      CHECK(fewer.read<double>(name) == right.read<double>(name));
      CHECK(given.read<double>(name) == right.read<double>(name));
    }
  }
}

TEST_CASE("command: info tells the threads that are granted", "[command][threads]") {
  auto const outcome = run_program({"info", "--json"}, {"OMP_THREAD_LIMIT=1"});
  REQUIRE(outcome.exit_code == 0);
  CHECK(outcome.err.empty());  // nobody asked for more
  CHECK(JsonObject(outcome.out)["threads"] == "1");
}

#endif

TEST_CASE(
    "command: the command of another execution space, MATTIS_OTHER_COMMAND, gives the same bits",
    "[.][command][spaces]") {
  char const* const other = std::getenv("MATTIS_OTHER_COMMAND");
  REQUIRE(other != nullptr);
  ScratchFolder const folder;
  for (auto const& one : cases()) {
    CAPTURE(one.line);
    succeed(words(one.line + " --threads 3", {"--out", (folder / "here.h5").string()}));
    std::string const there = std::string(other) + " " + one.line + " --threads 2 --out " +
                              (folder / "there.h5").string();
    REQUIRE(std::system((there + " 2> /dev/null").c_str()) == 0);
    auto const here = Hdf5File::open(folder / "here.h5"),
               elsewhere = Hdf5File::open(folder / "there.h5");
    CHECK(here.attribute<std::string>("backend") != elsewhere.attribute<std::string>("backend"));
    for (auto const* name : one.arrays) {
      INFO(name);
      CHECK(here.read<double>(name) == elsewhere.read<double>(name));
    }
  }
}

TEST_CASE("command: threads are what --threads says, else KOKKOS_NUM_THREADS",
          "[command][threads]") {
  auto const outcome = run_program({"info", "--json"}, {"KOKKOS_NUM_THREADS=1"});
  REQUIRE(outcome.exit_code == 0);
  CHECK(JsonObject(outcome.out)["threads"] == "1");
  for (std::string const value : {"0", "many", "2x", "-1", "1000000000"}) {
    auto const refused = run_program({"info"}, {"KOKKOS_NUM_THREADS=" + value});
    INFO(refused.err);
    CHECK(refused.exit_code == 2);
    CHECK(refused.err.starts_with("mattis: KOKKOS_NUM_THREADS: expected from 1 to "));
    CHECK(refused.err.ends_with(", got " + value + "\n"));
  }
}
