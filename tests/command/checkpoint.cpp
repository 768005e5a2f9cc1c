// SPDX-License-Identifier: BSD-3-Clause
// Killed at any moment and resumed, a command leaves what it leaves when nobody kills it.
#include <command/program.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <signal.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <random>
#include <thread>
#include <utility>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using mattis::io::Hdf5File;
using mattis::testing::Program;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::words;

namespace {

void kill_now(Program& program) {
  ::kill(program.id(), SIGKILL);
  CHECK(program.wait().exit_code == -1);
}

/// Starts the command and kills it as soon as there is a checkpoint.
void leave_checkpoint(std::string const& line, std::filesystem::path const& checkpoint) {
  Program program(words(line, {"--checkpoint", checkpoint.string(), "--checkpoint-interval", "0"}));
  for (int tries = 0; tries < 2000 && !std::filesystem::exists(checkpoint); ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  kill_now(program);
  REQUIRE(std::filesystem::exists(checkpoint));
}

std::string const long_run =
    "simulate hopfield --alpha 0.1 --g 1.2 --a 1.08 --N 500 --T 100000 --seed 4";

}  // namespace

TEST_CASE("checkpoint: killed at random moments and resumed, the result is the same bits",
          "[command][checkpoint]") {
  ScratchFolder const folder;
  std::string const line = GENERATE(
      as<std::string>(),
      "simulate hopfield --alpha 0.1 --g 1.2 --a 1.08 --N 100 --trials 200 --T 40 --save-states",
      "simulate dense --alpha 0.02 --g 1.5 --a 1.2,0.5 --N 60 --trials 3 --cues 300 --T 30 "
      "--precision double",
      "simulate dense --n 3 --alpha 0.01 --g 1.5 --a 1.2 --N 40 --trials 5 --T 150 "
      "--distinct-indices",
      "stimulus run --N 256 --P 10 --trials 100 --t-end 100 --sigma 0.5 --every 50 --stimulus "
      "sequence --sequence 1,2 --times 0,40 --strength 2");
  auto const seed = GENERATE(1u, 2u);
  CAPTURE(line, seed);
  REQUIRE(run_program(words(line, {"--out", (folder / "whole.h5").string()})).exit_code == 0);

  std::mt19937 engine(seed);
  std::uniform_int_distribution<int> milliseconds(20, 400);
  auto const arguments =
      words(line, {"--out", (folder / "pieces.h5").string(), "--checkpoint",
                   (folder / "checkpoint").string(), "--checkpoint-interval", "0", "--resume"});
  int resumable = 0;
  for (int kills = 0; kills < 5; ++kills) {
    Program program(arguments);
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds(engine)));
    ::kill(program.id(), SIGKILL);
    program.wait();
    if (std::filesystem::exists(folder / "pieces.h5")) break;  // it was done before
    resumable += std::filesystem::exists(folder / "checkpoint") ? 1 : 0;
  }
  CHECK_NOFAIL(resumable > 0);  // a matter of how busy the machine is
  auto const outcome = run_program(arguments);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_FALSE(std::filesystem::exists(folder / "checkpoint"));
  auto const whole = Hdf5File::open(folder / "whole.h5");
  auto const pieces = Hdf5File::open(folder / "pieces.h5");
  auto const same = [&](std::initializer_list<char const*> names) {
    for (auto const* name : names) {
      CAPTURE(name);
      CHECK(whole.read<double>(name) == pieces.read<double>(name));
    }
  };
  if (line.starts_with("stimulus"))
    return same({"overlap", "passed", "reaction_time", "held", "fell", "memory_length", "error"});
  same({"m", "E"});
  if (line.find("--save-states") == line.npos) return;
  same({"x", "phi"});
}

TEST_CASE("checkpoint: one of another computation is refused", "[command][checkpoint][errors]") {
  ScratchFolder const folder;
  auto const checkpoint = (folder / "checkpoint").string();
  leave_checkpoint(long_run, checkpoint);
  auto const refused = [&](std::string const& changed, std::string const& message) {
    auto const outcome =
        run_program(words(long_run + changed, {"--checkpoint", checkpoint, "--resume"}));
    CAPTURE(changed);
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, StartsWith("mattis: checkpoint: expected one with " + message));
    CHECK(outcome.err.find('\n') == outcome.err.size() - 1);
  };
  refused(" --seed 5", "seed = 5, got " + checkpoint + " (seed = 4)");
  refused(" --alpha 0.2", "alpha = 0.2");
  refused(" --a 1.08,1", "a = 1.08,1");
  refused(" --T 100001", "T = 100001");
  refused(" --distinct-indices", "distinct_indices = true");
  refused(" --precision double", "precision = double");

  // A checkpoint of another version, and one that is none.
  auto const good = checkpoint + ".good";
  std::filesystem::copy_file(checkpoint, good);
  std::filesystem::resize_file(checkpoint, std::filesystem::file_size(checkpoint) / 2);
  auto const damaged = run_program(words(long_run, {"--checkpoint", checkpoint, "--resume"}));
  CHECK(damaged.exit_code == 2);
  CHECK_THAT(damaged.err,
             ContainsSubstring("expected a readable HDF5 file, got one that is damaged"));
  std::filesystem::remove(checkpoint);
  {
    auto other = Hdf5File::create(checkpoint);
    other.set_attribute("version", "0.0.0");
    other.close();
  }
  auto const outdated = run_program(words(long_run, {"--checkpoint", checkpoint, "--resume"}));
  CHECK(outdated.exit_code == 2);
  CHECK_THAT(outdated.err, ContainsSubstring("checkpoint: expected one with version = "));
}

TEST_CASE("checkpoint: one of another run of a stimulated network is refused",
          "[command][checkpoint][errors]") {
  ScratchFolder const folder;
  auto const checkpoint = (folder / "checkpoint").string();
  std::string const line = "stimulus run --N 200 --P 5 --trials 20 --t-end 5000 --every 1000";
  leave_checkpoint(line, checkpoint);
  for (auto const& [changed, name] : {std::pair{" --sigma 1", "sigma = 1"},
                                      {" --strength 2", "programme = "},
                                      {" --patterns random --every 500", "every = 500"}}) {
    auto const outcome =
        run_program(words(line + changed, {"--checkpoint", checkpoint, "--resume"}));
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err,
               StartsWith(std::string("mattis: checkpoint: expected one with ") + name));
  }
}

TEST_CASE("checkpoint: options that do not fit are refused", "[command][checkpoint][errors]") {
  ScratchFolder const folder;
  std::string const line = "simulate hopfield --alpha 0.1 --g 1.2 --N 50 --T 4";
  auto const file = (folder / "file").string();
  auto const refused = [&](std::vector<std::string> const& more, std::string const& message) {
    auto const outcome = run_program(words(line, more));
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, StartsWith("mattis: " + message));
  };
  refused({"--resume"}, "resume: expected the file to go on from (--checkpoint FILE), got none");
  refused({"--checkpoint", file, "--checkpoint-interval", "-1"},
          "checkpoint-interval: expected at least 0 seconds, got -1");
  refused({"--checkpoint", file, "--out", file},
          "checkpoint: expected another file than the output, got " + file);
  refused({"--checkpoint", folder.path().string()},
          "checkpoint: expected a file that can be written");
  std::ofstream(file) << "precious";
  refused({"--checkpoint", file},
          "checkpoint: expected a new file, or --resume to go on from it, got " + file);
}
