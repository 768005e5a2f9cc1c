// SPDX-License-Identifier: BSD-3-Clause
#include <command/program.hpp>
#include <io/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

using Catch::Matchers::ContainsSubstring;
using mattis::testing::Program;
using mattis::testing::ScratchFolder;
using mattis::testing::words;

TEST_CASE("command: a signal ends the work and leaves nothing half-written", "[command]") {
  ScratchFolder const folder;
  auto const path = folder / "result.h5";
  std::ofstream(path) << "older";
  auto const signal = GENERATE(SIGINT, SIGTERM, SIGXCPU);
  auto const milliseconds = GENERATE(0, 30, 400);
  // Minutes of work, were it not interrupted.
  auto const* command =
      GENERATE("simulate hopfield --alpha 0.1 --g 1.2 --a 1.08 --N 5000 --trials 2000 --T 2000",
               "solve hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 100 --M 100000000");
  auto arguments = words(command);
  arguments.insert(arguments.end(), {"--out", path.string()});
  CAPTURE(command, signal, milliseconds);
  Program program(arguments);
  program.wait_until_it_catches(signal);
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  kill(program.id(), signal);
  auto const outcome = program.wait();
  CHECK(outcome.exit_code == 128 + signal);
  CHECK(outcome.out.empty());
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
  CHECK(folder.entries() == 1);
  std::ifstream file(path);
  CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == "older");
}

TEST_CASE("command: a signal is answered inside one long sweep, step or factorization",
          "[command]") {
  ScratchFolder const folder;
  // Each spends seconds to minutes between two steps of its own.
  auto const* command = GENERATE(
      "solve hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 100 --dt .05 --M 5000000 --method damped",
      "solve hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 1500 --dt .01 --M 1000 --kernel-tol 0",
      "solve hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 2000 --M 1 --no-match-moments",
      "simulate hopfield --alpha 0.2 --g 1.2 --a 1.08 --N 30000 --cues 200 --T 100");
  auto const seconds = GENERATE(0.5, 1.5);
  Program program(words(command, {"--out", (folder / "result.h5").string()}));
  program.wait_until_it_catches(SIGTERM);
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  kill(program.id(), SIGTERM);
  auto const sent = std::chrono::steady_clock::now();
  auto const outcome = program.wait();
  double const answered =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - sent).count();
  CAPTURE(command, seconds, answered);
  CHECK(outcome.exit_code == 128 + SIGTERM);
  CHECK(folder.entries() == 0);
  CHECK_NOFAIL(answered < 1);  // a matter of how busy the machine is ..
  CHECK(answered < 10);        // .. which this is not
}

TEST_CASE("command: a signal saves a checkpoint, whatever the interval", "[command][checkpoint]") {
  ScratchFolder const folder;
  auto const checkpoint = (folder / "checkpoint").string();
  auto const* command =
      GENERATE("simulate hopfield --alpha 0.1 --g 1.2 --a 1.08 --N 500 --T 1000000",
               "solve hopfield --alpha 0.25 --g 1.5 --a 1.08 --T 60 --dt 0.1 --M 400000 --tol 1e-9 "
               "--seed 4");
  auto const signal = GENERATE(SIGTERM, SIGUSR2);
  Program program(words(command, {"--checkpoint", checkpoint, "--checkpoint-interval", "100000"}));
  program.wait_until_it_catches(signal);
  program.wait_until_it_worked(1.5);  // two sweeps, of some seventy
  kill(program.id(), signal);
  auto const outcome = program.wait();
  CAPTURE(command, signal);
  CHECK(outcome.exit_code == 128 + signal);
  CHECK_THAT(outcome.err,
             ContainsSubstring("checkpoint kept in " + checkpoint + " (--resume goes on from it)"));
  CHECK(std::filesystem::exists(checkpoint));
}

TEST_CASE("command: signals that are ignored stay ignored", "[command]") {
  struct sigaction ignore = {}, before = {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGUSR1, &ignore, &before);
  Program program(words("simulate hopfield --alpha 0.1 --g 1.2 --N 200 --T 2000"));
  program.wait_until_it_catches(SIGTERM);
  kill(program.id(), SIGUSR1);
  CHECK(program.wait().exit_code == 0);
  sigaction(SIGUSR1, &before, nullptr);
}
