// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <memory>
#include <string>
#include <vector>

namespace mattis::detail {

/// A program in a process of its own that answers a line with a line, on its standard input and
/// output, until its input ends.
class AnsweringProgram {
 public:
  struct Start {
    std::string option;              ///< what asked for it, and
    std::string what;                ///< what it is ("a Python"), for errors
    std::string program;             ///< a path, or a name that is looked for
    std::vector<std::string> words;  ///< behind the name
    bool errors = true;              ///< whether what it says on standard error is seen
  };
  /// It inherits what processors this thread may run on.
  /// \throws Error "<option>: .." where there is no such program
  explicit AnsweringProgram(Start start);
  ~AnsweringProgram();  ///< ends its input, and waits for its end
  AnsweringProgram(AnsweringProgram const&) = delete;
  AnsweringProgram& operator=(AnsweringProgram const&) = delete;

  /// The line that it says by itself, empty where it has ended.
  std::string line();

  /// \throws Error  where it has ended, Stopped where this program was asked to end as well
  std::string answer(std::string const& question);

 private:
  [[noreturn]] void fail(std::string const& question) const;

  Start start_;
  int ours_ = -1;
  std::string unread_;
  int process_ = -1;
};

}  // namespace mattis::detail
