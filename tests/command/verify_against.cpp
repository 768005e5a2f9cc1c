// SPDX-License-Identifier: BSD-3-Clause
#include <command/json.hpp>
#include <command/program.hpp>
#include <io/npy_bytes.hpp>
#include <io/scratch_folder.hpp>
#include <io/zip_bytes.hpp>
#include <mattis/io/array_file.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using mattis::testing::check_refusal;
using mattis::testing::JsonObject;
using mattis::testing::npy_bytes;
using mattis::testing::npy_header;
using mattis::testing::put_bytes;
using mattis::testing::raw_bytes;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::succeed;
using mattis::testing::words;
using mattis::testing::zip_bytes;

namespace {

std::filesystem::path const truth = std::filesystem::path(MATTIS_REFERENCE) / "truth.npz";

/// An archive of one quantity of the truth set, moved by so much.
std::string archive_of(std::string const& name, double shift) {
  auto array = mattis::io::read_arrays(truth).at(name);
  for (auto& value : array.values) value += shift;
  std::string shape = "(";
  for (auto const extent : array.shape) shape += std::to_string(extent) + ",";
  return zip_bytes(
      {{name + ".npy", npy_bytes(npy_header("<f8", shape + ")"), raw_bytes(array.values))}});
}

}  // namespace

TEST_CASE("command: verify --against tells who agrees from who does not", "[command][verify]") {
  ScratchFolder const folder;
  auto const file = folder / "mine.npz";
  put_bytes(file, archive_of("ags/T_M/T", 0));
  CHECK_THAT(succeed({"verify", "--against", file.string()}),
             ContainsSubstring("ags/T_M/T") && ContainsSubstring("agrees exactly") &&
                 ContainsSubstring("1 compared with truth set 1, 0 differ"));
  put_bytes(file, archive_of("ags/T_M/T", 1e-11));
  CHECK_THAT(succeed({"verify", "--against", file.string()}),
             ContainsSubstring("agrees within its bound 1e-10 (largest difference 1e-11"));
  put_bytes(file, archive_of("ags/T_M/T", 1e-3));
  auto const differs = run_program({"verify", "--against", file.string()});
  CHECK(differs.exit_code == 1);
  CHECK_THAT(differs.out, ContainsSubstring("differs by 0.001 at (") &&
                              ContainsSubstring("1 compared with truth set 1, 1 differ"));
  CHECK(
      differs.err ==
      "mattis: verify: expected every quantity to agree with the truth set, got 1 that differs\n");
  put_bytes(file, archive_of("dmft/hopfield_readme/m", 1e-5));
  CHECK_THAT(succeed({"verify", "--against", file.string()}),
             ContainsSubstring("combined standard errors (largest difference"));
  put_bytes(file, archive_of("dmft/hopfield_readme/m", 0.1));
  auto const json = run_program({"verify", "--against", file.string(), "--json"});
  CHECK(json.exit_code == 1);
  JsonObject const line(json.out);
  CHECK(line["compared"] == "1");
  CHECK(line["differing"] == "1");
  CHECK_THAT(line["results"], ContainsSubstring("\"agrees\": false"));
  CHECK(run_program({"verify", "--against", file.string(), "--standard-errors", "1e9"}).exit_code ==
        0);
}

TEST_CASE("command: verify --against takes the files of this program", "[command][verify]") {
  ScratchFolder const folder;
  auto const file = (folder / "theory.h5").string();
  succeed(words("solve hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 100 --dt 0.02 --M 20000 --seed 1",
                {"--out", file}));
  auto const out = succeed({"verify", "--against", file, "--case", "dmft/hopfield_readme"});
  for (auto const* name : {"m", "C_phi", "S_phi", "E"})
    CHECK_THAT(out, ContainsSubstring(std::string("dmft/hopfield_readme/") + name + " "));
  CHECK_THAT(out, ContainsSubstring("4 compared with truth set 1, 0 differ"));
  // Another network is found out.
  CHECK(run_program({"verify", "--against", file, "--case", "dmft/dense2_readme"}).exit_code == 2);
  succeed(words("solve hopfield --alpha 0.12 --g 1.2 --a 1.08 --T 100 --dt 0.02 --M 20000 --seed 1",
                {"--out", file}));
  CHECK(run_program({"verify", "--against", file, "--case", "dmft/hopfield_readme"}).exit_code ==
        1);
  // Trials are averaged.
  succeed(
      words("simulate hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 100 --dt 0.02 --N 200 "
            "--trials 400 --seed 1",
            {"--out", file}));
  CHECK_THAT(succeed({"verify", "--against", file, "--case", "simulation/hopfield_readme"}),
             ContainsSubstring("2 compared with truth set 1, 0 differ"));
}

TEST_CASE("command: exact chains are those of the truth set", "[command][verify]") {
  ScratchFolder const folder;
  auto const couplings = folder / "J.npy", file = folder / "chain.h5";
  auto const known = mattis::io::read_arrays(truth);
  for (std::string const dynamics : {"glauber", "metropolis", "little"}) {
    for (std::string const which : {"symmetric", "one_way"}) {
      auto const of = "chains/" + dynamics + "_" + which;
      CAPTURE(of);
      put_bytes(couplings, npy_bytes(npy_header("<f8", "(5, 5)"),
                                     raw_bytes(known.at(of + "/given/J").values)));
      succeed(words("binary chain --h 0.15 --T 0.7 --matrix --dynamics " + dynamics,
                    {"--couplings", couplings.string(), "--out", file.string()}));
      CHECK_THAT(succeed({"verify", "--against", file.string(), "--case", of}),
                 ContainsSubstring("2 compared with truth set 1, 0 differ"));
    }
  }
}

TEST_CASE("command: the theory of given samples is that of the truth set", "[command][verify]") {
  ScratchFolder const folder;
  auto const samples = folder / "given.h5", solved = folder / "solved.h5";
  auto const known = mattis::io::read_arrays(truth);
  auto file = mattis::io::Hdf5File::create(samples);
  for (std::string const name : {"xi", "x0", "z"}) {
    auto const& array = known.at("fixed_points/hopfield_two_condensed/given/" + name);
    file.write<double>(name, array.shape, array.values);
  }
  file.close();
  succeed(
      words("solve hopfield --alpha 0.25 --g 1.5 --a 0.9,0.6 --T 24 --dt 0.1 --jitter 0.001 "
            "--tol 1e-12 --precision double",
            {"--samples", samples.string(), "--out", solved.string()}));
  CHECK_THAT(succeed({"verify", "--against", solved.string(), "--case",
                      "fixed_points/hopfield_two_condensed"}),
             ContainsSubstring("4 compared with truth set 1, 0 differ"));
}

TEST_CASE("command: verify --against refuses what it cannot compare", "[command][verify]") {
  ScratchFolder const folder;
  auto const file = (folder / "mine.npz").string();
  check_refusal({"verify", "--against", file}, file + ": expected a file of arrays",
                "no such file");
  put_bytes(file, "PK");
  check_refusal({"verify", "--against", file}, file + ": expected a readable .npz file");
  put_bytes(
      file,
      zip_bytes({{"ags/T_N/T.npy", npy_bytes(npy_header("<f8", "()"), raw_bytes<double>({1}))}}));
  check_refusal({"verify", "--against", file}, file + ": expected arrays named as in the truth set",
                "the nearest is ags/T_M/T");
  check_refusal({"verify", "--against", file, "--case", "ags/T"}, "case: expected one of");
  check_refusal({"verify", "--against", file, "--case", "ags/T_M"},
                file + ": expected arrays named", "quantities of ags/T_M");
  put_bytes(file, archive_of("ags/T_M/T", 0));
  check_refusal({"verify", "--against", file, "--truth", file}, file + ": expected a truth set");
  check_refusal({"verify", "--against", file, "--cases", "3"}, "cases: expected none with against");
  check_refusal({"verify", "--case", "ags/T_M"}, "case: expected against, too");
  check_refusal({"verify", "--against", file, "--standard-errors", "0"},
                "standard-errors: expected more than 0");
}
