// SPDX-License-Identifier: BSD-3-Clause
#include <command/json.hpp>
#include <command/program.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>
#include <support/sanitizers.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using mattis::io::Extents;
using mattis::io::Hdf5File;
using mattis::testing::JsonObject;
using mattis::testing::Program;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::succeed;
using mattis::testing::words;

namespace {

std::string const retrieve =
    "binary retrieve --N 200 --P 10 --T 0.3 --corruption 0.2 --sweeps 20 --replicas 40 --seed 3";

std::vector<double> map_of(std::vector<std::string> arguments) {
  ScratchFolder const folder;
  auto const path = folder / "map.h5";
  arguments.insert(arguments.end(), {"--out", path.string(), "--json"});
  REQUIRE(run_program(arguments).exit_code == 0);
  return Hdf5File::open(path).read<double>("m");
}

}  // namespace

TEST_CASE("command: binary retrieve prints the overlap and writes what it is of",
          "[command][binary]") {
  ScratchFolder const folder;
  auto const path = folder / "retrieval.h5";
  JsonObject const line(succeed(words(retrieve, {"--json", "--out", path.string()})));
  CHECK(std::stod(line["m"]) > 0.9);
  CHECK(std::stod(line["m_se"]) < 0.05);
  CHECK(line["networks"] == "5");
  CHECK(std::stod(line["attempts"]) == 200.0 * 20 * 40);
  for (auto const* key : {"flips", "attempts_per_ns", "flips_per_ns", "m_nearest", "right",
                          "energy", "q", "flips_per_neuron", "m_half_tau", "backend"})
    CHECK(line.has(key));
  auto const file = Hdf5File::open(path);
  CHECK(file.extents("m") == Extents{5, 8});
  CHECK(file.extents("course") == Extents{20});
  CHECK(file.attribute<std::string>("dynamics") == "glauber");
  for (auto const* name : {"N", "P", "T", "corruption", "sweeps", "replicas", "networks", "order",
                           "seed", "version", "git_hash", "backend", "device", "threads"}) {
    CAPTURE(name);
    CHECK(file.has_attribute(name));
  }
  CHECK_THAT(succeed(words(retrieve)),
             ContainsSubstring("final overlap") && ContainsSubstring("attempts"));
}

TEST_CASE("command: little dynamics tell of fixed points and 2-cycles", "[command][binary]") {
  JsonObject const line(succeed(
      words("binary retrieve --N 100 --P 30 --dynamics zero --order parallel --corruption 0.5 "
            "--sweeps 60 --replicas 64 --json")));
  CHECK(std::stoi(line["two_cycles"]) + std::stoi(line["fixed_points"]) > 32);
  CHECK(std::stoi(line["two_cycles"]) > 0);
}

TEST_CASE("command: a phase map goes on from its finished loads", "[command][binary]") {
  // Batches of two loads, each of which takes seconds under the sanitizer.
  int const loads = mattis::test::affordable(8, 4);
  std::string many =
      "binary phase-map --N 400 --temperatures 0.05:1.5:64 --replicas 8 --sweeps 300 --seed 2 "
      "--loads 2:";
  many.append(std::to_string(loads + 1)).append(":").append(std::to_string(loads));
  ScratchFolder const folder;
  auto const path = folder / "map.h5";
  Program program(words(many, {"--out", path.string()}));
  auto const part = folder / "map.h5.part";
  for (int i = 0; i < 12000 && !std::filesystem::exists(part); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  REQUIRE(std::filesystem::exists(part));
  ::kill(program.id(), SIGTERM);
  auto const ended = program.wait();
  CHECK(ended.exit_code == 128 + SIGTERM);
  CHECK_THAT(ended.err, ContainsSubstring("--resume goes on from them"));
  auto const rows = Hdf5File::open(part).read<double>("P").size();
  CHECK(static_cast<int>(rows) < loads);
  succeed(words(many, {"--out", path.string(), "--resume"}));
  CHECK(Hdf5File::open(path).read<double>("m") == map_of(words(many)));
  CHECK(!std::filesystem::exists(part));
}

TEST_CASE("command: binary scans, sequences and forgetting", "[command][binary]") {
  JsonObject const capacity(
      succeed(words("binary capacity --N 300 --loads 0.1:0.3:5 --replicas 2 --networks 4 --json")));
  CHECK(std::stod(capacity["half"]) > 0.1);
  JsonObject const basin(
      succeed(words("binary basin --N 300 --P 15 --replicas 2 --networks 4 --json")));
  CHECK(basin.has("half_se"));
  JsonObject const mixtures(succeed(words(
      "binary mixtures --N 1000 --P 4 --n 1,3 --replicas 2 --networks 2 --sweeps 10 --json")));
  CHECK(mixtures.has("retrieved"));
  JsonObject const sequence(succeed(words("binary sequence --N 300 --P 5 --replicas 4 --json")));
  CHECK(std::stod(sequence["in_order"]) == 1);
  ScratchFolder const folder;
  auto const path = folder / "forgetting.h5";
  JsonObject const forgetting(succeed(
      words("binary forgetting --N 200 --P 40 --networks 2 --json", {"--out", path.string()})));
  CHECK(std::stod(forgetting["remembered"]) > 1);
  CHECK(Hdf5File::open(path).extents("m") == Extents{40});
  CHECK_THAT(succeed(words("binary --help")), ContainsSubstring("phase-map"));
}

TEST_CASE("command: binary refuses what cannot be, in one line", "[command][binary]") {
  struct Bad {
    char const* line;
    char const* message;
  };
  auto const& [line, message] = GENERATE(
      Bad{"binary retrieve --T -1", "T: expected at least 0, got -1"},
      Bad{"binary retrieve --T nan", "T: expected"},
      Bad{"binary retrieve --corruption 1.5", "corruption: expected a share in [0, 1], got 1.5"},
      Bad{"binary retrieve --P -1", "P: expected at least 1 pattern, got -1"},
      Bad{"binary retrieve --N -1", "N: expected from 1 to 2^30 neurons, got -1"},
      Bad{"binary retrieve --replicas 0", "replicas: expected at least 1, got 0"},
      Bad{"binary retrieve --replicas 4 --networks 5", "networks: expected 0 (some) or"},
      Bad{"binary retrieve --dynamics none", "dynamics: expected"},
      Bad{"binary phase-map --resume", "resume: expected the file whose rows to go on from"},
      Bad{"binary phase-map --loads 0:3:4", "loads: expected from 1 to 2^30 patterns, got 0"},
      Bad{"binary capacity --networks -1", "networks: expected at least 1, got -1"},
      Bad{"binary mixtures --n 2", "n: expected an odd number"},
      Bad{"binary sequence --P 1", "P: expected at least 2 patterns"},
      Bad{"binary forgetting --limit -1", "limit: expected"}, Bad{"binary", "command: expected"});
  auto const outcome = run_program(words(line));
  CAPTURE(line, outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, ContainsSubstring(message));
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
}
