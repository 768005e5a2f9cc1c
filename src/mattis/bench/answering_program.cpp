// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/answering_program.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/stop.hpp>

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

extern char** environ;

namespace mattis::detail {

namespace {

void close_end(int& end) {
  if (end >= 0) ::close(std::exchange(end, -1));
}

}  // namespace

AnsweringProgram::AnsweringProgram(Start start) : start_(std::move(start)) {
  // A socket rather than pipes: one that nobody reads any more is an error, and no signal.
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw Error(start_.option + ": no socket: " + std::strerror(errno));
  ours_ = ends[0];
  int theirs = ends[1];
  auto words = start_.words;
  words.insert(words.begin(), start_.program);
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t streams;
  posix_spawn_file_actions_init(&streams);
  posix_spawn_file_actions_adddup2(&streams, theirs, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&streams, theirs, STDOUT_FILENO);
  if (!start_.errors)
    posix_spawn_file_actions_addopen(&streams, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  int const failure = ::posix_spawnp(&process_, argv[0], &streams, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&streams);
  close_end(theirs);
  if (failure != 0) {
    close_end(ours_);
    throw_unexpected(start_.option, start_.what + " that can be run",
                     "'" + start_.program + "' (" + std::strerror(failure) + ")");
  }
}

AnsweringProgram::~AnsweringProgram() {
  close_end(ours_);
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::string AnsweringProgram::line() {
  for (;;) {
    if (auto const end = unread_.find('\n'); end != std::string::npos) {
      auto const words = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return words;
    }
    char buffer[4096];
    auto const n = ::read(ours_, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return {};
    unread_.append(buffer, static_cast<std::size_t>(n));
  }
}

std::string AnsweringProgram::answer(std::string const& question) {
  std::string const text = question + "\n";
  for (std::size_t sent = 0; sent < text.size();) {
    auto const n = ::send(ours_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (n < 0 && errno != EINTR) fail(question);
    if (n > 0) sent += static_cast<std::size_t>(n);
  }
  auto words = line();
  if (words.empty()) fail(question);
  return words;
}

void AnsweringProgram::fail(std::string const& question) const {
  throw_if_stopped();  // a terminal's signal goes to both
  throw_unexpected(start_.option, start_.what + " that goes on",
                   "'" + start_.program + "', which ended at '" + question + "'");
}

}  // namespace mattis::detail
