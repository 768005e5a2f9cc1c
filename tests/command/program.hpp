// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <io/scratch_folder.hpp>

#include <string>
#include <vector>

#include <sys/types.h>

namespace mattis::testing {

/// What a run of the program left behind.
struct Outcome {
  int exit_code = -1;  ///< -1 where a signal ended it
  std::string out;
  std::string err;
};

/// The built program `mattis` as another process, its outputs in files. `environment` entries
/// ("NAME=value") are set, bare names unset.
class Program {
 public:
  explicit Program(std::vector<std::string> arguments,
                   std::vector<std::string> const& environment = {});
  /// Ends the process when nobody waited for it.
  ~Program();
  Program(Program const&) = delete;
  Program& operator=(Program const&) = delete;

  pid_t id() const { return id_; }
  /// Blocks until the process handles `signal` itself. \throws std::runtime_error after ten seconds
  void wait_until_it_catches(int signal) const;
  /// Blocks until the process has used a processor for so long: on a busy machine a time that has
  /// passed says nothing. \throws std::runtime_error after a minute
  void wait_until_it_worked(double seconds) const;
  Outcome wait();

 private:
  ScratchFolder folder_;
  pid_t id_ = -1;
};

/// Runs the program to its end.
Outcome run_program(std::vector<std::string> arguments,
                    std::vector<std::string> const& environment = {});

/// Runs it with the environment of a plain shell. Fails the test unless it succeeds without a word
/// on standard error, but for what Serial says where more than its one thread is asked for. \return
/// its standard output
std::string succeed(std::vector<std::string> const& arguments);

/// Runs it and checks that it refuses: exit code 2, nothing on standard output, and one line on
/// standard error that starts with "mattis: " and `starts` and contains `contains`.
void check_refusal(std::vector<std::string> const& arguments, std::string const& starts,
                   std::string const& contains = {});

/// "one two" as arguments, and more of them.
std::vector<std::string> words(std::string const& text, std::vector<std::string> const& more = {});

}  // namespace mattis::testing
