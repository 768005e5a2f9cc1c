// SPDX-License-Identifier: BSD-3-Clause
#include <command/json.hpp>
#include <command/program.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using mattis::io::Extents;
using mattis::io::Hdf5File;
using mattis::testing::JsonObject;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::succeed;
using mattis::testing::words;

namespace {

std::string const pulse =
    "stimulus run --stimulus modulated --strength 3 --stim-duration 2 --N 100 --P 4 --sigma 0.5 "
    "--t-end 5 --trials 12 --seed 3";

std::vector<std::string> const score_names{"response_rate", "reaction_time", "memory_length",
                                           "error_rate"};

void check_refusal(std::vector<std::string> const& arguments, std::string const& message) {
  auto const outcome = run_program(arguments);
  CAPTURE(outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, ContainsSubstring(message));
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
}

}  // namespace

TEST_CASE("command: stimulus run prints its scores and writes what they are of",
          "[command][stimulus]") {
  ScratchFolder const folder;
  auto const path = folder / "run.h5";
  auto const mode = GENERATE("additive", "multiplicative", "firing-rate-multiplicative");
  JsonObject const line(succeed(words(
      pulse, {"--mode", mode, "--every", "4", "--save-states", "--json", "--out", path.string()})));
  auto const file = Hdf5File::open(path);
  for (auto const& name : score_names) {
    CAPTURE(name);
    CHECK(line.has(name));
    CHECK(line.has(name + "_low"));
    CHECK(line.has(name + "_high"));
    CHECK(file.has_attribute(name + "_low"));
  }
  if (mode == std::string("additive")) {
    CHECK(std::stod(line["response_rate"]) == 1);
    CHECK(std::stod(line["memory_length"]) > 0.5);
    CHECK(std::stod(line["memory_length_low"]) <= std::stod(line["memory_length"]));
    CHECK(std::stod(line["reaction_time_high"]) >= std::stod(line["reaction_time"]));
  }
  CHECK(file.extents("overlap") == Extents{12, 126, 4});
  CHECK(file.extents("y") == Extents{12, 126, 100});
  CHECK(file.read<double>("t").back() == 5);
  CHECK(file.read<double>("offset") == std::vector<double>{2});
  CHECK(file.extents("reaction_time") == Extents{12, 1});
  CHECK(file.read<std::int64_t>("overflow") == std::vector<std::int64_t>(12, -1));
  CHECK(file.attribute<std::string>("mode") == mode);
  for (auto const* name : {"N", "P", "dt", "t_end", "sigma", "w_s", "w_external", "delta", "trials",
                           "seed", "threshold", "version", "git_hash", "backend", "threads"}) {
    CAPTURE(name);
    CHECK(file.has_attribute(name));
  }
}

TEST_CASE("command: a stimulus has the same digits for any number of threads",
          "[command][stimulus]") {
  auto const overlaps = [](std::string const& line, char const* threads) {
    ScratchFolder const folder;
    auto const path = folder / "run.h5";
    succeed(words(line, {"--threads", threads, "--out", path.string()}));
    return Hdf5File::open(path).read<float>("overlap");
  };
  for (std::string const& line :
       {pulse, std::string("stimulus run --N 9000 --P 3 --sigma 0.5 --t-end 0.5 --seed 2")}) {
    auto const expected = overlaps(line, "1");
    for (auto const* threads : {"2", "5"}) CHECK(overlaps(line, threads) == expected);
  }
}

TEST_CASE("command: programmes from a file and from the command line are the same",
          "[command][stimulus]") {
  ScratchFolder const folder;
  std::ofstream(folder / "shown.toml")
      << "input-noise = 0.1\n"
         "[[stimulus]]\ntime = 0\ntarget = 1\nstrength = 3\nothers = 0.1\n"
         "duration = 1\n"
         "[[stimulus]]\ntime = 2\nweights = [0.1, 3.0, 0.1]\nduration = 1\n"
         "[[glitch]]\ntime = 3.5\nduration = 0.2\ntarget = 3\nstrength = 5\n";
  std::string const network = "stimulus run --N 80 --P 3 --sigma 0.3 --t-end 5 --seed 4 --json ";
  auto const summary = [&](std::vector<std::string> const& shown) {
    auto text = succeed(words(network, shown));
    return text.substr(0, text.find("\"step_seconds\""));
  };
  CHECK(
      summary({"--stimulus", (folder / "shown.toml").string()}) ==
      summary(words("--stimulus sequence --sequence 1,2 --times 0,2 --stim-duration 1 --strength 3 "
                    "--others 0.1 --input-noise 0.1 --glitch-times 3.5 --glitch-target 3 "
                    "--glitch-strength 5 --glitch-duration 0.2")));
}

TEST_CASE("command: the autapse, and the presets", "[command][stimulus]") {
  ScratchFolder const folder;
  auto const path = folder / "file.h5";
  JsonObject const autapse(succeed(words(
      "stimulus autapse --w-external 2 --w-s 1.2 --sigma 0.2 --stim-duration 2 --trials 100 --json",
      {"--out", path.string()})));
  CHECK(std::stod(autapse["response_rate"]) == 1);
  CHECK(Hdf5File::open(path).extents("overlap") == Extents{100, 1001, 1});
  for (std::string const name : {"notes", "paper", "firing-rate"}) {
    JsonObject const line(succeed(words("stimulus preset " + name + " --trials 1 --every 50 --json",
                                        {"--out", path.string()})));
    CHECK(line.has("multiplicative_response_rate"));
    auto const file = Hdf5File::open(path);
    CHECK(file.read_texts("runs").size() >= 2);
    CHECK(file.extents("multiplicative.overlap")[2] == 10);
  }
}

TEST_CASE("command: trials that overflow are told of", "[command][stimulus]") {
  JsonObject const line(succeed(
      words("stimulus run --N 50 --P 2 --dt 2.3 --sigma 1 --t-end 1000 --trials 2 --json")));
  CHECK(line["overflowed"] == "2");
  CHECK(line["response_rate"] == "null");
}

TEST_CASE("command: stimulus refuses what cannot be, in one line", "[command][stimulus]") {
  struct Bad {
    char const* line;
    char const* message;
  };
  auto const& [line, message] = GENERATE(
      Bad{"run --mode none", "mode: expected"},
      Bad{"run --weights 1,2", "weights: expected P = 10 numbers, got 2"},
      Bad{"run --dt 0", "dt: expected a step of more than 0, got 0"},
      Bad{"run --dt -0.1", "dt: expected"}, Bad{"run --dt nan", "dt: expected"},
      Bad{"run --sigma -1", "sigma: expected at least 0, got -1"},
      Bad{"run --t-end 0", "t-end: expected"}, Bad{"run --trials 0", "trials: expected"},
      Bad{"run --N 0", "N: expected"}, Bad{"run --P 0", "P: expected"},
      Bad{"run --N 100 --patterns orthogonal", "N: expected a power of two"},
      Bad{"run --N 8 --P 9 --patterns orthogonal", "P: expected at most N = 8"},
      Bad{"run --mode firing-rate --patterns orthogonal", "patterns: expected"},
      Bad{"run --mode firing-rate --activity 1", "activity: expected a share in (0, 1), got 1"},
      Bad{"run --mode firing-rate --energy", "energy: expected"},
      Bad{"run --landscape 1", "landscape: expected from 2 to 2000 points, got 1"},
      Bad{"run --P 1 --landscape 9", "P: expected at least 2 memories for a landscape, got 1"},
      Bad{"run --mode firing-rate --landscape 9", "landscape: expected a mode of graded"},
      Bad{"run --delta 0", "delta: expected"}, Bad{"run --target 11", "target: expected"},
      Bad{"run --stimulus /nowhere.toml", "/nowhere.toml: expected a TOML file, got no such file"},
      Bad{"run --stimulus sequence", "sequence: expected at least one memory, got 0"},
      Bad{"run --stimulus sequence --sequence 1,2 --times 0", "times: expected"},
      Bad{"run --stimulus sequence --sequence 1,2 --times 2,1", "time: expected times that rise"},
      Bad{"run --stimulus sequence --sequence 11 --times 0", "sequence: expected"},
      Bad{"run --stimulus modulated --stim-duration 0", "stim-duration: expected more than 0"},
      Bad{"run --glitch-times 40", "glitch 1: time: expected"},
      Bad{"run --input-noise -1", "input-noise: expected"},
      Bad{"run --fall-threshold 0.9", "fall-threshold: expected at most the threshold, got 0.9"},
      Bad{"run --bootstrap -1", "bootstrap: expected"},
      Bad{"run --confidence 1", "confidence: expected"}, Bad{"run --every 0", "every: expected"},
      Bad{"run --N 1000000 --t-end 100000 --save-states", "memory: expected"},
      Bad{"autapse --dt 0", "dt: expected"}, Bad{"autapse --sigma -1", "sigma: expected"},
      Bad{"preset", "model: expected one of notes, paper, firing-rate, got none"},
      Bad{"preset nothing", "model: expected one of notes, paper, firing-rate"},
      Bad{"preset notes --trials -1", "trials: expected"});
  CAPTURE(line);
  check_refusal(words(std::string("stimulus ") + line), message);
}

TEST_CASE("command: files of programmes are refused with file and line", "[command][stimulus]") {
  struct Bad {
    char const* text;
    char const* message;
  };
  auto const& [text, message] = GENERATE(
      Bad{"[[stimulus]]\ntime = 0\nweight = [1]\n",
          ":3: weight: expected a known key (the nearest is weights)"},
      Bad{"noise = 1\n", ":1: noise: expected a known key"},
      Bad{"[[stimulus]]\ntime = 1\ntarget = 1\n[[stimulus]]\ntime = 1\ntarget = 2\n",
          ":5: time: expected times that rise, more than 1, got 1"},
      Bad{"[[stimulus]]\ntime = 0\nweights = [1, 2]\n",
          ":3: weights: expected P = 3 numbers, got 2"},
      Bad{"[[stimulus]]\ntarget = 1\n", ":1: time: expected a number, got none"},
      Bad{"[[stimulus]]\ntime = 0\ntarget = 4\n", ":3: target: expected a memory from 1 to P = 3"},
      Bad{"[[stimulus]]\ntime = 0\n", ":1: weights: expected P = 3 numbers, or a target"},
      Bad{"[[stimulus]]\ntime = 0\ntarget = 1\nduration = 0\n",
          ":4: duration: expected more than 0"},
      Bad{"[[stimulus]]\ntime = \"0\"\ntarget = 1\n", ":2: time: expected a number"},
      Bad{"[[stimulus]]\ntime = -1\ntarget = 1\n", ":2: time: expected at least 0"},
      Bad{"stimulus = 3\n", ":1: stimulus: expected tables"},
      Bad{"[[stimulus]\n", ":1: expected TOML"}, Bad{"", "at least one table [[stimulus]]"},
      Bad{"[[stimulus]]\ntime = 0\ntarget = 1\n[[glitch]]\ntime = 1\ntarget = 1\n",
          ":4: duration: expected a number, got none"});
  ScratchFolder const folder;
  auto const path = folder / "shown.toml";
  std::ofstream(path) << text;
  CAPTURE(text);
  check_refusal({"stimulus", "run", "--P", "3", "--stimulus", path.string()}, path.string());
  check_refusal({"stimulus", "run", "--P", "3", "--stimulus", path.string()}, message);
}
