// SPDX-License-Identifier: BSD-3-Clause
#include <command/program.hpp>

#include <Kokkos_Core.hpp>
#include <catch2/catch_test_macros.hpp>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace mattis::testing {

namespace {

std::string content(std::string const& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> changed_environment(std::vector<std::string> const& changes) {
  std::vector<std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    std::string const variable = *entry;
    auto const name = variable.substr(0, variable.find('='));
    bool replaced = false;
    for (auto const& change : changes)
      replaced = replaced || change.substr(0, change.find('=')) == name;
    if (!replaced) variables.push_back(variable);
  }
  for (auto const& change : changes)
    if (change.find('=') != std::string::npos) variables.push_back(change);
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// Whether the process has a handler of its own for the signal.
bool catches(pid_t id, int signal) {
  std::ifstream status("/proc/" + std::to_string(id) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("SigCgt:"))
      return (std::stoull(line.substr(7), nullptr, 16) >> (signal - 1) & 1) != 0;
  return false;
}

/// Of all its threads.
double processor_seconds(pid_t process) {
  auto const line = content("/proc/" + std::to_string(process) + "/stat");
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace

Program::Program(std::vector<std::string> arguments, std::vector<std::string> const& environment) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, (folder_ / "out").c_str(),
                                   O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, (folder_ / "err").c_str(),
                                   O_WRONLY | O_CREAT, 0600);
  arguments.insert(arguments.begin(), MATTIS_COMMAND);
  auto variables = changed_environment(environment);
  int const error = ::posix_spawn(&id_, MATTIS_COMMAND, &actions, nullptr,
                                  pointers(arguments).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("cannot start " MATTIS_COMMAND);
}

Program::~Program() {
  if (id_ > 0) {
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }
}

void Program::wait_until_it_catches(int signal) const {
  for (int tries = 0; tries < 2000; ++tries) {
    if (catches(id_, signal)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  throw std::runtime_error("the program never caught the signal");
}

void Program::wait_until_it_worked(double seconds) const {
  for (int tries = 0; tries < 12000; ++tries) {
    if (processor_seconds(id_) >= seconds) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  throw std::runtime_error("the program never worked for so long");
}

Outcome Program::wait() {
  int status = 0;
  ::waitpid(id_, &status, 0);
  id_ = -1;
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
          .out = content((folder_ / "out").string()),
          .err = content((folder_ / "err").string())};
}

Outcome run_program(std::vector<std::string> arguments,
                    std::vector<std::string> const& environment) {
  return Program(std::move(arguments), environment).wait();
}

std::string succeed(std::vector<std::string> const& arguments) {
  auto const outcome = run_program(arguments, {"OMP_PROC_BIND", "OMP_PLACES"});
  CAPTURE(arguments);
  if (std::string_view(Kokkos::DefaultHostExecutionSpace::name()) == "Serial" &&
      outcome.err.starts_with("mattis: threads: ")) {
    CHECK(outcome.err.ends_with(" asked for, Serial grants 1\n"));
  } else {
    CHECK(outcome.err.empty());
  }
  REQUIRE(outcome.exit_code == 0);
  return outcome.out;
}

void check_refusal(std::vector<std::string> const& arguments, std::string const& starts,
                   std::string const& contains) {
  auto const outcome = run_program(arguments);
  CAPTURE(arguments, outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.err.starts_with("mattis: " + starts));
  CHECK(outcome.err.find(contains) != std::string::npos);
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
  CHECK(outcome.out.empty());
}

std::vector<std::string> words(std::string const& text, std::vector<std::string> const& more) {
  std::istringstream stream(text);
  std::vector<std::string> arguments(std::istream_iterator<std::string>(stream), {});
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

}  // namespace mattis::testing
