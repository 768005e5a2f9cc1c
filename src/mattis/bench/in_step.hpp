// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Two builds that are timed in step, each row of one beside the same of the other: a machine that
// is slow for a while is slow for both.
#include <mattis/bench/answering_program.hpp>
#include <mattis/bench/bench.hpp>

#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace mattis {

/// `mattis bench --answer` of a build.
class AnsweringBuild {
 public:
  /// \param option  that named the program, for errors
  /// \param words   of its command line, behind its name
  /// \throws Error "<option>: .." where there is no such program, or one that cannot do this
  AnsweringBuild(std::string option, std::string program, std::vector<std::string> words);

  /// Names of its rows that are timed together.
  std::vector<std::string> const& names() const { return names_; }

  /// A sample of each of those rows. \throws Error, Stopped  as AnsweringProgram::answer
  report::BenchFile visit(std::string const& name);

  /// The same in a new process: where stacks and libraries come to lie is another chance.
  void restart();

 private:
  std::string option_, program_;
  std::vector<std::string> words_, names_;
  std::unique_ptr<detail::AnsweringProgram> process_;
};

struct InStepOptions {
  int visits = 0;  ///< of each row; 0: until all verdicts are clear, or the time is over
  double seconds = 153;
  ProgressCallback on_progress = {};
};

struct BenchPair {
  report::BenchFile a, b;
};

/// Visits the rows that both have in turn, each in both builds, now in one first and now in the
/// other; both in new processes each turn. No sample is dropped.
BenchPair bench_in_step(AnsweringBuild& a, AnsweringBuild& b, InStepOptions const& options);

/// The other side: names of all rows in one line, and for each line with one of them a line of
/// JSON, `file` with its rows and a sample of each; until the input ends.
void answer(std::vector<TimedRows> const& rows, report::BenchFile const& file,
            std::istream& questions, std::ostream& answers);

}  // namespace mattis
