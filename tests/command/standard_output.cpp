// SPDX-License-Identifier: BSD-3-Clause
// A standard output that is closed or full: the result in its file is kept, and what is lost is
// said.
#include <command/program.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using mattis::io::Hdf5File;
using mattis::testing::Outcome;
using mattis::testing::ScratchFolder;

namespace {

Outcome run_in_shell(ScratchFolder const& folder, std::string const& arguments,
                     std::string const& redirection) {
  auto const err = (folder / "err").string();
  auto const line =
      std::string(MATTIS_COMMAND) + " " + arguments + " " + redirection + " 2>'" + err + "'";
  int const status = std::system(line.c_str());
  std::ifstream file(err);
  Outcome outcome{.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1, .out = {}, .err = {}};
  outcome.err.assign(std::istreambuf_iterator<char>(file), {});
  return outcome;
}

std::string const simulation = "simulate hopfield --alpha 0.1 --g 1.2 --a 1 --T 6 --N 50";
std::string const refused = "mattis: standard output: expected to be written, got a failed write";

}  // namespace

TEST_CASE("command: a summary that cannot be written is a notice where the result is in a file",
          "[command]") {
  ScratchFolder const folder;
  auto const* output = GENERATE(">/dev/full", ">&-");
  auto const path = folder / "result.h5";
  auto const outcome = run_in_shell(folder, simulation + " --out '" + path.string() + "'", output);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.err, StartsWith(refused) &&
                              ContainsSubstring("; the result is in " + path.string() + "\n"));
  CHECK(Hdf5File::open(path).extents("m") == mattis::io::Extents{1, 6, 1});
}

TEST_CASE("command: a summary that is the result and cannot be written is an error", "[command]") {
  ScratchFolder const folder;
  auto const* output = GENERATE(">/dev/full", ">&-");
  auto const path = (folder / "result.h5").string();
  for (auto const* arguments : {"version", "help", "info"}) {
    CAPTURE(arguments, output);
    auto const outcome = run_in_shell(folder, arguments, output);
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, StartsWith(refused));
  }
  auto const outcome = run_in_shell(folder, simulation + " --json --out '" + path + "'", output);
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, StartsWith(refused) && ContainsSubstring("; the result is in " + path));
}

TEST_CASE("command: closed standard streams are not taken for files", "[command]") {
  ScratchFolder const folder;
  auto const path = folder / "result.h5";
  int const status = std::system((std::string(MATTIS_COMMAND) + " " + simulation + " --out '" +
                                  path.string() + "' <&- >&- 2>&-")
                                     .c_str());
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(Hdf5File::open(path).extents("E") == mattis::io::Extents{1, 6, 2});
}
