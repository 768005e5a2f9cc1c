// SPDX-License-Identifier: BSD-3-Clause
#include <command/json.hpp>
#include <command/program.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>
#include <mattis/models/integrator.hpp>
#include <support/sanitizers.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>

using Catch::Matchers::ContainsSubstring;
using mattis::io::Extents;
using mattis::io::Hdf5File;
using mattis::testing::JsonObject;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::succeed;
using mattis::testing::words;

namespace {

std::vector<std::string> with_out(std::string const& line, std::filesystem::path const& out) {
  auto arguments = words(line);
  arguments.insert(arguments.end(), {"--out", out.string()});
  return arguments;
}

std::string const simulation =
    "simulate hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 6 --dt 0.1 --N 50 --trials 3 --seed 4";
std::string const theory =
    "solve hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 6 --dt 0.1 --M 512 --seed 4";

}  // namespace

TEST_CASE("command: help has an example of each command", "[command]") {
  CHECK_THAT(succeed({"--help"}), ContainsSubstring("Example:\n  mattis "));
  for (auto const* name : {"simulate", "solve", "recovery", "equilibrium", "info", "run"}) {
    auto const help = succeed({name, "--help"});
    CAPTURE(name);
    CHECK_THAT(help, ContainsSubstring(std::string("\n  mattis ") + name));
  }
  for (auto const* name : {"simulate", "solve", "recovery", "equilibrium", "info", "run"})
    CHECK(succeed({"help", name}) == succeed({name, "--help"}));
  CHECK(succeed({"help"}) == succeed({"--help"}));
  CHECK_THAT(succeed({"--version"}), ContainsSubstring("mattis "));
  CHECK(succeed({"version"}) == succeed({"--version"}));
  CHECK_THAT(succeed({"simulate", "--help"}),
             ContainsSubstring("--progress,--no-progress ") && !ContainsSubstring("{"));
}

TEST_CASE("command: a summary rounds as a person would", "[command]") {
  CHECK_THAT(succeed(words("simulate hopfield --alpha 0.1 --g 1.2 --a 1 --T 20 --dt 0.1 --N 20")),
             ContainsSubstring("1.9 (20 steps)\n"));
  auto const lost = succeed(
      words("solve hopfield --alpha 0.1 --g 0.5 --a 1e-20 --ic-noise 1e-20 --T 4 --dt 0.5 --M 64"));
  CHECK_THAT(lost, !ContainsSubstring("-0.000000"));
  auto const many = succeed(words("simulate hopfield --alpha 2 --g 1.2 --T 2 --N 50 --a 0" + [] {
    std::string more;
    for (int k = 1; k < 100; ++k) more += ",0";
    return more;
  }()));
  CHECK_THAT(many, ContainsSubstring(", .. (100 in all)\n"));
}

TEST_CASE("command: a switch takes true or false, and hopfield the order it has", "[command]") {
  ScratchFolder const folder;
  JsonObject const plain(succeed(words(simulation + " --json")));
  JsonObject const valued(
      succeed(words(simulation + " --n 1 --json=true --save-states=false --no-progress=true")));
  CHECK(valued["m_final"] == plain["m_final"]);
}

TEST_CASE("command: JSON is UTF-8 whatever a file is called", "[command]") {
  ScratchFolder const folder;
  auto const [name, written] =
      GENERATE(table<std::string, std::string>({{"\xc3\xa4.h5", "\xc3\xa4.h5"},
                                                {"\xff\xfe.h5", "\\ufffd\\ufffd.h5"},
                                                {"\xe4.h5", "\\ufffd.h5"},
                                                {"\xed\xa0\x80.h5", "\\ufffd\\ufffd\\ufffd.h5"},
                                                {"tab\t\"\\.h5", "tab\\u0009\\\"\\\\.h5"}}));
  JsonObject const json(succeed(with_out(simulation + " --json", folder / name)));
  CHECK(json["out"].ends_with("/" + written + "\""));
}

TEST_CASE("command: the examples of the help work", "[command]") {
  ScratchFolder const folder;
  for (auto const* name : {"simulate", "solve", "recovery", "equilibrium", "info"}) {
    auto const help = succeed({name, "--help"});
    for (auto at = help.find("\n  mattis "); at != help.npos;
         at = help.find("\n  mattis ", at + 1)) {
      auto arguments = words(help.substr(at + 10, help.find('\n', at + 1) - at - 10));
      for (auto& argument : arguments)
        if (argument.ends_with(".h5")) argument = (folder / argument).string();
      // That each runs to its end does not depend on its size: as they are, they take more than ten
      // minutes with sanitizers.
      for (auto const& [option, size] : {std::pair{"--M", "100"}, std::pair{"--T", "20"}}) {
        auto const at_size = std::find(arguments.begin(), arguments.end(), option);
        if (mattis::test::under_sanitizer && at_size != arguments.end()) at_size[1] = size;
      }
      succeed(arguments);
    }
  }
  CHECK(folder.entries() == 7);
}

TEST_CASE("command: simulate writes every dataset and attribute", "[command]") {
  ScratchFolder const folder;
  auto const path = folder / "simulation.h5";
  auto const out =
      succeed(with_out(simulation + " --save-states --distinct-indices --precision double", path));
  CHECK_THAT(out, ContainsSubstring("final overlap") && ContainsSubstring("final energy") &&
                      ContainsSubstring("wall time"));
  CHECK_THAT(out, ContainsSubstring(path.string()));
  CHECK(folder.entries() == 1);
  auto const file = Hdf5File::open(path);
  CHECK(file.extents("m") == Extents{3, 6, 1});
  CHECK(file.extents("E") == Extents{3, 6, 2});
  CHECK(file.extents("x") == Extents{3, 6, 50});
  CHECK(file.extents("phi") == Extents{3, 6, 50});
  CHECK(file.attribute<std::int64_t>("P") == 5);
  CHECK(file.attribute<std::uint64_t>("seed") == 4);
  CHECK(file.attribute<std::string>("precision") == "double");
  CHECK(file.attribute<bool>("distinct_indices"));
  for (auto const* name :
       {"model", "n", "alpha", "g", "a", "ic_noise", "T", "dt", "N", "trials", "save_states",
        "wall_seconds", "version", "git_hash", "backend", "device", "threads"}) {
    CAPTURE(name);
    CHECK(file.has_attribute(name));
  }
}

TEST_CASE("command: simulate in continuous time says with what steps", "[command]") {
  ScratchFolder const folder;
  auto const euler = folder / "euler.h5", cvode = folder / "cvode.h5";
  succeed(with_out(simulation, euler));
  CHECK(Hdf5File::open(euler).attribute<std::string>("integrator") == "euler");
  CHECK(Hdf5File::open(euler).attribute<std::int64_t>("steps") == 3 * 5);
  CHECK_FALSE(Hdf5File::open(euler).has_attribute("rtol"));
  std::string const line = simulation + " --integrator cvode --rtol 1e-5";
  if (!mattis::has_cvode()) {
    auto const outcome = run_program(with_out(line, cvode));
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, Catch::Matchers::StartsWith("mattis: integrator: expected euler") &&
                                ContainsSubstring("MATTIS_SUNDIALS"));
    return;
  }
  JsonObject const json(succeed(with_out(line + " --json", cvode)));
  auto const file = Hdf5File::open(cvode);
  CHECK(file.attribute<std::string>("integrator") == "cvode");
  CHECK(file.attribute<std::string>("precision") == "double");
  CHECK(file.attribute<double>("rtol") == 1e-5);
  CHECK(file.attribute<std::int64_t>("steps") > 15);
  CHECK(json["integrator"] == "\"cvode\"");
  CHECK(json["rtol"] == "1e-05");
  CHECK(json["steps"] == std::to_string(file.attribute<std::int64_t>("steps")));
  auto const refused = run_program(words(line + " --precision float"));
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err,
             Catch::Matchers::StartsWith("mattis: precision: expected double with integrator"));
}

TEST_CASE("command: simulate dense has order 2 unless told", "[command]") {
  ScratchFolder const folder;
  std::string const line = "simulate dense --alpha 0.01 --g 1.2 --a 1.08 --T 6 --N 50";
  auto const [option, order, patterns] =
      GENERATE(table<std::string, std::int64_t, std::int64_t>({{"", 2, 25}, {" --n 3", 3, 1250}}));
  JsonObject const json(succeed(with_out(line + option + " --json", folder / "s.h5")));
  CHECK(json["model"] == "\"dense\"");
  CHECK(json["n"] == std::to_string(order));
  auto const file = Hdf5File::open(folder / "s.h5");
  CHECK(file.attribute<std::string>("model") == "dense");
  CHECK(file.attribute<std::int64_t>("n") == order);
  CHECK(file.attribute<std::int64_t>("P") == patterns);
}

TEST_CASE("command: cues are a dimension of their own", "[command]") {
  ScratchFolder const folder;
  succeed(with_out(simulation + " --save-states", folder / "one.h5"));
  auto const out =
      succeed(with_out(simulation + " --save-states --cues 2 --json", folder / "two.h5"));
  CHECK(JsonObject(out)["cues"] == "2");
  auto const one = Hdf5File::open(folder / "one.h5");
  auto const two = Hdf5File::open(folder / "two.h5");
  CHECK(two.extents("m") == Extents{3, 2, 6, 1});
  CHECK(two.extents("E") == Extents{3, 2, 6, 2});
  CHECK(two.extents("x") == Extents{3, 2, 6, 50});
  CHECK(two.attribute<std::int64_t>("cues") == 2);
  auto const first = one.read<double>("x"), both = two.read<double>("x");
  for (std::size_t trial = 0; trial < 3; ++trial)
    CHECK(std::equal(&first[trial * 300], &first[trial * 300] + 300, &both[2 * trial * 300]));
}

TEST_CASE("command: solve writes every dataset and attribute", "[command]") {
  ScratchFolder const folder;
  auto const path = folder / "theory.h5";
  auto const out = succeed(with_out(theory, path));
  CHECK_THAT(out, ContainsSubstring("final overlap") && ContainsSubstring("residual") &&
                      ContainsSubstring(path.string()));
  CHECK(folder.entries() == 1);
  auto const file = Hdf5File::open(path);
  for (auto const* end : {"", "_se"}) {
    CHECK(file.extents(std::string("m") + end) == Extents{6, 1});
    CHECK(file.extents(std::string("C_phi") + end) == Extents{6, 6});
    CHECK(file.extents(std::string("S_phi") + end) == Extents{6, 6});
    CHECK(file.extents(std::string("E") + end) == Extents{6, 2});
  }
  CHECK(file.read<double>("residuals").back() == file.attribute<double>("residual"));
  CHECK(file.attribute<double>("residual") <= 1e-4);
  CHECK(file.attribute<std::int64_t>("M") == 512);
  for (auto const* name : {"model",
                           "n",
                           "alpha",
                           "g",
                           "a",
                           "ic_noise",
                           "T",
                           "dt",
                           "tol",
                           "method",
                           "seed",
                           "samples",
                           "sweeps",
                           "jitter",
                           "kernel_tol",
                           "kernel_rank",
                           "kernel_error",
                           "noise_condition",
                           "effective_samples",
                           "bimodality",
                           "warnings",
                           "wall_seconds",
                           "version",
                           "git_hash",
                           "backend",
                           "device",
                           "precision",
                           "threads"}) {
    CAPTURE(name);
    CHECK(file.has_attribute(name));
  }
}

TEST_CASE("command: solve dense has order 2 unless told", "[command]") {
  ScratchFolder const folder;
  std::string const line = "solve dense --alpha 0.05 --g 1.5 --a 1.2 --T 6 --M 512";
  auto const [option, order] = GENERATE(table<std::string, std::int64_t>({{"", 2}, {" --n 4", 4}}));
  JsonObject const json(succeed(with_out(line + option + " --json", folder / "t.h5")));
  CHECK(json["model"] == "\"dense\"");
  CHECK(json["n"] == std::to_string(order));
  auto const file = Hdf5File::open(folder / "t.h5");
  CHECK(file.attribute<std::string>("model") == "dense");
  CHECK(file.attribute<std::int64_t>("n") == order);
}

TEST_CASE("command: no condensed pattern gives overlaps of shape (.., 0)", "[command]") {
  ScratchFolder const folder;
  succeed(with_out("simulate hopfield --alpha 0.1 --g 1.2 --T 6 --N 50", folder / "s.h5"));
  CHECK(Hdf5File::open(folder / "s.h5").extents("m") == Extents{1, 6, 0});
  succeed(with_out("solve hopfield --alpha 0.1 --g 1.2 --T 6 --M 512", folder / "t.h5"));
  CHECK(Hdf5File::open(folder / "t.h5").extents("m") == Extents{6, 0});
}

TEST_CASE("command: given samples are used, and named in the file", "[command]") {
  ScratchFolder const folder;
  std::string const samples = MATTIS_TEST_DATA "/fixed_points/hopfield.h5";
  auto const reference = Hdf5File::open(samples);
  auto line = with_out(
      "solve hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 24 --dt 0.1 --tol 1e-10 --precision double "
      "--jitter " +
          std::to_string(reference.attribute<double>("noise_jitter")),
      folder / "t.h5");
  line.insert(line.end(), {"--samples", samples});
  succeed(line);
  auto const file = Hdf5File::open(folder / "t.h5");
  CHECK(file.attribute<std::string>("samples") == samples);
  CHECK(file.attribute<std::int64_t>("M") == 64);
  auto const m = file.read<double>("m");
  auto const expected = reference.read<double>("m");
  double largest = 0;
  for (std::size_t t = 0; t < m.size(); ++t)
    largest = std::max(largest, std::abs(m[t] - expected[t]));
  CHECK(largest < 1e-7);
}

TEST_CASE("command: --json is one line of JSON", "[command]") {
  auto const line = GENERATE(simulation, theory, std::string("info"), simulation + " --trials 1");
  auto const out = succeed(words(line + " --json"));
  CAPTURE(out);
  CHECK(std::count(out.begin(), out.end(), '\n') == 1);
  JsonObject const json(out);
  if (line == "info") {
    for (auto const* key : {"version", "git_hash", "compiler", "kokkos", "execution_space",
                            "threads", "device", "simd", "simd_available", "memory_bytes"})
      CHECK(json.has(key));
  } else {
    for (auto const* key : {"command", "model", "m_final", "m_final_se", "E_final", "E_final_se",
                            "wall_seconds", "backend", "threads"})
      CHECK(json.has(key));
  }
}

TEST_CASE("command: odd file names are quoted in JSON", "[command]") {
  ScratchFolder const folder;
  auto const out = succeed(with_out(simulation + " --json", folder / "a \"b\" \\ \t.h5"));
  CHECK_THAT(JsonObject(out)["out"], ContainsSubstring(R"(a \"b\" \\ \u0009.h5)"));
}

TEST_CASE("command: a TOML file gives what the command line gives", "[command]") {
  ScratchFolder const folder;
  succeed(with_out(simulation, folder / "line.h5"));
  auto const file = (folder / "setting.toml").string();
  std::ofstream(file)
      << "command = 'simulate'\nmodel = 'hopfield'\nalpha = 0.1\ng = 1.2\na = [1.08]\nic_noise = "
         "'auto'\n"
         "T = 6\ndt = 0.1\nN = 5e1\ntrials = 3\nseed = 4\nsave-states = false\nout = '"
      << (folder / "file.h5").string() << "'\n";
  succeed({"run", file});
  auto const line = Hdf5File::open(folder / "line.h5").read<double>("m");
  CHECK(Hdf5File::open(folder / "file.h5").read<double>("m") == line);
  succeed({"run", file, "--seed", "5", "--out", (folder / "other.h5").string()});
  CHECK(Hdf5File::open(folder / "other.h5").read<double>("m") != line);
  CHECK(Hdf5File::open(folder / "other.h5").attribute<std::uint64_t>("seed") == 5);
}

TEST_CASE("command: a TOML file may be a pipe, and hold the largest seed", "[command]") {
  ScratchFolder const folder;
  auto const line =
      "printf '%s\\n' 'command = \"simulate\"' 'model = \"hopfield\"' 'alpha = 0.1' 'g = 1.2' 'N = "
      "50' 'T = 4' "
      "'seed = \"18446744073709551615\"' 'out = \"" +
      (folder / "pipe.h5").string() + "\"' | " MATTIS_COMMAND " run /dev/stdin >/dev/null";
  REQUIRE(std::system(line.c_str()) == 0);
  CHECK(Hdf5File::open(folder / "pipe.h5").attribute<std::uint64_t>("seed") == ~std::uint64_t{0});
}

TEST_CASE("command: a range on the command line stands for the list of the file",
          "[command][recovery]") {
  ScratchFolder const folder;
  auto const file = (folder / "setting.toml").string();
  std::ofstream(file)
      << "command = 'recovery'\nmodel = 'hopfield'\nalpha = [0.3, 0.4]\ng = 1.2\na = [1]\nT = 6\n"
         "dt = 0.1\nM = 200\njson = true\ncapacity-tol = 0\n";
  CHECK(JsonObject(succeed({"run", file}))["alpha"] == "[0.3, 0.4]");
  CHECK(JsonObject(succeed({"run", file, "--alpha-range", "0.1:0.2:2"}))["alpha"] == "[0.1, 0.2]");
  auto const both = run_program({"run", file, "--alpha-range", "0.1:0.2:2", "--alpha", "0.1"}, {});
  CHECK(both.exit_code == 2);
  CHECK(both.err == "mattis: alpha-range: expected it instead of alpha, got both\n");
}

TEST_CASE("command: a TOML file without condensed patterns", "[command]") {
  ScratchFolder const folder;
  auto const file = (folder / "setting.toml").string();
  std::ofstream(file) << "command = 'solve'\nmodel = 'hopfield'\nalpha = 0.1\ng = 1.2\na = []\nT = "
                         "6\nM = 512\njson = true\n";
  CHECK(JsonObject(succeed({"run", file}))["m_final"] == "[]");
}

TEST_CASE("command: the number of threads is taken and changes no bit", "[command]") {
  ScratchFolder const folder;
  for (auto const& line : {simulation, theory}) {
    succeed(with_out(line + " --threads 1", folder / "one.h5"));
    succeed(with_out(line + " --threads 2", folder / "two.h5"));
    auto const one = Hdf5File::open(folder / "one.h5");
    auto const two = Hdf5File::open(folder / "two.h5");
    CHECK(one.attribute<std::int64_t>("threads") == 1);
    for (auto const* name : {"m", "E"}) CHECK(one.read<double>(name) == two.read<double>(name));
  }
}

TEST_CASE("command: a full standard output is an error", "[command][errors]") {
  if (!std::filesystem::exists("/dev/full")) SKIP("no /dev/full here");
  CHECK(std::system(MATTIS_COMMAND " info > /dev/full 2> /dev/null") != 0);
}
