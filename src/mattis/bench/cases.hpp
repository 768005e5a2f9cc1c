// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/bench/peers.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/report/bench_file.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace mattis {

class PythonPeers;

namespace detail {

/// A kernel at a size in a precision: what is timed on every target.
struct Case {
  std::string kernel, precision;
  report::Sizes sizes;
  std::string unit;
  double work = 0;     ///< in `unit`
  double flops = 0;    ///< held against the multiply-adds' ceiling; 0: not bound by them
  double normals = 0;  ///< with a tanh each, held against their ceiling; 0: none
  double bytes = 0;    ///< read from memory, held against its ceiling; 0: from a cache
  double words = 0;    ///< random ones, held against their ceiling; 0: none
  std::function<double()> count_work = {};  ///< what says `work` where that is to be measured
  std::string verified = {};                ///< what `verify` calls it; empty: nothing
  std::string choice = {};  ///< the kernel whose variant is told; empty: none has any
  std::vector<std::int64_t> choice_sizes = {};
  /// Made for a target, on memory of its own: what does the work and is done when it returns.
  std::function<std::function<void()>(How const&)> make = {};
  /// Others that do it, each on memory of its own; for a host.
  std::function<std::vector<PeerCall>()> peers = {};
};

/// Which of them.
enum class Selection {
  all,
  quick,    ///< fewer and smaller sizes
  threads,  ///< the few that are timed for several numbers of threads
};

/// A kernel of the bench is an entry of the list in cases.cpp (docs/extending.md).
/// \param python  null: no peers there
template <ExecutionSpace Exec>
std::vector<Case> cases(Exec const& exec, Selection selection, PythonPeers* python);

}  // namespace detail
}  // namespace mattis
