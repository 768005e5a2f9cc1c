// SPDX-License-Identifier: BSD-3-Clause
// Rules, fields and couplings of files, as the commands take them.
#include <command/json.hpp>
#include <command/program.hpp>
#include <io/put_bytes.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <filesystem>
#include <string>

using Catch::Matchers::ContainsSubstring;
using mattis::io::Hdf5File;
using mattis::testing::check_refusal;
using mattis::testing::JsonObject;
using mattis::testing::put_bytes;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::succeed;
using mattis::testing::words;

TEST_CASE("command: binary retrieve by every learning rule", "[command][binary]") {
  auto const rule =
      GENERATE(std::string("--rule hebb --kept 0.5 --one-way"), std::string("--rule clipped"),
               std::string("--rule saturating --limit 4"), std::string("--rule zero-one --U 0.1"),
               std::string("--h 0.05"));
  ScratchFolder const folder;
  auto const path = folder / "retrieval.h5";
  JsonObject const line(succeed(words(
      "binary retrieve --N 300 --P 4 --T 0.1 --corruption 0.1 --replicas 16 --json --sweeps 20 " +
          rule,
      {"--out", path.string()})));
  CAPTURE(rule);
  CHECK(std::stod(line["m"]) > 0.9);
  CHECK(!line.has("m_theory"));
  CHECK(line.has("kept"));
  auto const file = Hdf5File::open(path);
  CHECK(!file.attribute<std::string>("learning").empty());
  CHECK_THAT(succeed(words("binary retrieve --N 50 --P 2 --sweeps 2 " + rule)),
             ContainsSubstring("couplings"));
}

TEST_CASE("command: a phase map by every learning rule goes on as the same", "[command][binary]") {
  auto const rule = GENERATE(std::string("--kept 0.5 --one-way"), std::string("--rule clipped"),
                             std::string("--rule saturating --limit 4"),
                             std::string("--rule zero-one --U 0.1"), std::string("--h 0.05"));
  CAPTURE(rule);
  ScratchFolder const folder;
  auto const out = (folder / "map.h5").string();
  std::string const line =
      "binary phase-map --N 200 --loads 2:6:3 --temperatures 0.05:2:4 --sweeps 20 --replicas 4 ";
  JsonObject const summary(succeed(words(line + rule, {"--out", out, "--json"})));
  CHECK(summary.has("kept"));
  auto const m = [&] { return Hdf5File::open(out).read<double>("m"); };
  auto const whole = m();
  REQUIRE(whole.size() == 12);
  CHECK(whole[0] > 0.9);  // few patterns, cold
  CHECK(whole[3] < 0.6);  // hot
  auto const file = Hdf5File::open(out);
  CHECK(file.attribute<std::string>("learning") != "hebb");
  for (auto const* name : {"T_g", "T_M", "T_c"})  // which are of Hebb's rule
    for (double const T : file.read<double>(name)) CHECK(std::isnan(T));
  // As a run leaves it that is ended behind its last row.
  std::filesystem::rename(out, out + ".part");
  check_refusal(words(line, {"--out", out, "--resume"}),
                "resume: expected rows of learning = hebb");
  succeed(words(line + rule, {"--out", out, "--resume"}));
  CHECK(m() == whole);
}

TEST_CASE("command: binary sample takes couplings and fields of files", "[command][binary]") {
  ScratchFolder const folder;
  auto const J = put_bytes(folder / "J.csv", "0, 1, 0\n1, 0, 0.5\n0, 0.5, 0\n");
  auto const h = put_bytes(folder / "h.csv", "0.2\n0\n-0.1\n");
  auto const path = folder / "sample.h5";
  JsonObject const line(
      succeed(words("binary sample --T 0.7 --sweeps 2000 --replicas 64 --json",
                    {"--couplings", J.string(), "--fields", h.string(), "--out", path.string()})));
  CHECK(line["N"] == "3");
  // <H> / N by enumeration of 8 states at T = 0.7
  CHECK(std::abs(std::stod(line["energy"]) + 0.40724) < 0.02);
  CHECK(Hdf5File::open(path).extents("q_distribution").size() == 1);
  JsonObject const sk(
      succeed(words("binary sample --N 64 --T 0.5 --sweeps 50 --dynamics little "
                    "--asymmetry 0.5 --json")));
  CHECK(sk.has("two_cycles"));
  CHECK(std::stod(sk["drift"]) < 1e-12);
}

TEST_CASE("command: couplings and fields that are wrong are named", "[command][binary][errors]") {
  ScratchFolder const folder;
  auto const ragged = put_bytes(folder / "ragged.csv", "0, 1\n1\n");
  auto const J = put_bytes(folder / "J.csv", "0, 1\n1, 0\n");
  auto const h = put_bytes(folder / "h.csv", "1, 2, 3\n");
  auto const refused =
      [&](std::string const& line, std::vector<std::string> const& more, std::string const& text) {
    auto const outcome = run_program(words(line, more));
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, ContainsSubstring(text));
  };
  refused("binary sample", {"--couplings", ragged.string()}, "ragged.csv:2");
  refused("binary sample", {"--couplings", J.string(), "--fields", h.string()},
          "expected 2 fields in a row or a column, got shape (1, 3)");
  refused("binary sample --N 3", {"--couplings", J.string()}, "N: expected the 2 neurons");
  refused("binary sample --h 1", {"--couplings", J.string(), "--fields", h.string()},
          "h: expected none beside fields");
  refused("binary sample", {"--couplings", J.string(), "--out", J.string()}, "couplings");
  refused("binary retrieve --N 30 --P 2 --rule clipped", {"--couplings", J.string()}, "rule");
  refused("binary retrieve --N 30 --P 2 --U 3", {}, "threshold");
  refused("binary retrieve --rule oja", {}, "rule: expected");
  refused("binary phase-map --rule hebb --limit 3", {}, "limit: expected 0");
}
