// SPDX-License-Identifier: BSD-3-Clause
#include <command/drawing.hpp>
#include <command/program.hpp>
#include <command/sweep_runs.hpp>
#include <io/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <filesystem>
#include <string>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using mattis::testing::check_lacks_python;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::words;
using mattis::testing::write_text;

TEST_CASE("command: binary and equilibrium draw, or say what they lack",
          "[command][binary][equilibrium]") {
  ScratchFolder const folder;
  auto const line = GENERATE(
      std::string("binary retrieve --N 100 --P 5 --sweeps 5 --replicas 4"),
      std::string("binary phase-map --N 100 --loads 2:10:5 --temperatures 0.1:1:4 --sweeps 5"),
      std::string("binary capacity --N 100 --replicas 2 --networks 2 --sweeps 5"),
      std::string(
          "binary capacity --N 100 --loads 0.02:0.05:2 --T 0.3 --dynamics glauber --sweeps 5 "
          "--graded 500"),
      std::string("binary magnetisation --N 100 --temperatures 0.5:1.5:5 --networks 2 --sweeps 5"),
      std::string("binary basin --N 100 --P 5 --replicas 2 --networks 2 --sweeps 5"),
      std::string("binary mixtures --N 100 --replicas 2 --networks 2 --sweeps 5"),
      std::string("binary sequence --N 100 --P 5 --replicas 2"),
      std::string("binary forgetting --N 100 --P 20 --networks 2 --sweeps 5"),
      std::string("binary chain --N 4 --T 0.5 --matrix"),
      std::string("equilibrium diagram --tolerance 0.01"),
      std::string("equilibrium mixtures --n 5"), std::string("equilibrium sk --T 0.5"),
      std::string("equilibrium curie-weiss --T 0.5,1,2"),
      std::string("equilibrium graphical --alpha 0.1 --T 0,0.3,1.5"),
      std::string("equilibrium van-hemmen --T 0.2 --J0 0.5"), std::string("equilibrium noise"));
  CAPTURE(line);
  auto const figure = folder / "figure.png";
  auto const with_figure = words(line, {"--figure", figure.string()});
  auto const without = run_program(with_figure, {"MATTIS_PYTHON=/nowhere/python"});
  CHECK(without.exit_code == 2);
  CHECK_THAT(without.err,
             StartsWith("mattis: figure: expected Python with numpy, h5py and matplotlib"));
  CHECK(std::count(without.err.begin(), without.err.end(), '\n') == 1);
  CHECK(folder.entries() == 0);
  auto const drawn = run_program(with_figure);
  if (drawn.exit_code != 0) {
    check_lacks_python("figure", drawn.err);
    SKIP("no Python with matplotlib here");
  }
  CHECK_THAT(drawn.out, ContainsSubstring(figure.string()));
  CHECK(std::filesystem::file_size(figure) > 1000);
  CHECK(folder.entries() == 1);
  // Beside its file, and not in place of it.
  auto const out = folder / "file.h5";
  CHECK(run_program(words(line, {"--figure", figure.string(), "--out", out.string()})).exit_code ==
        0);
  CHECK(folder.entries() == 2);
  CHECK_THAT(run_program(words(line, {"--figure", out.string(), "--out", out.string()})).err,
             StartsWith("mattis: figure: expected another file than the output"));
}

TEST_CASE("command: sweeps draw maps, curves and the fronts of several", "[command][sweep]") {
  ScratchFolder const folder;
  auto const point = std::string("command = 'equilibrium'\nmodel = 'point'\n");
  auto const front = std::string("[pareto]\nminimise = 'f'\nmaximise = 'm'\n");
  auto const grid = write_text(
      folder / "grid.toml", point + front + "[grid]\nT = [0.1, 0.3, 0.5]\n" +
                                "alpha = { from = 0.02, to = 0.16, count = 4, scale = 'log' }\n");
  auto const drawn = write_text(
      folder / "drawn.toml", point + front + "[random]\nsamples = 9\nT = { from = 0.1, to = 1 }\n" +
                                 "alpha = { from = 0.02, to = 0.2 }\n");
  auto const curve = write_text(folder / "curve.toml",
                                point + "[fixed]\nalpha = 0.05\n[grid]\nT = [0.1, 0.3, 2]\n" +
                                    "[figure]\nx = 'T'\nscores = ['m', 'entropy']\n");
  auto const figure = (folder / "figure.png").string();
  auto const first =
      run_program({"sweep", grid, "--out", (folder / "grid").string(), "--figure", figure});
  if (first.exit_code != 0) {
    check_lacks_python("figure", first.err);
    CHECK(std::filesystem::exists(folder / "grid" / "sweep.h5"));
    SKIP("no Python with matplotlib here");
  }
  CHECK_THAT(first.out, ContainsSubstring(figure));
  auto const size = std::filesystem::file_size(figure);
  CHECK(size > 1000);
  // The same with another's front in it.
  auto const overlay = (folder / "grid" / "sweep.h5").string();
  CHECK(run_program({"sweep", drawn, "--out", (folder / "drawn").string(), "--figure", figure,
                     "--overlay", overlay})
            .exit_code == 0);
  CHECK(std::filesystem::file_size(figure) != size);
  CHECK(run_program({"sweep", curve, "--out", (folder / "curve").string(), "--figure", figure})
            .exit_code == 0);
  auto const none = run_program({"sweep", "merge", (folder / "grid").string(), "--figure", figure,
                                 "--overlay", (folder / "curve" / "sweep.h5").string()});
  CHECK(none.exit_code == 2);
  CHECK_THAT(none.err, ContainsSubstring("expected a front of f and m"));
}
