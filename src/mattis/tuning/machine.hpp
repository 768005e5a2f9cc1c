// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

#include <string>

namespace mattis::tuning {

/// What a timing holds for. Choices of another machine, compiler or number of threads are not
/// taken.
struct Machine {
  std::string device;    ///< model of the processor or accelerator, with its family: a virtual
                         ///< machine may say no more than "AMD EPYC"
  std::string driver;    ///< of an accelerator; empty on a host
  std::string compiler;  ///< its name and major version, "g++ 14"
  int threads = 1;       ///< that ran

  bool operator==(Machine const&) const = default;
};

/// This one, as `exec` runs on it.
template <ExecutionSpace Exec>
Machine machine(Exec const& exec);

}  // namespace mattis::tuning
