// SPDX-License-Identifier: BSD-3-Clause
#include <command/program.hpp>
#include <io/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

using mattis::testing::Program;
using mattis::testing::ScratchFolder;
using mattis::testing::words;

TEST_CASE("command: a signal ends the work and leaves nothing half-written", "[command]") {
  ScratchFolder const folder;
  auto const path = folder / "result.h5";
  std::ofstream(path) << "older";
  auto const signal = GENERATE(SIGINT, SIGTERM);
  auto const milliseconds = GENERATE(0, 30, 400);
  // Minutes of work, were it not interrupted.
  auto const* command = GENERATE("simulate hopfield --alpha 0.1 --g 1.2 --a 1.08 --N 5000 --trials 2000 --T 2000",
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
