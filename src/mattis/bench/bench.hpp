// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What a machine does: every kernel in both precisions on all targets of the build, and a step of
// the networks, timed beside what bounds them and beside other libraries.
#include <mattis/bench/python_peers.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/core/progress.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/kernels/choices.hpp>
#include <mattis/report/bench_file.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mattis {

/// Rows that are timed together, in turn with others.
struct TimedRows {
  std::vector<report::BenchRow> rows;          ///< without samples
  std::function<std::vector<double>()> visit;  ///< a sample of each, in seconds
};

struct BenchOptions {
  bool quick = false;     ///< fewer sizes and samples: under a minute on two cores
  std::string only = {};  ///< kernels whose name has this in it; empty: all
  /// The few kernels that are timed for several numbers of threads, on the best target, and nothing
  /// else: no ceiling, no peer, no error.
  bool threads_only = false;
  int visits = 0;  ///< samples of each row; 0: as many as it takes, and the time allows
  std::shared_ptr<Choices const> choices = {};  ///< of variants; none: what runs unmeasured
  PythonPeers* python = nullptr;                ///< whose libraries are peers; null: none
  std::vector<TimedRows> others = {};           ///< in turn with those of the kernels
  ProgressCallback on_progress = {};
  StopCallback should_stop = {};
};

/// Ceilings, rows and energy of `exec`; machine, build and settings are for the caller to fill in.
/// \throws Stopped where options.should_stop says so
template <ExecutionSpace Exec>
report::BenchFile bench(Exec const& exec, BenchOptions const& options);

/// The rows of the kernels and options.others, to be timed by whom it may concern: without what
/// bounds them, errors and peers.
template <ExecutionSpace Exec>
std::vector<TimedRows> timed_rows(Exec const& exec, BenchOptions const& options);

/// So many seconds are enough for all visits of all rows.
double bench_seconds(bool quick);

}  // namespace mattis
