// SPDX-License-Identifier: BSD-3-Clause
// Killed at any moment and resumed, the theory is the bits that it is when nobody kills it.
#include <command/program.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <signal.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <random>
#include <set>
#include <thread>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using mattis::io::Hdf5File;
using mattis::testing::Program;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::words;

namespace {

/// Standard errors may be NaN, which equals nothing: bits are compared.
std::vector<std::uint64_t> bits(std::vector<double> const& values) {
  std::vector<std::uint64_t> all;
  for (double const value : values) all.push_back(std::bit_cast<std::uint64_t>(value));
  return all;
}

void check_same(std::filesystem::path const& a, std::filesystem::path const& b) {
  auto const whole = Hdf5File::open(a);
  auto const pieces = Hdf5File::open(b);
  for (auto const* name :
       {"m", "m_se", "C_phi", "C_phi_se", "S_phi", "S_phi_se", "E", "E_se", "residuals"}) {
    CAPTURE(name);
    CHECK(bits(whole.read<double>(name)) == bits(pieces.read<double>(name)));
  }
  for (auto const* name : {"residual", "jitter", "kernel_tol", "kernel_error", "noise_condition",
                           "effective_samples"}) {
    CAPTURE(name);
    CHECK(bits({whole.attribute<double>(name)}) == bits({pieces.attribute<double>(name)}));
  }
  CHECK(whole.attribute<std::int64_t>("sweeps") == pieces.attribute<std::int64_t>("sweeps"));
  CHECK(bits(whole.attribute<std::vector<double>>("bimodality")) ==
        bits(pieces.attribute<std::vector<double>>("bimodality")));
  CHECK(whole.attribute<std::string>("warnings") == pieces.attribute<std::string>("warnings"));
}

/// Waits for the program's next checkpoint, another than `last`, or its end. \return whether there
/// is one
bool await_checkpoint(std::filesystem::path const& checkpoint, std::filesystem::path const& out,
                      std::filesystem::file_time_type last) {
  std::error_code missing;
  for (int tries = 0; tries < 10000; ++tries) {
    auto const written = std::filesystem::last_write_time(checkpoint, missing);
    if (!missing && written != last) return true;
    if (std::filesystem::exists(out)) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

/// Empty where there is no checkpoint, or no longer.
std::string stage_of(std::filesystem::path const& checkpoint) {
  if (!std::filesystem::exists(checkpoint)) return {};
  try {
    return Hdf5File::open(checkpoint).attribute<std::string>("stage");
  } catch (mattis::Error const&) {
    if (std::filesystem::exists(checkpoint)) throw;
    return {};
  }
}

std::string const long_run =
    "solve hopfield --alpha 0.25 --g 1.5 --a 1.08 --T 120 --dt 0.1 --M 60000 --tol 1e-9 --seed 4";

/// Starts the command and kills it as soon as there is a checkpoint.
void leave_checkpoint(std::string const& line, ScratchFolder const& folder) {
  Program program(
      words(line, {"--checkpoint", (folder / "checkpoint").string(), "--checkpoint-interval", "0",
                   "--out", (folder / "never.h5").string()}));
  REQUIRE(await_checkpoint(folder / "checkpoint", folder / "never.h5", {}));
  ::kill(program.id(), SIGKILL);
  CHECK(program.wait().exit_code == -1);
}

}  // namespace

TEST_CASE("checkpoint: a solution killed at random moments and resumed is the same bits",
          "[command][checkpoint]") {
  ScratchFolder const folder;
  std::string const line = GENERATE(
      as<std::string>(),
      "solve hopfield --alpha 0.1 --g 1.2 --a 1.08,0.5 --T 40 --dt 0.05 --M 10000 --tol 1e-6",
      "solve hopfield --alpha 0.3 --g 1.6 --T 40 --dt 0.05 --M 4000 --precision double",
      "solve dense --n 4 --alpha 0.05 --g 1.5 --a 1.35 --T 30 --dt 0.1 --M 6000 --method causal",
      "solve dense --alpha 0.05 --g 1.5 --a 1.2 --T 30 --dt 0.05 --M 4000 --method damped "
      "--iterations 40");
  CAPTURE(line);
  REQUIRE(run_program(words(line, {"--out", (folder / "whole.h5").string()})).exit_code == 0);

  auto const checkpoint = folder / "checkpoint";
  auto const out = folder / "pieces.h5";
  auto const arguments = words(line, {"--out", out.string(), "--checkpoint", checkpoint.string(),
                                      "--checkpoint-interval", "0", "--resume"});
  std::mt19937 engine(7);
  std::uniform_int_distribution<int> microseconds(0, 60000);
  std::set<std::string> stages;
  // Each run makes at least one more checkpoint than the last, however early it is killed.
  for (int kills = 0; kills < 15; ++kills) {
    std::error_code missing;
    auto const last = std::filesystem::last_write_time(checkpoint, missing);
    Program program(arguments);
    if (!await_checkpoint(checkpoint, out, last)) {
      program.wait();
      break;
    }
    std::this_thread::sleep_for(std::chrono::microseconds(microseconds(engine)));
    ::kill(program.id(), SIGKILL);
    program.wait();
    if (std::filesystem::exists(out)) break;  // it was done before
    stages.insert(stage_of(checkpoint));
  }
  // The last stage, which random kills may miss; again where a busy machine let the program end
  // first.
  std::string const last_stage = line.find("--n 4") == line.npos ? "ensembles" : "passes of M";
  for (int attempts = 0; attempts < 5 && !stages.contains(last_stage); ++attempts) {
    std::filesystem::remove(out);
    Program program(arguments);
    while (stage_of(checkpoint) != last_stage && !std::filesystem::exists(out))
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    ::kill(program.id(), SIGKILL);
    program.wait();
    stages.insert(stage_of(checkpoint));
  }
  CHECK(stages.contains(last_stage));
  if (!std::filesystem::exists(out) || std::filesystem::exists(checkpoint)) {
    auto const outcome = run_program(arguments);
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
  }
  CHECK_FALSE(std::filesystem::exists(checkpoint));
  check_same(folder / "whole.h5", out);
}

TEST_CASE("checkpoint: sweeps that were too few are gone on with", "[command][checkpoint]") {
  ScratchFolder const folder;
  auto const& [line, option, few, many] =
      GENERATE(table<std::string, std::string, std::string, std::string>(
          {{"--tol 1e-9", "max-sweeps", "6", "60"},
           {"--method damped --tol 1e-9", "iterations", "3", "40"}}));
  auto const setting =
      "solve hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 20 --dt 0.1 --M 4000 --precision double " +
      line;
  std::string const limit = "--" + option;
  auto const run = [&](std::string const& count, char const* out, std::vector<std::string> more) {
    more.insert(more.end(), {limit, count, "--out", (folder / out).string()});
    return run_program(words(setting, more));
  };
  std::vector<std::string> const kept{"--checkpoint", (folder / "checkpoint").string()};
  std::vector<std::string> const resumed{"--checkpoint", (folder / "checkpoint").string(),
                                         "--resume"};
  auto const name = option == "iterations" ? option : "max_sweeps";
  auto const first = run(few, "pieces.h5", kept);
  CHECK(first.exit_code == 2);
  CHECK_THAT(first.err, StartsWith("mattis: " + name + ": expected "));
  REQUIRE(std::filesystem::exists(folder / "checkpoint"));
  auto const again = run(few, "pieces.h5", resumed);
  CHECK(again.exit_code == 2);
  CHECK_THAT(again.err, StartsWith("mattis: " + name + ": expected more than the " + few +
                                   " of the checkpoint, got "));
  auto const second = run(many, "pieces.h5", resumed);
  INFO(second.err);
  REQUIRE(second.exit_code == 0);
  CHECK(!std::filesystem::exists(folder / "checkpoint"));
  if (option ==
      "iterations") {  // those of picard over few samples may end earlier with a smaller limit
    REQUIRE(run(many, "whole.h5", {}).exit_code == 0);
    check_same(folder / "whole.h5", folder / "pieces.h5");
  } else {
    CHECK(Hdf5File::open(folder / "pieces.h5").attribute<double>("residual") <= 1e-9);
  }
}

TEST_CASE("checkpoint: one of another solution is refused", "[command][checkpoint][errors]") {
  ScratchFolder const folder;
  leave_checkpoint(long_run, folder);
  auto const checkpoint = (folder / "checkpoint").string();
  auto const refused = [&](std::string const& line, std::string const& message) {
    auto const outcome = run_program(words(
        line, {"--checkpoint", checkpoint, "--resume", "--out", (folder / "never.h5").string()}));
    CAPTURE(line);
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, StartsWith("mattis: checkpoint: expected one with " + message));
    CHECK(outcome.err.find('\n') == outcome.err.size() - 1);
  };
  refused(long_run + " --seed 5", "seed = 5, got " + checkpoint + " (seed = 4)");
  refused(long_run + " --g 1.4", "g = 1.4");
  refused(long_run + " --a 1.08,1", "a = 1.08,1");
  refused(long_run + " --T 100", "T = 100");
  refused(long_run + " --M 50000", "M = 50000");
  refused(long_run + " --tol 1e-8", "tol = 1e-08");
  refused(long_run + " --method causal", "method = causal");
  refused(long_run + " --jitter 1e-6", "jitter = 1e-06");
  refused(long_run + " --kernel-tol 0", "kernel_tol = 0");
  refused(long_run + " --precision double", "precision = double");
  refused("simulate hopfield --alpha 0.25 --g 1.5 --a 1.08 --T 120 --dt 0.1 --N 50 --seed 4",
          "command = simulate");
  refused("solve dense --n 2 --alpha 0.25 --g 1.5 --a 1.08 --T 120 --dt 0.1 --M 60000 --seed 4",
          "model = dense");
  CHECK_FALSE(std::filesystem::exists(folder / "never.h5"));

  std::filesystem::resize_file(checkpoint, std::filesystem::file_size(checkpoint) / 2);
  auto const damaged = run_program(words(long_run, {"--checkpoint", checkpoint, "--resume"}));
  CHECK(damaged.exit_code == 2);
  CHECK_THAT(damaged.err,
             ContainsSubstring("expected a readable HDF5 file, got one that is damaged"));
}

TEST_CASE("checkpoint: given samples are told apart by their values",
          "[command][checkpoint][errors]") {
  ScratchFolder const folder;
  constexpr std::size_t T = 60, M = 6000;
  auto const write_samples = [&](char const* name, double first) {
    std::mt19937 engine(3);
    std::normal_distribution<double> normal;
    std::vector<double> x0(M), z(T * M);
    std::vector<std::int8_t> xi(M, 1);
    std::generate(x0.begin(), x0.end(), [&] { return normal(engine); });
    std::generate(z.begin(), z.end(), [&] { return normal(engine); });
    x0[0] = first;
    auto file = Hdf5File::create(folder / name);
    file.write<std::int8_t>("xi", {M, 1}, xi);
    file.write<double>("x0", {M}, x0);
    file.write<double>("z", {T, M}, z);
    file.close();
  };
  write_samples("samples.h5", 0.5);
  write_samples("others.h5", 0.25);
  write_samples("copy.h5", 0.5);
  std::string const line =
      "solve hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 60 --dt 0.1 --tol 1e-6 --samples ";
  leave_checkpoint(line + (folder / "samples.h5").string(), folder);
  auto const resume = [&](char const* samples) {
    return run_program(words(line + (folder / samples).string(),
                             {"--checkpoint", (folder / "checkpoint").string(), "--resume", "--out",
                              (folder / "out.h5").string()}));
  };
  auto const refused = resume("others.h5");
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, StartsWith("mattis: checkpoint: expected one with samples = "));
  CHECK(resume("copy.h5").exit_code == 0);

  REQUIRE(run_program(words(line + (folder / "samples.h5").string(),
                            {"--out", (folder / "whole.h5").string()}))
              .exit_code == 0);
  check_same(folder / "whole.h5", folder / "out.h5");
}
