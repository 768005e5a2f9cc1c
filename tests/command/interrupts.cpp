// SPDX-License-Identifier: BSD-3-Clause
// Killed or told to stop at random moments, again and again: nothing finished is lost, and what is
// resumed ends in the bits of a run that nobody disturbed. MATTIS_INTERRUPTS is the number of each
// kind for each command (3 unless given), MATTIS_INTERRUPTS_SEED draws the moments;
// scripts/check-interrupts runs 100.
#include <command/program.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <signal.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

using mattis::io::Hdf5File;
using mattis::testing::Program;
using mattis::testing::run_program;
using mattis::testing::ScratchFolder;
using mattis::testing::words;

namespace {

using Clock = std::chrono::steady_clock;

int from_environment(char const* name, int otherwise) {
  char const* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::atoi(text);
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Standard errors may be NaN, which equals nothing: bits are compared.
std::vector<std::uint64_t> bits(std::vector<double> const& values) {
  std::vector<std::uint64_t> all;
  for (double const value : values) all.push_back(std::bit_cast<std::uint64_t>(value));
  return all;
}

/// A command, the dataset that counts the rows of its part where it keeps what it has done there (a
/// checkpoint else), and the datasets of its result.
struct Job {
  std::string line;
  std::string rows;
  std::vector<std::string> datasets;
};

std::vector<Job> const jobs = {
    {"simulate hopfield --alpha 0.1 --g 1.2 --a 1.08 --N 100 --trials 600 --T 60 --save-states",
     "",
     {"m", "E", "x", "phi"}},
    {"solve hopfield --alpha 0.1 --g 1.2 --a 1.08,0.5 --T 40 --dt 0.05 --M 10000 --tol 1e-6",
     "",
     {"m", "m_se", "C_phi", "C_phi_se", "S_phi", "S_phi_se", "E", "E_se", "residuals"}},
    {"recovery hopfield --alpha 0.05,0.1,0.3,0.4 --g 1.5 --a 0.6,1.35 --T 30 --dt 0.1 --M 600 "
     "--seed 2 --capacity-tol "
     "0.02",
     "m_final",
     {"alpha", "a", "m", "m_se", "t_peak", "refined", "capacity_alpha", "capacity_alpha_se"}},
    {"binary basin --N 1000 --P 60 --sweeps 120 --networks 4 --seed 3",
     "m",
     {"m_start", "m", "m_se", "retrieved", "retrieved_se", "m_run", "retrieved_run", "flips"}},
    {"binary capacity --N 400 --loads 0.02:0.1:5 --T 0.3 --dynamics glauber --graded 3000",
     "m",
     {"load", "m", "m_se", "m_theory", "m_graded", "m_graded_se", "theory_m"}},
    {"binary forgetting --N 500 --P 150 --networks 6", "m_run", {"m_run", "m", "m_se"}}};

/// One job in a folder of its own, disturbed.
class Disturbed {
 public:
  Disturbed(Job const& job, unsigned seed) : job_(job), engine_(seed) {
    auto const start = Clock::now();
    REQUIRE(run_program(words(job.line, {"--out", (folder_ / "whole.h5").string()})).exit_code ==
            0);
    whole_seconds_ = seconds_since(start);
  }

  /// Runs on from what there is, and sends `signal` at a random moment.
  void disturb(int signal) {
    if (std::filesystem::exists(out_)) check_result();
    auto const before = finished_rows();
    Program program(arguments());
    if (signal != SIGKILL) program.wait_until_it_catches(signal);
    std::this_thread::sleep_for(std::chrono::duration<double>(
        std::uniform_real_distribution<>(0, 1.1 * whole_seconds_)(engine_)));
    ::kill(program.id(), signal);
    auto const sent = Clock::now();
    auto const outcome = program.wait();
    if (signal != SIGKILL && outcome.exit_code != 0) {
      longest_answer_ = std::max(longest_answer_, seconds_since(sent));
      INFO(outcome.err);
      CHECK(outcome.exit_code == 128 + signal);
      CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
      CHECK_FALSE(std::filesystem::exists(out_));
    }
    cut_off_ += outcome.exit_code == 0 ? 0 : 1;
    if (!std::filesystem::exists(out_)) CHECK(finished_rows() >= before);
  }

  /// Runs to the end.
  void finish() {
    if (!std::filesystem::exists(out_) || std::filesystem::exists(kept_)) {
      auto const outcome = run_program(arguments());
      INFO(outcome.err);
      REQUIRE(outcome.exit_code == 0);
    }
    check_result();
    CHECK_FALSE(std::filesystem::exists(kept_));
  }

  int cut_off() const { return cut_off_; }
  double longest_answer() const { return longest_answer_; }
  int completed() const { return completed_; }

 private:
  std::vector<std::string> arguments() const {
    auto line = words(job_.line, {"--out", out_.string(), "--resume"});
    if (job_.rows.empty())
      line.insert(line.end(), {"--checkpoint", kept_.string(), "--checkpoint-interval", "0.05"});
    return line;
  }

  /// Rows in a part, which is whole whenever it is there; also of a checkpoint,
  /// which counts none.
  std::size_t finished_rows() const {
    if (!std::filesystem::exists(kept_)) return 0;
    auto const file = Hdf5File::open(kept_);
    return job_.rows.empty() ? 0 : file.extents(job_.rows)[0];
  }

  void check_result() {
    auto const whole = Hdf5File::open(folder_ / "whole.h5"), pieces = Hdf5File::open(out_);
    for (auto const& name : job_.datasets) {
      CAPTURE(name);
      CHECK(bits(whole.read<double>(name)) == bits(pieces.read<double>(name)));
    }
    std::filesystem::remove(out_);
    std::filesystem::remove(kept_);  // a kill between the result and the end of its checkpoint
    ++completed_;
  }

  Job const& job_;
  ScratchFolder folder_;
  std::filesystem::path out_ = folder_ / "pieces.h5";
  std::filesystem::path kept_ = folder_ / (job_.rows.empty() ? "checkpoint" : "pieces.h5.part");
  std::mt19937 engine_;
  double whole_seconds_ = 0, longest_answer_ = 0;
  int cut_off_ = 0, completed_ = 0;
};

}  // namespace

TEST_CASE("interrupts: kills and stop requests at random moments lose nothing",
          "[command][checkpoint][interrupts]") {
  int const count = from_environment("MATTIS_INTERRUPTS", 3);
  auto const seed = static_cast<unsigned>(from_environment("MATTIS_INTERRUPTS_SEED", 1));
  std::vector<int> const requests{SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU};
  auto const job = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{3},
                            std::size_t{4}, std::size_t{5});
  CAPTURE(jobs[job].line, seed);
  Disturbed disturbed(jobs[job], seed + static_cast<unsigned>(job));
  for (int i = 0; i < count; ++i) {
    disturbed.disturb(SIGKILL);
    disturbed.disturb(requests[static_cast<std::size_t>(i) % requests.size()]);
  }
  disturbed.finish();
  if (count > 3)
    std::printf("%s: %d of %d cut off, %d times complete, answered within %.2f s\n",
                jobs[job].line.substr(0, jobs[job].line.find(' ')).c_str(), disturbed.cut_off(),
                2 * count, disturbed.completed(), disturbed.longest_answer());
  CHECK_NOFAIL(disturbed.longest_answer() < 1);  // a matter of how busy the machine is
}
