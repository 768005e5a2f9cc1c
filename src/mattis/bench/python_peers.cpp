// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/answering_program.hpp>
#include <mattis/bench/python_peers.hpp>
#include <mattis/core/error.hpp>

#include <charconv>
#include <cstddef>
#include <sstream>

namespace mattis {

namespace {

constexpr char const* script =
#include <mattis/python_peers.inc>
    ;

}  // namespace

class PythonPeers::Child {
 public:
  // What Python says of a module that it lacks is told in one line of ours.
  explicit Child(std::string const& python)
      : program_({"peer-python", "a Python", python, {"-c", script}, false}) {
    auto const greeting = program_.line();
    if (!greeting.starts_with("mattis "))
      throw_unexpected("peer-python", "a Python that imports numpy", "'" + python + "'");
    std::istringstream names(greeting.substr(7));
    for (std::string name; std::getline(names, name, ';');) libraries.push_back(name);
  }

  std::string answer(std::string const& question) { return program_.answer(question); }

  void expect_answer(std::string const& question, std::string const& wanted) {
    if (auto const got = answer(question); got != wanted)
      throw_unexpected("peer-python: " + question, "'" + wanted + "'", "'" + got + "'");
  }

  std::vector<std::string> libraries;

 private:
  detail::AnsweringProgram program_;
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
