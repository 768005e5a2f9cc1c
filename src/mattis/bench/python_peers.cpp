// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/python_peers.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/stop.hpp>

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <sstream>
#include <utility>

extern char** environ;

namespace mattis {

namespace {

constexpr char const* script =
#include <mattis/python_peers.inc>
    ;

void close_end(int& end) {
  if (end >= 0) ::close(std::exchange(end, -1));
}

}  // namespace

class PythonPeers::Child {
 public:
  explicit Child(std::string python) : python_(std::move(python)) {
    // A socket rather than pipes: one that nobody reads any more is an error, and no signal.
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
      throw Error(std::string("peer-python: no socket: ") + std::strerror(errno));
    ours_ = ends[0];
    int theirs = ends[1];
    std::vector<std::string> words{python_, "-c", script};
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t streams;
    posix_spawn_file_actions_init(&streams);
    posix_spawn_file_actions_adddup2(&streams, theirs, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&streams, theirs, STDOUT_FILENO);
    // What Python says of a module that it lacks is told in one line of ours.
    posix_spawn_file_actions_addopen(&streams, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    int const failure = ::posix_spawnp(&pid_, argv[0], &streams, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&streams);
    close_end(theirs);
    if (failure != 0) {
      pid_ = -1;
      throw_unexpected("peer-python", "a Python that can be run",
                       "'" + python_ + "' (" + std::strerror(failure) + ")");
    }
    auto const greeting = line();
    if (!greeting.starts_with("mattis "))
      throw_unexpected("peer-python", "a Python that imports numpy", "'" + python_ + "'");
    std::istringstream names(greeting.substr(7));
    for (std::string name; std::getline(names, name, ';');) libraries.push_back(name);
  }

  ~Child() {
    close_end(ours_);  // the end of its input is the end of Python
    if (pid_ > 0)
      while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
      }
  }
  Child(Child const&) = delete;
  Child& operator=(Child const&) = delete;

  std::string answer(std::string const& question) {
    std::string const text = question + "\n";
    for (std::size_t sent = 0; sent < text.size();) {
      auto const n = ::send(ours_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (n < 0 && errno != EINTR) fail(question);
      if (n > 0) sent += static_cast<std::size_t>(n);
    }
    auto const words = line();
    if (words.empty()) fail(question);
    return words;
  }

  void expect_answer(std::string const& question, std::string const& wanted) {
    if (auto const got = answer(question); got != wanted)
      throw_unexpected("peer-python: " + question, "'" + wanted + "'", "'" + got + "'");
  }

  std::vector<std::string> libraries;

 private:
  [[noreturn]] void fail(std::string const& question) const {
    detail::throw_if_stopped();  // a terminal's signal goes to both
    throw_unexpected("peer-python", "a Python that goes on",
                     "'" + python_ + "', which ended at '" + question + "'");
  }

  /// Empty at the end of what Python says.
  std::string line() {
    for (;;) {
      if (auto const end = unread_.find('\n'); end != std::string::npos) {
        auto const words = unread_.substr(0, end);
        unread_.erase(0, end + 1);
        return words;
      }
      char buffer[512];
      auto const n = ::read(ours_, buffer, sizeof buffer);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return {};
      unread_.append(buffer, static_cast<std::size_t>(n));
    }
  }

  std::string python_;
  int ours_ = -1;
  std::string unread_;
  pid_t pid_ = -1;
};

PythonPeers::PythonPeers(std::string const& python) : child_(std::make_shared<Child>(python)) {}
PythonPeers::~PythonPeers() = default;

std::vector<std::string> const& PythonPeers::libraries() const { return child_->libraries; }

std::vector<detail::PeerCall> PythonPeers::make(std::string const& operation,
                                                std::string const& precision,
                                                std::vector<std::int64_t> const& sizes) {
  child_->expect_answer("drop", "dropped");
  std::vector<detail::PeerCall> calls;
  for (std::size_t i = 0; i < child_->libraries.size(); ++i) {
    auto const library = std::to_string(i);
    std::string question = "make " + library + " " + operation + " " + precision;
    for (auto const size : sizes) question += " " + to_text(size);
    child_->expect_answer(question, "ready");
    calls.push_back({child_->libraries[i],
                     [child = child_, library](int repeats) {
      auto const question_now = "run " + library + " " + std::to_string(repeats);
      auto const text = child->answer(question_now);
      double seconds = 0;
      auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
      if (failure != std::errc() || !(seconds > 0))
        throw_unexpected("peer-python: " + question_now, "seconds", "'" + text + "'");
      return seconds;
                     },
                     {},
                     true});
  }
  return calls;
}

}  // namespace mattis
