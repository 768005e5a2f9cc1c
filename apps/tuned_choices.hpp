// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/kernels/how.hpp>

#include <filesystem>
#include <memory>
#include <vector>

namespace mattis::command {

/// What MATTIS_TUNING says of the variants that run.
enum class Tuning {
  estimate,     ///< "estimate" or "off": what runs unmeasured
  read,         ///< "read", or unset: a stored choice where there is one
  reassociate,  ///< "reassociate": also one whose results differ within the kernel's error bound
  tune,         ///< "tune": the same, and what has none is tuned when the command is done
};

/// \throws Error  when MATTIS_TUNING holds another word
Tuning tuning_mode();

/// The file that holds this machine's choices (MATTIS_TUNING_FILE, else in the user's cache).
/// \throws Error  where there is no home
std::filesystem::path tuning_file();

/// The choices that a command runs with on `exec`, as MATTIS_TUNING says. What of the file is
/// skipped is told in one line on standard error. Where MATTIS_TUNING_RECORD names a file, the keys
/// that plans look up are written to it: `mattis tune -- COMMAND` reads them.
template <ExecutionSpace Exec>
class TunedChoices {
 public:
  explicit TunedChoices(Exec const& exec);

  /// How the command's plans are made.
  How how() const;

  /// With MATTIS_TUNING=tune: times and stores what plans have asked for in vain, for the commands
  /// to come. What goes wrong is told on standard error: the command is done.
  void tune_missing() const;

 private:
  struct Asked;
  Exec exec_;
  Tuning mode_;
  Choices stored_;
  std::shared_ptr<Asked> asked_;
};

/// The keys that a recorded command has looked up, of those that one choice serves the largest.
std::vector<ChoiceKey> recorded_keys(std::filesystem::path const& file);

}  // namespace mattis::command
