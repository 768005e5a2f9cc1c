// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string>

namespace mattis::command {

/// Thrown between two steps of the work after a signal asked to stop; what it unwinds removes what it had begun.
struct Interrupted {
  int signal;
  std::string kept = {};  ///< of what is finished, and where; empty: nothing
};

/// From here on SIGINT, SIGTERM and SIGHUP set a flag instead of ending the process at once, and a file that reaches a
/// size limit is an error of its write. A second signal ends the process at once, except while a file is being written.
void catch_signals();

/// \throws Interrupted  when a signal came
void throw_if_interrupted();

/// While one exists, a second signal does not end the process: a file is half-written.
class WritingFile {
 public:
  WritingFile();
  ~WritingFile();
  WritingFile(WritingFile const&) = delete;
  WritingFile& operator=(WritingFile const&) = delete;
};

}  // namespace mattis::command
