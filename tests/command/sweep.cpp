// SPDX-License-Identifier: BSD-3-Clause
#include <command/json.hpp>
#include <command/program.hpp>
#include <command/sweep_runs.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using mattis::io::Extents;
using mattis::io::Hdf5File;
using mattis::testing::check_refusal;
using mattis::testing::JsonObject;
using mattis::testing::Program;
using mattis::testing::row_bits;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::small_sweep;
using mattis::testing::succeed;
using mattis::testing::sweep;
using mattis::testing::Texts;
using mattis::testing::write_text;

TEST_CASE("command: a sweep writes parameters and scores of every row", "[command][sweep]") {
  ScratchFolder const folder;
  auto const file = write_text(folder / "s.toml",
                               "command = 'equilibrium'\nmodel = 'point'\nseed = 3\n"
                               "[grid]\nT = [0.2, 0.1]\nalpha = [0.02, 0.05, 0.1]\n"
                               "[pareto]\nminimise = 'f'\nmaximise = ['alpha']\n");
  auto const out = succeed(sweep(file, folder / "o"));
  CHECK_THAT(out, ContainsSubstring("6 rows") && ContainsSubstring("Pareto front"));
  auto const result = Hdf5File::open(folder / "o" / "sweep.h5");
  CHECK(result.read_texts("sweep_parameters") == Texts{"T", "alpha"});
  CHECK(result.read<double>("T") == std::vector{0.2, 0.2, 0.2, 0.1, 0.1, 0.1});
  CHECK(result.read<double>("alpha") == std::vector{0.02, 0.05, 0.1, 0.02, 0.05, 0.1});
  for (auto const& name : result.read_texts("sweep_scores"))
    CHECK(result.extents(name) == Extents{6});
  CHECK(result.read<double>("row_failed") == std::vector<double>(6, 0));
  CHECK(result.read<double>("row_pareto").size() == 6);
  CHECK(result.attribute<bool>("complete"));
  CHECK(result.attribute<std::uint64_t>("seed") == 3);
  for (auto const* name : {"version", "git_hash", "backend", "device"})
    CHECK(result.has_attribute(name));
  CHECK(result.read_texts("sweep_config")[0].starts_with("command = 'equilibrium'"));
  // A row is the summary of the command alone.
  JsonObject const alone(
      succeed({"equilibrium", "point", "--T", "0.1", "--alpha", "0.05", "--json"}));
  CHECK(std::stod(alone["m"]) == result.read<double>("m")[4]);
  CHECK(std::stod(alone["f_error"]) == result.read<double>("f_error")[4]);
}

TEST_CASE("command: rows of a sweep are those of the command with their seed", "[command][sweep]") {
  ScratchFolder const folder;
  auto const [text, line] = GENERATE(table<std::string, std::string>(
      {{"command = 'solve'\nmodel = 'hopfield'\n[fixed]\nalpha = 0.1\nT = 10\nM = 300\na = [1.08]\n"
        "[grid]\ng = [1.1, 1.2]\n",
        "solve hopfield --alpha 0.1 --T 10 --M 300 --a 1.08 --g 1.2"},
       {"command = 'simulate'\nmodel = 'dense'\n[fixed]\nalpha = 0.1\nT = 10\nN = 30\na = 1\n"
        "[list]\ng = [1.1, 1.2]\ntrials = [2, 3]\n",
        "simulate dense --alpha 0.1 --T 10 --N 30 --a 1 --g 1.2 --trials 3"},
       {"command = 'recovery'\nmodel = 'hopfield'\n[fixed]\nalpha = '0.1,0.4'\ng = 1.5\nT = 10\n"
        "M = 300\na = 1\ncapacity-tol = 0.2\n[grid]\nthreshold = [0.5, 0.9]\n",
        "recovery hopfield --alpha 0.1,0.4 --g 1.5 --T 10 --M 300 --a 1 --capacity-tol 0.2 "
        "--threshold 0.9"},
       {"command = 'binary capacity'\n[fixed]\nN = 100\nreplicas = 2\nnetworks = 2\nsweeps = 5\n"
        "loads = '0.1:0.2:3'\n[grid]\ndynamics = ['zero', 'glauber']\n",
        "binary capacity --N 100 --replicas 2 --networks 2 --sweeps 5 --loads 0.1:0.2:3 "
        "--dynamics glauber"},
       {"command = 'binary basin'\n[fixed]\nN = 100\nreplicas = 2\nnetworks = 2\nsweeps = 5\n"
        "[random]\nsamples = 2\nP = { from = 4, to = 9, whole = true }\n",
        "binary basin --N 100 --replicas 2 --networks 2 --sweeps 5"},
       {"command = 'binary chain'\n[fixed]\nN = 5\n[grid]\nT = [0.5, 1.5]\n",
        "binary chain --N 5 --T 1.5"}}));
  CAPTURE(text);
  succeed(sweep(write_text(folder / "s.toml", text), folder / "o"));
  auto const result = Hdf5File::open(folder / "o" / "sweep.h5");
  char seed[32];
  std::snprintf(seed, sizeof seed, "%.0f", result.read<double>("seed")[1]);
  auto words = mattis::testing::words(line, {"--seed", seed, "--json"});
  if (line.starts_with("binary basin"))
    words.insert(words.end(),
                 {"--P", std::to_string(static_cast<int>(result.read<double>("P")[1]))});
  JsonObject const alone(succeed(words));
  std::size_t compared = 0;
  for (auto const& name : result.read_texts("sweep_scores")) {
    if (name.find("second") != name.npos || name.ends_with("per_ns")) continue;
    auto const bracket = name.find('[');
    auto number = alone[name.substr(0, bracket)];
    if (bracket != name.npos) {  // the entry of a list
      std::istringstream list(number.substr(1, number.size() - 2));
      for (int i = 0; i <= std::stoi(name.substr(bracket + 1)); ++i)
        std::getline(list, number, ',');
      number.erase(0, number.find_first_not_of(' '));
    }
    double const value = result.read<double>(name)[1];
    CAPTURE(name, value, number);
    if (number == "null") {
      CHECK_FALSE(std::isfinite(value));
    } else if (number == "true" || number == "false") {
      CHECK(value == (number == "true" ? 1 : 0));
    } else {
      CHECK(value == std::stod(number));
    }
    ++compared;
  }
  CHECK(compared > 3);
}

TEST_CASE("command: a given seed is every row's, values may be texts", "[command][sweep]") {
  ScratchFolder const folder;
  auto const file = write_text(folder / "s.toml",
                               "command = 'binary retrieve'\n"
                               "[fixed]\nN = 50\nP = 3\nsweeps = 3\nreplicas = 4\nseed = 5\n"
                               "[grid]\ndynamics = ['glauber', 'zero']\n");
  succeed(sweep(file, folder / "o"));
  auto const result = Hdf5File::open(folder / "o" / "sweep.h5");
  CHECK(result.read_texts("sweep_parameters") == Texts{"dynamics"});
  CHECK(result.read_texts("dynamics") == Texts{"glauber", "zero"});
  CHECK(result.read<double>("seed") == std::vector<double>{5, 5});
}

TEST_CASE("command: a sweep of parts has one row after the other", "[command][sweep]") {
  ScratchFolder const folder;
  auto const file =
      write_text(folder / "s.toml",
                 "[[part]]\nname = 'retrieval'\ncommand = 'binary retrieve'\n"
                 "[part.fixed]\nN = 50\nsweeps = 3\nreplicas = 4\n[part.grid]\nP = [3, 4]\n"
                 "[[part]]\nname = 'theory'\ncommand = 'equilibrium'\nmodel = 'point'\n"
                 "[part.fixed]\nT = 0.1\n[part.grid]\nalpha = [0.06, 0.08, 0.1]\n"
                 "[pareto]\nmaximise = ['m']\nminimise = ['energy']\n");
  succeed(sweep(file, folder / "o"));
  auto const result = Hdf5File::open(folder / "o" / "sweep.h5");
  CHECK(result.read<double>("row_part") == std::vector<double>{0, 0, 1, 1, 1});
  CHECK(result.read_texts("sweep_part_names") == Texts{"retrieval", "theory"});
  CHECK(result.read_texts("sweep_part_commands") == Texts{"binary retrieve", "equilibrium point"});
  auto const P = result.read<double>("P"), alpha = result.read<double>("alpha");
  CHECK((P[1] == 4 && std::isnan(P[2]) && std::isnan(alpha[1]) && alpha[4] == 0.1));
  auto const front = result.read<double>("row_pareto");
  CHECK(std::count(front.begin(), front.begin() + 2, 1) > 0);
  CHECK(std::count(front.begin() + 2, front.end(), 1) > 0);
}

TEST_CASE("command: without a folder a sweep makes one with the time in its name",
          "[command][sweep]") {
  ScratchFolder const folder;
  auto const file = write_text(folder / "points.toml",
                               "command = 'equilibrium'\nmodel = 'point'\n"
                               "[fixed]\nT = 0.1\n[grid]\nalpha = [0.06, 0.08]\n");
  auto const before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  auto const outcome = run_program({"sweep", file, "--json"});
  std::filesystem::current_path(before);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  JsonObject const summary(outcome.out);
  CHECK(summary["rows"] == "2");
  CHECK(summary["failed"] == "0");
  CHECK_THAT(summary["out"], StartsWith("\"outputs/points-20") && ContainsSubstring("Z/sweep.h5"));
  CHECK(std::filesystem::exists(folder / "outputs"));
}

TEST_CASE("command: more points change no row that is there", "[command][sweep]") {
  ScratchFolder const folder;
  auto const text = [](std::string const& T) {
    return "command = 'binary retrieve'\n[fixed]\nN = 60\nP = 4\nsweeps = 3\nreplicas = 4\n"
           "[pareto]\nmaximise = 'm'\n[grid]\nT = " +
           T + "\n";
  };
  auto const few = write_text(folder / "few.toml", text("[0.1, 0.5]"));
  auto const many = write_text(folder / "many.toml", text("[0.3, 0.1, 0.4, 0.5]"));
  succeed(sweep(few, folder / "few"));
  succeed(sweep(many, folder / "many"));
  auto const bits = row_bits(folder / "few" / "sweep.h5"),
             more = row_bits(folder / "many" / "sweep.h5");
  for (auto const* name : {"seed", "m", "energy", "flips"}) {
    CHECK(bits.at(name)[0] == more.at(name)[1]);
    CHECK(bits.at(name)[1] == more.at(name)[3]);
  }
  // Going on with a file that says more computes what is missing.
  check_refusal(sweep(many, folder / "few"), "out: expected no other sweep's folder");
  succeed(sweep(many, folder / "few", {"--resume"}));
  CHECK(row_bits(folder / "few" / "sweep.h5") == more);
}

TEST_CASE("command: a row that fails is recorded and stops no other", "[command][sweep]") {
  ScratchFolder const folder;
  auto const file = write_text(folder / "s.toml",
                               "command = 'solve'\nmodel = 'hopfield'\n"
                               "[fixed]\nalpha = 0.1\ng = 1.2\na = 1.08\nT = 20\nM = 200\n"
                               "[grid]\nmax-sweeps = [1, 0]\n");
  auto const first = run_program(sweep(file, folder / "o"));
  CHECK(first.exit_code == 3);
  CHECK_THAT(first.err, StartsWith("mattis: 1 of 2 rows failed (--retry computes them again), the "
                                   "first with: "));
  CHECK_THAT(first.out, ContainsSubstring("failed            1"));
  auto const check = [&] {
    auto const result = Hdf5File::open(folder / "o" / "sweep.h5");
    CHECK(result.read<double>("row_failed") == std::vector<double>{1, 0});
    CHECK_THAT(result.read_texts("row_remark")[0], ContainsSubstring("residual"));
    CHECK(result.read_texts("row_remark")[1].empty());
    CHECK(std::isnan(result.read<double>("m_final[0]")[0]));
    CHECK(std::isfinite(result.read<double>("m_final[0]")[1]));
    CHECK(result.attribute<bool>("complete"));
  };
  check();
  auto const lines = [&] {
    std::ifstream journal(folder / "o" / "rows.journal");
    std::string line;
    int count = 0;
    while (std::getline(journal, line)) ++count;
    return count;
  };
  CHECK(lines() == 3);
  check_refusal(sweep(file, folder / "o"), "out: expected no rows of an earlier run");
  CHECK(run_program(sweep(file, folder / "o", {"--resume"})).exit_code == 3);
  CHECK(lines() == 3);
  CHECK(run_program(sweep(file, folder / "o", {"--resume", "--retry"})).exit_code == 3);
  CHECK(lines() == 4);
  check();
  for (auto const& entry : std::filesystem::directory_iterator(folder / "o"))
    CHECK(entry.path().extension() != ".checkpoint");
}

TEST_CASE("command: a sweep killed twenty times ends in the bits of one that was not",
          "[command][sweep][interrupts]") {
  ScratchFolder const folder;
  auto const file = write_text(folder / "s.toml", small_sweep);
  auto const start = std::chrono::steady_clock::now();
  succeed(sweep(file, folder / "whole"));
  auto const whole =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  auto const out = folder / "killed";
  std::mt19937 engine(7);
  int cut_off = 0;
  for (int i = 0; i < 20; ++i) {
    if (std::filesystem::exists(out / "rows.journal")) std::filesystem::remove_all(out);
    Program program(sweep(file, out, {"--resume", "--checkpoint-interval", "0.01"}));
    std::this_thread::sleep_for(
        std::chrono::duration<double>(std::uniform_real_distribution<>(0, whole)(engine)));
    ::kill(program.id(), SIGKILL);
    cut_off += program.wait().exit_code == 0 ? 0 : 1;
    auto const result = out / "sweep.h5";  // whole, whenever it is there
    if (std::filesystem::exists(result)) row_bits(result);
  }
  CHECK(cut_off > 5);
  succeed(sweep(file, out, {"--resume"}));
  CHECK(row_bits(out / "sweep.h5") == row_bits(folder / "whole" / "sweep.h5"));
}

TEST_CASE("command: a sweep that is told to stop keeps its rows and says so",
          "[command][sweep][interrupts]") {
  ScratchFolder const folder;
  auto const signal = GENERATE(SIGTERM, SIGUSR1);
  // One row of hours behind some that take no time.
  auto const file = write_text(folder / "s.toml",
                               "command = 'simulate'\nmodel = 'hopfield'\n"
                               "[fixed]\nalpha = 0.1\ng = 1.2\na = 1\nT = 20\n"
                               "[list]\nN = [20, 21, 2000]\ntrials = [1, 1, 100000]\n");
  auto const out = folder / "o";
  Program program(sweep(file, out));
  for (int i = 0; i < 3000; ++i) {
    std::ifstream journal(out / "rows.journal.part");
    std::string const text(std::istreambuf_iterator<char>(journal), {});
    if (std::count(text.begin(), text.end(), '\n') == 3) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  ::kill(program.id(), signal);
  auto const sent = std::chrono::steady_clock::now();
  auto const outcome = program.wait();
  CHECK(std::chrono::steady_clock::now() - sent < std::chrono::seconds(5));
  CHECK(outcome.exit_code == 128 + signal);
  CHECK_THAT(outcome.err, StartsWith("mattis: told to stop, 2 of 3 rows kept in " + out.string()));
  auto const result = Hdf5File::open(out / "sweep.h5");
  CHECK_FALSE(result.attribute<bool>("complete"));
  CHECK(result.read<double>("N") == std::vector<double>{20, 21});
}
