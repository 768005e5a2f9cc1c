// SPDX-License-Identifier: BSD-3-Clause
// Every binary command that samples: the same digits on any instruction set and number of threads.
#include <command/program.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>
#include <vector>

using mattis::io::Hdf5File;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::words;

namespace {

struct Case {
  std::string line;
  std::vector<char const*> arrays;
};

std::vector<double> numbers(Case const& one, std::string const& threads,
                            std::vector<std::string> const& environment) {
  ScratchFolder const folder;
  auto const path = folder / "out.h5";
  auto const outcome = run_program(
      words("binary " + one.line + " --seed 2 --threads " + threads, {"--out", path.string()}),
      environment);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  auto const file = Hdf5File::open(path);
  std::vector<double> all;
  for (auto const* name : one.arrays)
    for (double const value : file.read<double>(name)) all.push_back(value);
  return all;
}

/// "MATTIS_SIMD=" those that this machine runs.
std::vector<std::string> instruction_sets() {
  std::vector<std::string> sets;
  for (auto const* set : {"scalar", "sse2", "avx2", "avx512", "neon"}) {
    auto const environment = std::string("MATTIS_SIMD=") + set;
    if (run_program({"info"}, {environment}).exit_code == 0) sets.push_back(environment);
  }
  return sets;
}

}  // namespace

TEST_CASE("command: binary commands have the same digits whatever runs them", "[command][binary]") {
  std::vector<char const*> const retrieval{"m",     "m_nearest", "energy",
                                           "flips", "course",    "q_distribution"};
  std::vector<char const*> const scan{"m_run", "retrieved_run", "attempts", "flips"};
  std::string const cued =
      "retrieve --N 150 --P 9 --T 0.4 --corruption 0.2 --sweeps 6 --replicas 40 ";
  std::string const small = " --N 120 --replicas 3 --networks 5 --sweeps 6";
  auto const one = GENERATE_COPY(
      Case{cued, retrieval}, Case{cued + "--dynamics metropolis --order permuted", retrieval},
      Case{cued + "--dynamics little", retrieval},
      Case{cued + "--dynamics zero --h 0.1", retrieval}, Case{cued + "--rule clipped", retrieval},
      Case{cued + "--rule saturating", retrieval},
      Case{cued + "--rule zero-one --U 0.2", retrieval},
      Case{cued + "--kept 0.5 --one-way --order permuted", retrieval},
      Case{"capacity --loads 0.05:0.2:3" + small, scan},
      Case{"capacity --loads 0.05:0.2:3 --rule clipped --kept 0.7" + small, scan},
      Case{"magnetisation --temperatures 0.2:1.2:3" + small, scan},
      Case{"basin --corruption 0:0.4:3 --rule saturating" + small, scan},
      Case{"mixtures --n 1,3" + small, scan},
      Case{"phase-map --N 150 --loads 2:20:3 --temperatures 0.05:1.5:9 --sweeps 4", {"m", "right"}},
      Case{"phase-map --N 150 --loads 2:20:3 --temperatures 0.05:1.5:9 --sweeps 4 "
           "--rule zero-one --h 0.1",
           {"m", "right"}},
      Case{"sequence --N 150 --P 5 --stay 1 --go 2 --T 0.3", {"m", "lead"}},
      Case{"forgetting --N 100 --P 40 --networks 3 --T 0.2 --dynamics glauber", {"m_run"}},
      Case{"sample --N 60 --T 0.6 --sweeps 40 --replicas 6 --networks 2",
           {"energy", "magnetisation", "flips", "q_distribution"}});
  CAPTURE(one.line);
  auto const expected = numbers(one, "1", {});
  REQUIRE(!expected.empty());
  for (auto const* threads : {"2", "7"}) CHECK(numbers(one, threads, {}) == expected);
  static auto const sets = instruction_sets();
  CHECK(sets.size() >= 2);
  for (auto const& set : sets) {
    CAPTURE(set);
    CHECK(numbers(one, "2", {set}) == expected);
  }
}
