// SPDX-License-Identifier: BSD-3-Clause
// What a user waits for: the whole process from start to exit, and its peak memory. The original
// script needs 2460 s and 4 GB for the first row and 2.1 s for the second, on two such cores.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <string>
#include <vector>

extern char** environ;

namespace {

struct Finished {
  int status;
  double seconds;
  double megabytes;
};

Finished run(std::string const& line) {
  std::istringstream words(std::string(MATTIS_COMMAND) + " " + line);
  std::vector<std::string> arguments;
  for (std::string word; words >> word;) arguments.push_back(word);
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t silent;
  posix_spawn_file_actions_init(&silent);
  posix_spawn_file_actions_addopen(&silent, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  auto const start = std::chrono::steady_clock::now();
  pid_t child = 0;
  Finished finished{-1, 0, 0};
  if (posix_spawn(&child, argv[0], &silent, nullptr, argv.data(), environ) == 0) {
    rusage usage{};
    wait4(child, &finished.status, 0, &usage);
    finished.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    finished.megabytes = static_cast<double>(usage.ru_maxrss) / 1000;
  }
  posix_spawn_file_actions_destroy(&silent);
  return finished;
}

void process(benchmark::State& state, std::string const& line) {
  double best = 1e300;
  double megabytes = 0;
  for (auto _ : state) {
    auto const finished = run(line);
    if (finished.status != 0) {
      state.SkipWithError("the command failed");
      break;
    }
    best = std::min(best, finished.seconds);
    megabytes = std::max(megabytes, finished.megabytes);
    state.SetIterationTime(finished.seconds);
  }
  state.counters["best_s"] = best;
  state.counters["peak_MB"] = megabytes;
}

std::string const published = "--alpha 0.1 --g 1.2 --a 1.08 --ic-noise auto --T 100 --dt 0.02";

BENCHMARK_CAPTURE(process, solve_T100_M50000, "solve hopfield " + published + " --M 50000")
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(process, simulate_N20000,
                  "simulate hopfield " + published + " --N 20000 --trials 1")
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(process, simulate_N200_trials1000,
                  "simulate hopfield " + published + " --N 200 --trials 1000")
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
// The dense model at the original's settings (384 s for the theory; 18.6 s and 4.9 GB, 21.3 s
// and 6.1 GB for the networks), all patterns drawn anew.
BENCHMARK_CAPTURE(process, causal_T100_M50000,
                  "solve hopfield " + published + " --M 50000 --method causal")
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(
    process, solve_dense2_T50_M100000,
    std::string("solve dense --n 2 --alpha 0.05 --g 1.5 --a 1.2 --T 50 --dt 0.05 --M 100000"))
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(
    process, simulate_dense2_N2000,
    std::string(
        "simulate dense --n 2 --alpha 0.05 --g 1.5 --a 1.2 --T 50 --dt 0.05 --N 2000 --trials 1"))
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(
    process, simulate_dense4_N100,
    std::string(
        "simulate dense --n 4 --alpha 0.05 --g 1.5 --a 1.2 --T 50 --dt 0.05 --N 100 --trials 1"))
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(process, start_up, std::string("info"))
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
