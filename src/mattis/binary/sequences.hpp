// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/cued_run.hpp>
#include <mattis/binary/estimates.hpp>
#include <mattis/core/checkpoint_hooks.hpp>

#include <cstdint>
#include <vector>

namespace mattis::binary {

/// Where a sequence stands after a step: what goes on from here gives the same bits as what never
/// stopped. Patterns and couplings are not in it; they are made again.
struct SequenceCheckpoint {
  std::int64_t step = 0;
  HostArray<std::uint32_t***> states;  ///< (1, replicas, ceil(N / 32)), as of SpinNetworks
  HostArray<double***> m;              ///< (steps + 1, P, replicas) up to this step, 0 beyond
};

/// Patterns that follow each other, by asymmetric couplings and parallel updates.
struct SequenceOptions {
  std::int64_t N = 0;
  std::int64_t P = 0;    ///< patterns of the sequence
  int stay = 0, go = 1;  ///< weights of xi^mu xi^mu and of xi^{mu+1} xi^mu
  bool cyclic = true;
  double T = 0;
  double corruption = 0;   ///< of the first pattern, from which all start
  std::int64_t steps = 0;  ///< 0: twice the sequence
  std::int64_t replicas = 32;
  std::uint64_t seed = 1;
  GivenPatterns const* given = nullptr;
  How how = {};
  ProgressCallback progress = {};
  StopCallback should_stop = {};
  CheckpointHooks<SequenceCheckpoint> checkpoint = {};
};

struct Sequence {
  HostArray<double***> m;           ///< (steps + 1, P, R) overlaps
  std::vector<Estimate> lead = {};  ///< (steps + 1) overlap with the pattern whose turn it is
  Estimate in_order = {};  ///< share of steps whose nearest pattern is the one whose turn it is
};

/// \throws Error  naming the option
void validate(SequenceOptions const& options);

/// Steps that the options mean.
std::int64_t steps_of(SequenceOptions const& options);

/// Same bits on any target, instruction set and number of threads.
template <ExecutionSpace Exec>
Sequence recall_sequence(Exec const& exec, SequenceOptions const& options);

}  // namespace mattis::binary
