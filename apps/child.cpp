// SPDX-License-Identifier: BSD-3-Clause
#include "child.hpp"

#include "interrupt.hpp"
#include "runtime.hpp"

#include <mattis/core/clock.hpp>
#include <mattis/core/error.hpp>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

namespace mattis::command {

double run_child(std::string const& who, std::vector<std::string> const& arguments,
                 std::vector<std::pair<std::string, std::string>> const& environment) {
  std::vector<std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    std::string const text = *entry;
    bool const replaced = std::ranges::any_of(
        environment, [&](auto const& one) { return text.starts_with(one.first + "="); });
    if (!replaced) variables.push_back(text);
  }
  for (auto const& [name, value] : environment) variables.push_back(name + "=" + value);
  std::vector<std::string> words{"mattis"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  auto const pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> list;
    for (auto& text : texts) list.push_back(text.data());
    list.push_back(nullptr);
    return list;
  };

  posix_spawn_file_actions_t streams;
  posix_spawn_file_actions_init(&streams);
  posix_spawn_file_actions_addopen(&streams, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  Clock const clock;
  int failure = 0;
  {
    Unbound const unbound;
    failure = posix_spawn(&child, "/proc/self/exe", &streams, nullptr, pointers(words).data(),
                          pointers(variables).data());
  }
  posix_spawn_file_actions_destroy(&streams);
  if (failure != 0) throw Error(who + ": cannot run the command: " + std::strerror(failure));
  // Looked for twice a millisecond: a wait that blocks would not see our own signals.
  int status = 0;
  for (bool told = false; ::waitpid(child, &status, WNOHANG) == 0;) {
    if (interrupted() && !told) told = ::kill(child, SIGTERM) == 0;
    std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
  double const seconds = clock.seconds();
  throw_if_interrupted();
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw Error(who + ": the command " +
                (WIFEXITED(status) ? "ended with status " + to_text(WEXITSTATUS(status))
                                   : "was ended by signal " + to_text(WTERMSIG(status))));
  return seconds;
}

}  // namespace mattis::command
