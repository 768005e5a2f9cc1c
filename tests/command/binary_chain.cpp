// SPDX-License-Identifier: BSD-3-Clause
#include <command/json.hpp>
#include <command/program.hpp>
#include <io/npy_bytes.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using mattis::io::Extents;
using mattis::io::Hdf5File;
using mattis::testing::JsonObject;
using mattis::testing::put_bytes;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::succeed;
using mattis::testing::words;

namespace {

double number_of(JsonObject const& line, char const* key) { return std::stod(line[key]); }

}  // namespace

TEST_CASE("command: a chain of drawn couplings keeps its law", "[command][binary]") {
  auto const* dynamics = GENERATE("glauber", "metropolis", "little");
  JsonObject const line(succeed(words(
      std::string("binary chain --N 7 --T 0.8 --h 0.2 --seed 3 --json --dynamics ") + dynamics)));
  CHECK(number_of(line, "boltzmann_distance") < 1e-12);
  CHECK(number_of(line, "balance_residual") < 1e-13);
  CHECK(number_of(line, "closed_classes") == 1);
  CHECK(number_of(line, "gap") > 0);
  CHECK(line["symmetric"] == "true");
}

TEST_CASE("command: a chain of couplings from a file says what they break", "[command][binary]") {
  ScratchFolder const folder;
  put_bytes(folder / "J.csv", "0,1,0\n0,0,1\n1,0,0\n");
  JsonObject const line(succeed(
      {"binary", "chain", "--couplings", (folder / "J.csv").string(), "--T", "0.7", "--json"}));
  CHECK(number_of(line, "N") == 3);
  CHECK(number_of(line, "balance_residual") > 1e-3);
  CHECK(line["symmetric"] == "false");
  CHECK_THAT(succeed({"binary", "chain", "--couplings", (folder / "J.csv").string()}),
             ContainsSubstring("not symmetric") && ContainsSubstring("relaxation time"));
}

TEST_CASE("command: a chain writes what it is", "[command][binary]") {
  ScratchFolder const folder;
  auto const path = folder / "chain.h5";
  std::string const line = "binary chain --N 5 --T 0.6 --h 0.1 --seed 3 --dynamics ";
  auto const* dynamics = GENERATE("metropolis", "little");
  JsonObject const said(
      succeed(words(line + dynamics, {"--json", "--matrix", "--out", path.string()})));
  auto const file = Hdf5File::open(path);
  CHECK(file.extents("matrix") == Extents{32, 32});
  CHECK(file.extents("J") == Extents{5, 5});
  CHECK(file.read<double>("h") == std::vector<double>(5, 0.1));
  CHECK(file.attribute<std::string>("dynamics") == dynamics);
  CHECK(file.attribute<double>("gap") == number_of(said, "gap"));
  // The law is a left eigenvector of the matrix, and Boltzmann's of the energies.
  auto const W = file.read<double>("matrix"), law = file.read<double>("law"),
             boltzmann = file.read<double>("boltzmann"), energy = file.read<double>("energy");
  double residual = 0, Z = 0, worst = 0;
  for (double const E : energy) Z += std::exp(-E / 0.6);
  for (std::size_t to = 0; to < 32; ++to) {
    double next = 0, row = 0;
    for (std::size_t from = 0; from < 32; ++from) {
      next += law[from] * W[from * 32 + to];
      row += W[to * 32 + from];
    }
    residual += std::abs(next - law[to]);
    worst = std::max({worst, std::abs(row - 1), std::abs(boltzmann[to] - law[to]),
                      std::abs(std::exp(-energy[to] / 0.6) / Z - law[to])});
  }
  CHECK(residual < 1e-14);
  CHECK(worst < 1e-13);
  succeed(words("binary chain --N 5", {"--out", path.string()}));
  CHECK_THROWS(Hdf5File::open(path).extents("matrix"));
  CHECK_THAT(run_program(words("binary chain --N 5 --matrix")).err,
             StartsWith("mattis: matrix: expected a file or a figure"));
  CHECK_THAT(run_program(words("binary chain --N 13 --matrix", {"--out", path.string()})).err,
             StartsWith("mattis: matrix: expected at most 12 spins, got 13"));
}

TEST_CASE("command: at T = 0 a chain ends in closed sets of states", "[command][binary]") {
  JsonObject const line(succeed(words("binary chain --N 6 --T 0 --seed 2 --json")));
  CHECK(number_of(line, "closed_classes") >= 2);  // each minimum and its negative
  CHECK(line["gap"] == "null");
  CHECK(line["relaxation_sweeps"] == "null");
}

TEST_CASE("command: a chain that cannot be is refused by its name", "[command][binary][errors]") {
  ScratchFolder const folder;
  put_bytes(folder / "nan.csv", "0,nan\n1,0\n");
  put_bytes(folder / "wide.csv", "0,1\n");
  struct Case {
    std::string arguments, file, starts;
  };
  auto const [arguments, name, starts] = GENERATE(Catch::Generators::values<Case>({
      {"--N 17", "", "N: expected from 1 to 16"},
      {"--N 0", "", "N: expected"},
      {"--T -1", "", "T: expected"},
      {"--T nan", "", "T: expected"},
      {"--h 1e200", "", "h[0]: expected"},
      {"--h inf", "", "h[0]: expected"},
      {"--asymmetry 1.5", "", "asymmetry: expected"},
      {"--dynamics heat", "", "dynamics: expected"},
      {"--couplings", "nan.csv", ":1: expected finite"},
      {"--couplings", "wide.csv", ": expected a square"},
      {"--couplings", "none.csv", ": expected"},
      {"--N 3 --couplings", "nan.csv", "N: expected none beside couplings"},
  }));
  auto const file = name.empty() ? name : (folder / name).string();
  auto line = words("binary chain " + arguments);
  if (!file.empty()) line.push_back(file);
  auto const outcome = run_program(line);
  INFO(outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, StartsWith("mattis: " + (starts.starts_with(':') ? file : "") + starts));
  CHECK(outcome.out.empty());
}
