// SPDX-License-Identifier: BSD-3-Clause
#include <command/json.hpp>
#include <command/program.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using Catch::Matchers::WithinAbs;
using mattis::io::Hdf5File;
using mattis::testing::JsonObject;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::succeed;
using mattis::testing::words;

namespace {

JsonObject json(std::string const& line) {
  return JsonObject(succeed(words("equilibrium " + line + " --json")));
}
double number(JsonObject const& object, std::string const& key) { return std::stod(object[key]); }

}  // namespace

TEST_CASE("command: equilibrium prints solutions with bounds on their errors",
          "[command][equilibrium]") {
  auto const point = json("point --alpha 0.0625 --T 0.125");
  CHECK(point["phase"] == "\"retrieval metastable\"");
  CHECK_THAT(number(point, "m"), WithinAbs(0.99964792995265384, number(point, "m_error") + 1e-16));
  CHECK_THAT(number(point, "q"), WithinAbs(0.99942717565503945, number(point, "q_error") + 1e-16));
  CHECK_THAT(number(point, "r"), WithinAbs(1.0086504665033025, number(point, "r_error") + 1e-15));
  CHECK_THAT(number(point, "f"), WithinAbs(-0.50002526525428005, number(point, "f_error") + 1e-16));
  CHECK_THAT(point["solutions"],
             ContainsSubstring("spin glass") && ContainsSubstring("retrieval unstable"));
  CHECK(json("point --alpha 0.05 --T 0.1")["phase"] == "\"retrieval global\"");
  CHECK(json("point --alpha 0.1 --T inf")["f"] == "null");

  CHECK_THAT(number(json("line T_g --alpha 0.25"), "T"), WithinAbs(1.5, 1e-15));
  CHECK_THAT(number(json("line T_M --alpha 0.0009765625"), "T"),
             WithinAbs(0.93855200157084470, 1e-14));
  CHECK_THAT(number(json("line T_c --alpha 0.03125"), "T"), WithinAbs(0.46500964416655139, 1e-12));
  CHECK_THAT(number(json("line T_R --alpha 0.125"), "T"), WithinAbs(0.0067914218582952655, 1e-14));
  CHECK(json("line T_M --alpha 0.138").has("T_lower"));

  auto const mix = json("mixtures --n 3 --T 0.25");
  CHECK_THAT(number(mix, "m"), WithinAbs(0.49029074001646451, 1e-14));
  CHECK_THAT(number(mix, "T_n"), WithinAbs(0.45979423987778543, 1e-13));
  CHECK(number(json("mixtures --n 3"), "m") == 0.5);
  CHECK(json("mixtures --n 2")["T_n"] == "null");

  auto const sk = json("sk --T 0.02");
  CHECK_THAT(number(sk, "q"), WithinAbs(0.98391508909449170, 1e-14));
  CHECK_THAT(number(sk, "f"), WithinAbs(-0.79480795031539553, 1e-14));
  CHECK_THAT(number(sk, "entropy"), WithinAbs(-0.14847429945328854, 1e-14));
  CHECK_THAT(number(json("sk --T 0.5 --field 1"), "T_AT"), WithinAbs(0.32118057089463664, 1e-13));

  CHECK_THAT(json("curie-weiss --T 0.5,1.5 --field 0.125")["points"],
             ContainsSubstring("-0.920215340046"));
  CHECK_THAT(number(json("capacity --N 513"), "P_one"), WithinAbs(41.10395, 1e-5));
  CHECK_THAT(number(json("capacity --alpha 0.1"), "unstable"), WithinAbs(0.000782701129, 1e-12));
  CHECK(json("van-hemmen --J0 0.4 --T 0")["phase"] == "\"mixed\"");
  CHECK_THAT(number(json("van-hemmen --T 0.2"), "triple_T"), WithinAbs(0.384910031190036, 1e-13));
  CHECK_THAT(json("graphical --alpha 0.05 --T 0.2,2")["points"],
             ContainsSubstring("retrieval global") && ContainsSubstring("paramagnet"));
  CHECK_THAT(number(json("noise"), "difference"), WithinAbs(0.0442279934063942, 1e-14));
  CHECK_THAT(succeed(words("equilibrium point --alpha 0.05 --T 0.2")),
             ContainsSubstring("phase") && ContainsSubstring(" +- "));
}

TEST_CASE("command: equilibrium writes its curves", "[command][equilibrium]") {
  ScratchFolder const folder;
  auto const path = folder / "diagram.h5";
  auto const out = succeed(words("equilibrium diagram --tolerance 0.01", {"--out", path.string()}));
  CHECK_THAT(out, ContainsSubstring("alpha_c") && ContainsSubstring("0.137905566494"));
  auto const file = Hdf5File::open(path);
  CHECK(file.attribute<std::string>("kind") == "diagram");
  CHECK(file.attribute<double>("tolerance") == 0.01);
  CHECK(file.has_attribute("git_hash"));
  for (std::string const line : {"T_g", "T_M", "T_c", "T_R"}) {
    auto const alpha = file.read<double>(line + "_alpha"), T = file.read<double>(line + "_T");
    CHECK(alpha.size() == T.size());
    CHECK(alpha.size() > 4);
    CHECK(file.read<double>(line + "_T_error").size() == T.size());
    CHECK(std::ranges::all_of(T, [](double t) { return t >= 0 && t < 2; }));
  }
  for (std::string const line : {"van-hemmen --T 0.5", "noise"}) {
    succeed(words("equilibrium " + line, {"--out", (folder / "curves.h5").string()}));
    auto const curves = Hdf5File::open(folder / "curves.h5");
    CHECK(curves.extents(line == "noise" ? "flip_glauber" : "line_ferromagnet")[0] > 200);
  }
  for (std::string const line :
       {"graphical --alpha 0.1 --T 0.5", "mixtures --n 5", "sk --T 0.5", "curie-weiss --T 0.5,2"}) {
    succeed(words("equilibrium " + line, {"--out", (folder / "curves.h5").string()}));
    CHECK(Hdf5File::open(folder / "curves.h5").extents("T").size() == 1);
  }
  CHECK(folder.entries() == 2);
}

TEST_CASE("command: equilibrium refuses what it cannot take", "[command][equilibrium][errors]") {
  ScratchFolder const folder;
  auto const& [line, starts] = GENERATE(table<std::string, std::string>({
      {"",
       "model: expected one of point, line, diagram, mixtures, sk, curie-weiss, graphical, "
       "capacity, van-hemmen, noise, got none"},
      {"point --alpha 0.1", "T: expected a value (--T T1[,T2..]), got none"},
      {"point --alpha 0.1 --T -1", "T: expected a temperature of at least 0, got -1"},
      {"point --alpha nan --T 1", "alpha: expected a finite load of at least 0, got nan"},
      {"point --alpha 0.1 --T 1,2", "T: expected one temperature, got 2"},
      {"point --alpha 0.1 --T 1 --n 3", "n: expected none with equilibrium point, got one"},
      {"line --alpha 0.1", "line: expected one of T_g, T_M, T_c, T_R"},
      {"line T_x --alpha 0.1", "line: expected one of T_g, T_M, T_c, T_R"},
      {"line T_M --alpha 0.2", "alpha: expected a load of at most 0.138188"},
      {"mixtures --n 0", "n: expected from 1 to 10000 patterns, got 0"},
      {"sk --T -0.1", "T: expected a temperature of at least 0, got -0.1"},
      {"sk --T 1 --field inf", "h: expected a finite field"},
      {"capacity", "alpha: expected a load (--alpha A) or a network (--N N [--P P]), got none"},
      {"capacity --P 3", "N: expected neurons (--N N) beside P, got none"},
      {"diagram --tolerance 0", "tolerance: expected from 1e-6 to 1, got 0"},
      {"graphical --alpha 0 --T 1", "alpha: expected a load above 0"},
      {"noise --T 1", "T: expected none with equilibrium noise, got one"},
      {"van-hemmen --T 1 --J0 -1", "J0: expected a coupling from 0 to 1e150, got -1"},
  }));
  auto arguments = words("equilibrium " + line);
  if (line.starts_with("diagram"))
    arguments.insert(arguments.end(), {"--out", (folder / "d.h5").string()});
  auto const outcome = run_program(arguments);
  INFO(outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, StartsWith("mattis: " + starts));
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
  CHECK(outcome.out.empty());
  CHECK(folder.entries() == 0);
}
