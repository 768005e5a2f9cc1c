// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/checkpoint_hooks.hpp>
#include <mattis/core/progress.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/kernels/stimulated_networks.hpp>
#include <mattis/stimulus/patterns.hpp>
#include <mattis/stimulus/programme.hpp>
#include <mattis/stimulus/scores.hpp>

#include <cstdint>
#include <optional>

namespace mattis::stimulus {

struct RunCheckpoint;

/// Many trials of a stimulus-driven network (docs/models.md 4.1), each with patterns, y(0) and
/// noise of its own.
struct RunOptions {
  StimulusDynamics dynamics = {};
  std::int64_t N = 1024;
  std::int64_t P = 10;
  bool orthogonal = false;  ///< patterns from Hadamard's matrix; else random
  double t_end = 30;
  double y0 = 1;  ///< standard deviation of y(0)
  std::int64_t trials = 1;
  std::int64_t first_trial = 0;  ///< its number: part of the random addresses
  std::uint64_t seed = 0;
  Programme programme = {};
  int every = 1;  ///< steps from one overlap that is kept to the next
  bool save_states = false;
  bool energy = false;
  double threshold = 0.5;                     ///< an overlap of at least this is the memory
  std::optional<double> fall_threshold = {};  ///< below this it is gone; none: threshold
  How how = {};
  ProgressCallback progress = {};
  StopCallback should_stop = {};
  CheckpointHooks<RunCheckpoint> checkpoint = {};

  std::int64_t steps() const;  ///< of Euler and Maruyama
  std::int64_t records() const { return steps() / every + 1; }
  PatternKind patterns() const;
};

/// Times of records are every dt apart, from 0 on.
struct Run {
  HostArray<float***> overlap;  ///< (trials, records, P)
  HostArray<float***> y;        ///< (trials, records, N) where states are saved
  HostArray<double**> energy;   ///< (trials, records) per neuron, where asked for
  Responses responses;
  double seconds = 0;  ///< of the steps, drawing of patterns included
};

/// \throws Error  naming the option, before any work
template <Real T, ExecutionSpace Exec>
void validate(RunOptions const& options);

/// Same bits for any number of threads, and of a trial whatever the others are. Of a trial that
/// overflows all is NaN from there on; the others know nothing of it.
/// \throws Stopped  where options.should_stop says so
template <Real T, ExecutionSpace Exec>
Run run(Exec const& exec, RunOptions const& options);

}  // namespace mattis::stimulus
