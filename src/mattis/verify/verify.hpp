// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What a build computes on a machine, compared with Target::reference and with stored results: the
// first thing to run on new hardware.
#include <mattis/core/execution.hpp>
#include <mattis/core/stop.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace mattis {

/// One kernel, statement or model in one precision on one target, over several shapes.
struct Verified {
  std::string what;       ///< "overlap", "sweep: response", "simulate hopfield", ..
  std::string precision;  ///< "float" or "double"
  std::string target;     ///< execution space and target: "OpenMP avx2", "Cuda portable"
  int cases = 0;          ///< shapes that were tried
  double worst = 0;   ///< largest error, in units of its bound; of stored values, of five combined
                      ///< standard errors
  std::string where;  ///< the shape that had it

  bool passed() const { return worst <= 1; }
};

struct VerifyOptions {
  std::uint64_t seed = 1;  ///< of shapes and numbers
  int cases = 8;           ///< shapes of each kernel
  std::string only = {};   ///< those whose name has this in it; empty: all
  std::function<void(Verified const&)> on_result = {};  ///< told each, as soon as it is there
  StopCallback should_stop = {};
};

/// Compares every kernel and statement, in both precisions and on every target that code of `exec`
/// has (on a host each instruction set that the machine runs), with Target::reference at random
/// shapes, 0, 1 and odd ones among them; and short simulations and solutions with stored ones.
/// \throws Error for a bad option; Stopped where options.should_stop says so
template <ExecutionSpace Exec>
std::vector<Verified> verify(Exec const& exec, VerifyOptions const& options = {});

}  // namespace mattis
