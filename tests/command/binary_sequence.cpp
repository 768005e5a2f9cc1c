// SPDX-License-Identifier: BSD-3-Clause
// A sequence that is ended and goes on.
#include <command/json.hpp>
#include <command/program.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <signal.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

using Catch::Matchers::ContainsSubstring;
using mattis::io::Hdf5File;
using mattis::testing::check_refusal;
using mattis::testing::Program;
using mattis::testing::ScratchFolder;
using mattis::testing::succeed;
using mattis::testing::words;

TEST_CASE("command: a sequence goes on from its checkpoint with the same bits",
          "[command][binary][checkpoint]") {
  ScratchFolder const folder;
  auto const checkpoint = (folder / "checkpoint").string(), out = (folder / "out.h5").string();
  std::string const line =
      "binary sequence --N 1200 --P 12 --stay 1 --go 3 --T 0.2 --corruption 0.1 --replicas 8 "
      "--seed 5";
  std::string const steps = " --steps 400";
  succeed(words(line + steps, {"--out", (folder / "whole.h5").string()}));
  auto const watched = words(line + steps, {"--out", out, "--checkpoint", checkpoint,
                                            "--checkpoint-interval", "0", "--resume"});
  Program program(watched);
  for (int i = 0; i < 12000 && !std::filesystem::exists(checkpoint); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  REQUIRE(std::filesystem::exists(checkpoint));
  ::kill(program.id(), SIGTERM);
  auto const ended = program.wait();
  CHECK(ended.exit_code == 128 + SIGTERM);
  CHECK_THAT(ended.err, ContainsSubstring("checkpoint kept in " + checkpoint));
  auto const step = Hdf5File::open(checkpoint).attribute<std::int64_t>("step");
  CHECK(step < 400);
  auto const refused = [&](std::string const& changed, std::string const& message) {
    check_refusal(words(line + changed, {"--checkpoint", checkpoint, "--resume"}),
                  "checkpoint: expected one with " + message);
  };
  refused(" --steps 401", "steps = 401");
  refused(steps + " --open", "cyclic = false");
  refused(steps + " --seed 6", "seed = 6");
  refused(steps + " --go 2", "go = 2");
  check_refusal(words(line + steps, {"--checkpoint", checkpoint}),
                "checkpoint: expected a new file, or --resume to go on from it");
  succeed(watched);
  CHECK(!std::filesystem::exists(checkpoint));
  auto const whole = Hdf5File::open(folder / "whole.h5"), pieces = Hdf5File::open(out);
  for (auto const* name : {"m", "lead", "lead_se"})
    CHECK(whole.read<double>(name) == pieces.read<double>(name));
  CHECK(whole.attribute<double>("in_order") == pieces.attribute<double>("in_order"));
}
