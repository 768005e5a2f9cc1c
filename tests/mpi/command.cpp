// SPDX-License-Identifier: BSD-3-Clause
// The command as mpirun starts it.
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using mattis::testing::ScratchFolder;
namespace fs = std::filesystem;

namespace {

std::string text_of(fs::path const& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<std::string> words(std::string const& text) {
  std::istringstream in(text);
  std::vector<std::string> all;
  for (std::string word; in >> word;) all.push_back(word);
  return all;
}

/// `mpirun -n ranks mattis ..`, its outputs in files.
class Launch {
 public:
  Launch(int ranks, std::string const& arguments) {
    auto line = words(std::string(MATTIS_MPIRUN) + " " + std::to_string(ranks) + " " +
                      MATTIS_COMMAND + " " + arguments);
    id_ = ::fork();
    if (id_ > 0) return;
    std::vector<char*> argv;
    for (auto& word : line) argv.push_back(word.data());
    argv.push_back(nullptr);
    for (auto const& [name, stream] : {std::pair{"out", 1}, std::pair{"err", 2}})
      ::dup2(::open((folder_ / name).c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), stream);
    ::execvp(argv[0], argv.data());
    ::_exit(127);
  }
  ~Launch() {
    if (id_ > 0) ::kill(id_, SIGTERM);
    if (id_ > 0) ::waitpid(id_, nullptr, 0);
  }
  Launch(Launch const&) = delete;
  Launch& operator=(Launch const&) = delete;

  /// Its exit code. Fails the test where it takes longer.
  int wait(double seconds) {
    auto const end = Clock::now() + std::chrono::duration<double>(seconds);
    int status = 0;
    while (::waitpid(id_, &status, WNOHANG) == 0) {
      if (Clock::now() > end) FAIL("mpirun hangs");
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    id_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  /// Waits until something is so. Fails the test where it takes longer than a minute, as where
  /// mpirun is not allowed to start.
  template <class Holds>
  void until(Holds const& holds) const {
    for (auto const end = Clock::now() + std::chrono::minutes(1); !holds();) {
      if (Clock::now() > end) FAIL("nothing comes of it: " << text_of(folder_ / "err"));
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  /// Processes of the command that it has started.
  std::vector<pid_t> processes() const {
    std::vector<pid_t> found;
    for (auto const& entry : fs::directory_iterator("/proc")) {
      auto const text = text_of(entry.path() / "stat");
      auto const name_end = text.rfind(')');
      if (name_end == std::string::npos) continue;
      std::istringstream rest(text.substr(name_end + 1));
      char state = 0;
      pid_t parent = 0;
      rest >> state >> parent;
      if (parent == id_ && text.find("(mattis)") != std::string::npos)
        found.push_back(static_cast<pid_t>(std::stol(entry.path().filename().string())));
    }
    return found;
  }
  std::string out() const { return text_of(folder_ / "out"); }
  /// Lines of the command on standard error; mpirun adds its own.
  std::vector<std::string> complaints() const {
    std::istringstream in(text_of(folder_ / "err"));
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
      if (line.rfind("mattis: ", 0) == 0) lines.push_back(line);
    return lines;
  }

 private:
  using Clock = std::chrono::steady_clock;
  ScratchFolder folder_;
  pid_t id_ = -1;
};

/// Runs it to its end, which is to be a good one.
std::string succeed(int ranks, std::string const& arguments) {
  Launch launch(ranks, arguments);
  int const code = launch.wait(240);
  for (auto const& line : launch.complaints()) UNSCOPED_INFO(line);
  CHECK(code == 0);
  return launch.out();
}

void check_same(fs::path const& a, fs::path const& b, std::vector<std::string> const& names) {
  auto const first = mattis::io::Hdf5File::open(a), second = mattis::io::Hdf5File::open(b);
  for (auto const& name : names) {
    INFO(name);
    CHECK(first.read<double>(name) == second.read<double>(name));
  }
}

std::vector<std::string> const of_solve{"m", "C_phi", "S_phi", "E", "m_se", "C_phi_se", "E_se"};
std::string const theory =
    "solve hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 40 --dt 0.05 --threads 1";

}  // namespace

TEST_CASE("The command writes the same file with any number of ranks", "[mpi][command]") {
  ScratchFolder const folder;
  auto const file = [&](std::string const& name) { return (folder / name).string(); };
  std::string const network =
      "simulate hopfield --alpha 0.1 --g 1.2 --a 1.08 --T 20 --N 150 --trials 7 --threads 1";
  std::string const rows =
      "recovery hopfield --alpha 0.05,0.2 --g 1.5 --a 0.6,1.2 --T 10 --dt 0.2 --M 600 --threads 1";
  for (int const ranks : {1, 3}) {
    auto const n = std::to_string(ranks);
    auto const line = succeed(ranks, theory + " --M 20000 --json --out " + file("solve" + n));
    CHECK(std::count(line.begin(), line.end(), '\n') == 1);
    succeed(ranks, network + " --out " + file("simulate" + n));
    succeed(ranks, network + " --by-patterns --out " + file("patterns" + n));
    succeed(ranks, rows + " --out " + file("recovery" + n));
  }
  CHECK(folder.entries() == 8);
  check_same(folder / "solve1", folder / "solve3", of_solve);
  check_same(folder / "simulate1", folder / "simulate3", {"m", "E"});
  check_same(folder / "patterns1", folder / "patterns3", {"m", "E"});
  check_same(folder / "recovery1", folder / "recovery3", {"m_peak", "m_final", "m"});
}

TEST_CASE("One line from one rank says what is wrong", "[mpi][command]") {
  ScratchFolder const folder;
  for (auto const& [arguments, message] :
       {std::pair<std::string, std::string>{"solve hopfield --alpha 0.1 --g 1.2 --T 1", "T: "},
        {"bench --json", "bench: expected one process"},
        {theory + " --samples " + (folder / "none").string(), "none"}}) {
    Launch launch(3, arguments);
    CHECK(launch.wait(60) == 2);
    auto const lines = launch.complaints();
    REQUIRE(lines.size() == 1);
    INFO(lines[0]);
    CHECK(lines[0].find(message) != std::string::npos);
    CHECK(launch.out().empty());
  }
}

TEST_CASE("A rank that is told to end ends all, and a checkpoint is kept", "[mpi][command]") {
  ScratchFolder const folder;
  auto const file = [&](std::string const& name) { return (folder / name).string(); };
  std::string const task = theory + " --M 4000000 --out " + file("theory.h5") + " --checkpoint " +
                           file("theory.ckpt") + " --checkpoint-interval 0";
  Launch launch(3, task);
  launch.until([&] { return fs::exists(folder / "theory.ckpt"); });
  auto const processes = launch.processes();
  REQUIRE(processes.size() == 3);
  ::kill(processes.back(), SIGTERM);
  CHECK(launch.wait(20) != 0);
  auto const lines = launch.complaints();
  REQUIRE(lines.size() == 1);
  INFO(lines[0]);
  CHECK(lines[0].find("told to stop") != std::string::npos);
  CHECK(lines[0].find("checkpoint kept") != std::string::npos);
  CHECK(!fs::exists(folder / "theory.h5"));
}

TEST_CASE("Each rank has the memory of its share of the patterns", "[mpi][command]") {
  // N = P = 20000: 100 MB of signs in both orientations.
  auto const peak = [](int ranks, std::string const& load) {
    Launch launch(ranks,
                  "simulate hopfield --g 1.2 --a 1.08 --T 12 --N 20000 --by-patterns "
                  "--threads 1 --alpha " +
                      load);
    double most = 0;
    for (int looks = 0; looks < 40000; ++looks) {
      auto const processes = launch.processes();
      if (processes.empty() && looks > 400) break;
      for (auto const process : processes) {
        auto const status = text_of("/proc/" + std::to_string(process) + "/status");
        auto const at = status.find("VmHWM:");
        if (at != std::string::npos) most = std::max(most, 1e-3 * std::stod(status.substr(at + 6)));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    CHECK(launch.wait(60) == 0);
    return most;  // MB
  };
  double const one = peak(1, "1") - peak(1, "0.05"), four = peak(4, "1") - peak(4, "0.05");
  INFO("MB above a twentieth of the patterns: one rank " << one << ", each of four " << four);
  CHECK(one > 90);
  CHECK(four < 0.25 * one + 8);
}

TEST_CASE("A rank that is stopped ends all, and a checkpoint is kept", "[mpi][command]") {
  for (int const stopped : {0, 1}) {
    ScratchFolder const folder;
    auto const file = [&](std::string const& name) { return (folder / name).string(); };
    Launch launch(2, theory + " --M 4000000 --out " + file("theory.h5") + " --checkpoint " +
                         file("theory.ckpt") + " --checkpoint-interval 0");
    launch.until([&] { return fs::exists(folder / "theory.ckpt"); });
    auto processes = launch.processes();  // started in the order of their ranks
    REQUIRE(processes.size() == 2);
    std::sort(processes.begin(), processes.end());
    ::kill(processes[static_cast<std::size_t>(stopped)], SIGSTOP);
    CHECK(launch.wait(60) != 0);
    auto const lines = launch.complaints();
    for (auto const& line : lines) UNSCOPED_INFO(line);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].find("process " + std::to_string(stopped) + ": stopped by a signal") !=
          std::string::npos);
    CHECK(fs::exists(folder / "theory.ckpt"));
    CHECK(!fs::exists(folder / "theory.h5"));
  }
}

TEST_CASE("A rank that is stopped for a moment holds up the others, and that is all",
          "[mpi][command]") {
  Launch launch(2, theory + " --M 400000");
  std::vector<pid_t> processes;
  launch.until([&] { return (processes = launch.processes()).size() == 2; });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  ::kill(processes.back(), SIGSTOP);
  std::this_thread::sleep_for(std::chrono::seconds(3));
  ::kill(processes.back(), SIGCONT);
  CHECK(launch.wait(120) == 0);
  CHECK(launch.complaints().empty());
}

TEST_CASE("bench --mpi times the messages and the steps of ranks", "[mpi][command]") {
  auto const line = succeed(2, "bench --mpi --json --threads 1 --latency 2e-6 --bandwidth 12.5e9");
  CHECK(std::count(line.begin(), line.end(), '\n') == 1);
  for (auto const* const word :
       {"latency_s", "one_way_s", "\"sums\"", "\"step\"", "nodes1000", "half_at"})
    CHECK(line.find(word) != std::string::npos);
  Launch alone(1, "bench --mpi");
  CHECK(alone.wait(60) == 2);
  REQUIRE(alone.complaints().size() == 1);
  CHECK(alone.complaints()[0].find("two processes or more") != std::string::npos);
}

// Of MATTIS_TEST_KILLS kills; a few where nothing is said.
TEST_CASE("Kills of a rank at any moment lose no bit", "[mpi][command][kills]") {
  ScratchFolder const folder;
  auto const file = [&](std::string const& name) { return (folder / name).string(); };
  std::string const task = theory + " --M 400000 --checkpoint-interval 0 --out ";
  auto const begin = std::chrono::steady_clock::now();
  succeed(2, task + file("whole.h5") + " --checkpoint " + file("whole.ckpt"));
  std::chrono::duration<double> const whole = std::chrono::steady_clock::now() - begin;
  std::mt19937 random(17);
  int resumed = 0;
  auto const* const said = std::getenv("MATTIS_TEST_KILLS");
  int const kills = said != nullptr ? std::atoi(said) : 4;
  for (int kill = 0; kill < kills; ++kill) {
    auto const name = "killed" + std::to_string(kill);
    std::string const own =
        task + file(name + ".h5") + " --resume --checkpoint " + file(name + ".ckpt");
    INFO("kill " << kill);
    {
      Launch launch(2 + kill % 3, own);
      std::this_thread::sleep_for(whole * std::uniform_real_distribution<double>(0, 1)(random));
      if (auto const processes = launch.processes(); !processes.empty())
        ::kill(processes[random() % processes.size()], SIGKILL);
      launch.wait(20);
    }
    resumed += fs::exists(folder / (name + ".ckpt")) ? 1 : 0;
    if (!fs::exists(folder / (name + ".h5"))) succeed(1 + (kill + 1) % 4, own);
    check_same(folder / (name + ".h5"), folder / "whole.h5", of_solve);
    fs::remove(folder / (name + ".h5"));
    for (auto const& entry : fs::directory_iterator(folder.path())) {
      auto const left = entry.path().filename().string();
      CHECK((left == "whole.h5" || left[0] == '.'));  // what a killed rank was writing is hidden
    }
  }
  CHECK_NOFAIL(resumed > kills / 4);  // a matter of how busy the machine is
}
