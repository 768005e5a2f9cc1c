// SPDX-License-Identifier: BSD-3-Clause
#include <command/drawing.hpp>
#include <command/json.hpp>
#include <command/program.hpp>
#include <io/npy_bytes.hpp>
#include <io/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using mattis::testing::check_lacks_python;
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

namespace {

namespace fs = std::filesystem;

/// Names below "Subcommands:" of a help.
std::vector<std::string> subcommands(std::vector<std::string> arguments) {
  arguments.emplace_back("--help");
  std::istringstream help(succeed(arguments));
  std::vector<std::string> names;
  bool inside = false;
  for (std::string line; std::getline(help, line);) {
    if (line.empty()) inside = false;
    if (inside && line.starts_with("  ") && line[2] != ' ')
      names.push_back(line.substr(2, line.find(' ', 2) - 2));
    if (line.ends_with("ubcommands:") || line.ends_with("UBCOMMANDS:")) inside = true;
  }
  return names;
}

/// The commands with an HDF5 file as output, as their help says.
std::set<std::string> commands_that_write() {
  std::set<std::string> names;
  auto const look = [&](std::string const& name) {
    if (run_program(words(name, {"--help"})).out.find("--out FILE.h5") != std::string::npos)
      names.insert(name);
  };
  for (auto const& name : subcommands({})) {
    look(name);
    if (name == "run" || name == "help") continue;
    for (auto const& second : subcommands({name})) look(name + " " + second);
  }
  return names;
}

/// Small runs of each of them.
std::map<std::string, std::vector<std::string>> small_runs(std::string const& patterns) {
  std::string const model = " hopfield --alpha 0.1 --g 1.2 --T 8 --dt 0.1 ";
  return {
      {"simulate",
       {model + "--a 1.08 --N 60 --trials 3", model + "--N 60",
        model + "--a 0.5,0.3 --N 60 --trials 3 --cues 2 --save-states"}},
      {"solve", {model + "--a 1.08 --M 200", " dense --alpha 0.05 --g 1.2 --T 8 --dt 0.1 --M 200"}},
      {"recovery", {" dense --n 2 --g 1.5 --alpha 0.1,0.2 --a 0.3,0.9 --T 6 --dt 0.1 --M 200"}},
      {"binary retrieve", {" --N 100 --P 5 --sweeps 5 --replicas 4", " --npy " + patterns}},
      {"binary capacity",
       {" --N 100 --loads 0.02:0.05:2 --T 0.3 --dynamics glauber --sweeps 5 --graded 200"}},
      {"binary magnetisation", {" --N 100 --temperatures 0.5:1.5:5 --networks 2 --sweeps 5"}},
      {"binary basin", {" --N 100 --P 5 --replicas 2 --networks 2 --sweeps 5"}},
      {"binary phase-map",
       {" --N 100 --loads 2:10:5 --temperatures 0.1:1:4 --sweeps 5",
        " --N 100 --loads 2:10:5 --temperatures 0.1:0.2:2 --sweeps 5"}},
      {"binary sequence", {" --N 100 --P 5 --replicas 2"}},
      {"binary forgetting", {" --N 100 --P 20 --networks 2 --sweeps 5"}},
      {"binary mixtures", {" --N 100 --replicas 2 --networks 2 --sweeps 5"}},
      {"binary sample",
       {" --N 40 --T 0.5 --networks 3 --replicas 4 --sweeps 20",
        " --N 40 --T 0.5 --replicas 1 --sweeps 20"}},
      {"binary chain", {" --N 4 --T 0.5 --matrix", " --N 4 --T 0.5 --dynamics little"}},
      {"binary patterns", {" --npy " + patterns}},
      {"stimulus run",
       {" --stimulus sequence --sequence 1,2,1 --times 0,2,4 --strength 4 --t-end 6 --N 64 --P 3 "
        "--trials 2",
        " --mode multiplicative --stimulus modulated --strength 20 --stim-duration 2 --N 64 --P 3 "
        "--t-end 4 --trials 2 --landscape 9"}},
      {"stimulus autapse", {" --strength 1 --stim-duration 1 --t-end 3 --trials 3"}},
      {"stimulus preset", {" notes --w-external 3"}},
      {"equilibrium",
       {" diagram --tolerance 0.01", " mixtures --n 5", " sk --T 0.5", " sk --T 0.5 --J0 1.2",
        " curie-weiss --T 0.5,1,2", " graphical --alpha 0.1 --T 0,0.3,1.5",
        " van-hemmen --T 0.2 --J0 0.5", " noise"}}};
}

/// Whether `mattis plot` finds its Python here, and nothing else is wrong.
bool draws(fs::path const& file, fs::path const& figure) {
  auto const outcome = run_program({"plot", file.string(), "--out", figure.string()});
  if (outcome.exit_code == 0) return true;
  INFO(outcome.err);
  check_lacks_python("plot", outcome.err);
  CHECK_FALSE(fs::exists(figure));
  return false;
}

}  // namespace

TEST_CASE("command: plot draws every file that any command writes", "[command][plot]") {
  ScratchFolder const folder;
  auto const patterns = folder / "patterns.npy";
  {
    std::vector<std::int8_t> signs;
    for (int i = 0; i < 24; ++i) signs.push_back(i % 3 == 0 || i % 5 == 0 ? 1 : -1);
    put_bytes(patterns, npy_bytes(npy_header("|i1", "(3, 8)"), raw_bytes(signs)));
  }
  auto const runs = small_runs(patterns.string());
  std::set<std::string> listed;
  for (auto const& [name, lines] : runs) listed.insert(name);
  CHECK(commands_that_write() == listed);
  for (auto const& [name, lines] : runs) {
    for (auto const& line : lines) {
      CAPTURE(name, line);
      auto const file = folder / "file.h5", figure = folder / "figure.png";
      succeed(words(name + line, {"--out", file.string()}));
      if (!draws(file, figure)) SKIP("no Python with matplotlib here");
      CHECK(fs::file_size(figure) > 1000);
      fs::remove(figure);
      fs::remove(file);
    }
  }
  auto const design = folder / "design.toml";
  std::ofstream(design) << "command = 'equilibrium'\nmodel = 'point'\n[grid]\nT = [0.1, 0.3]\n"
                           "alpha = [0.02, 0.04]\n[pareto]\nminimise = 'f'\nmaximise = 'm'\n";
  succeed({"sweep", design.string(), "--out", (folder / "sweep").string()});
  CHECK(draws(folder / "sweep" / "sweep.h5", folder / "figure.svg"));
}

TEST_CASE("command: plot draws simulations on their theory, as PNG, PDF and SVG",
          "[command][plot]") {
  ScratchFolder const folder;
  auto const theory = folder / "theory.h5", simulation = folder / "simulation.h5";
  std::string const model = " hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 8 --dt 0.1";
  succeed(words("solve" + model + " --M 500", {"--out", theory.string()}));
  succeed(words("simulate" + model + " --N 300 --trials 4", {"--out", simulation.string()}));
  auto const figure = folder / "both.png";
  if (!draws(theory, figure)) SKIP("no Python with matplotlib here");
  auto const first_bytes = [](fs::path const& path) {
    std::string start(4, '\0');
    std::ifstream(path, std::ios::binary).read(start.data(), 4);
    return start;
  };
  for (auto const& [ending, start] :
       {std::pair{".png", "\x89PNG"}, std::pair{".pdf", "%PDF"}, std::pair{".svg", "<?xm"}}) {
    auto const path = fs::path(figure).replace_extension(ending);
    auto const out =
        succeed({"plot", theory.string(), simulation.string(), "--out", path.string()});
    CHECK_THAT(out, ContainsSubstring("N = 300: largest disagreement with the theory"));
    CHECK_THAT(out, ContainsSubstring(path.string()));
    CHECK(first_bytes(path) == start);
  }
  // Without a name, beside the file.
  JsonObject const json(succeed({"plot", theory.string(), "--json"}));
  CHECK(json["command"] == "\"plot\"");
  CHECK(json["out"] == '"' + (folder / "theory.png").string() + '"');
  CHECK(fs::file_size(folder / "theory.png") > 1000);
  check_refusal({"plot", theory.string(), theory.string(), "--out", theory.string()},
                "out: expected another file than those that are drawn");
  check_refusal({"plot", theory.string(), "--out", (folder / "figure.h5").string()},
                "out: expected a name that ends in .png, .pdf or .svg");
  // Of another network.
  auto const other = folder / "other.h5";
  succeed(words("simulate hopfield --alpha 0.2 --g 1.2 --a 1.08 --T 8 --dt 0.1 --N 100 --trials 2",
                {"--out", other.string()}));
  check_refusal({"plot", theory.string(), other.string(), "--out", figure.string()},
                "plot: ", "expected alpha = 0.1");
}

TEST_CASE("command: plot refuses what is no file of mattis in one line", "[command][plot]") {
  ScratchFolder const folder;
  auto const whole = folder / "whole.h5", figure = folder / "figure.png";
  succeed(words("equilibrium noise", {"--out", whole.string()}));
  if (!draws(whole, figure)) SKIP("no Python with matplotlib here");
  fs::remove(figure);
  auto const write = [&](std::string const& name, std::string const& content) {
    return put_bytes(folder / name, content).string();
  };
  std::ostringstream content;
  content << std::ifstream(whole, std::ios::binary).rdbuf();
  auto const bytes = content.str();
  auto damaged = bytes;
  std::fill(damaged.begin() + 100, damaged.begin() + 1200, '\x5a');
  std::string const expected = "expected a file that mattis has written, got ";
  for (auto const& [file, got] : std::vector<std::pair<std::string, std::string>>{
           {(folder / "missing.h5").string(), "none"},
           {folder.path().string(), "a folder"},
           {write("text.h5", "no HDF5"), "one that is no whole HDF5 file"},
           {write("empty.h5", ""), "one that is no whole HDF5 file"},
           {write("torn.h5", bytes.substr(0, bytes.size() / 2)), "one that is no whole HDF5 file"},
           {write("damaged.h5", damaged), "one that is no whole HDF5 file"}}) {
    CAPTURE(file);
    check_refusal({"plot", file, "--out", figure.string()}, "plot: " + file + ": ", expected + got);
    CHECK_FALSE(fs::exists(figure));
  }
  check_refusal({"plot", whole.string(), whole.string(), "--out", figure.string()},
                "plot: ", "expected one file of mattis equilibrium noise in a figure, got another");
  check_refusal({"plot"}, "plot: expected a file that mattis has written, got none");
  auto const lacking = run_program({"plot", whole.string(), "--out", figure.string()},
                                   {"MATTIS_PYTHON=/nowhere/python"});
  CHECK(lacking.exit_code == 2);
  CHECK_THAT(lacking.err,
             StartsWith("mattis: plot: expected Python with numpy, h5py and matplotlib"));
  CHECK_FALSE(fs::exists(figure));
}
