// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What a machine does: every kernel in both precisions on all targets of the build, and a step of
// the networks, timed beside what bounds them and beside other libraries.
#include <mattis/core/execution.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/kernels/choices.hpp>
#include <mattis/report/bench_file.hpp>

#include <functional>
#include <memory>
#include <string>

namespace mattis {

struct BenchOptions {
  bool quick = false;     ///< fewer sizes and samples: under a minute on two cores
  std::string only = {};  ///< kernels whose name has this in it; empty: all
  std::shared_ptr<Choices const> choices = {};  ///< of variants; none: what runs unmeasured
  std::function<void(report::BenchRow const&)> on_row = {};  ///< told each, as soon as it is there
  StopCallback should_stop = {};
};

/// Ceilings and rows of `exec`; machine, build and settings are for the caller to fill in.
/// \throws Stopped where options.should_stop says so
template <ExecutionSpace Exec>
report::BenchFile bench(Exec const& exec, BenchOptions const& options);

}  // namespace mattis
