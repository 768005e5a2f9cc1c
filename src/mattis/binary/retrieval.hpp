// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/cued_run.hpp>
#include <mattis/binary/estimates.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace mattis::binary {

struct RetrievalOptions {
  std::int64_t N = 0;     ///< neurons
  std::int64_t P = 0;     ///< patterns
  double T = 0;           ///< >= 0
  double corruption = 0;  ///< share of a cue's entries inverted
  std::int64_t sweeps = 50;
  std::int64_t replicas = 32;  ///< of each network
  std::int64_t networks = 1;   ///< independent draws of the patterns; 1 with given ones
  SpinRule rule = SpinRule::glauber;
  SpinOrder order = SpinOrder::random;
  std::uint64_t seed = 1;
  /// The pattern that all replicas are cues of; none: pattern r % P of replica r.
  std::optional<std::int64_t> cue = {};
  int mixture = 0;  ///< instead of a cue: the mixture of so many patterns
  GivenPatterns const* given = nullptr;
  Learning learning = {};
  How how = {};
  ProgressCallback progress = {};
  StopCallback should_stop = {};
};

/// Of one observable at the end, and of its course.
struct Retrieval {
  CuedRun run;
  Estimate m;                         ///< |overlap| with the cued pattern in the end
  Estimate m_nearest;                 ///< the largest |overlap| with any
  Estimate right;                     ///< share of replicas whose nearest pattern is the cued one
  Estimate energy;                    ///< H / N
  Estimate q;                         ///< overlap of pairs of replicas of one network
  Estimate familiarity;               ///< flips per neuron
  std::vector<double> course;         ///< (sweeps) mean |overlap| with the cued pattern
  std::vector<double> energy_course;  ///< (sweeps)
  /// Of the second half of both courses, blocked, in sweeps.
  SeriesEstimate m_series, energy_series;
  std::vector<double> q_distribution;  ///< (bins) density of q over [-1, 1]; empty: one replica
  HostArray<Ending**> endings;         ///< of parallel updates
};

/// \throws Error  naming the option
void validate(RetrievalOptions const& options);

/// Retrieval of stored patterns from corrupted cues (docs/models.md 2). Same results on any target,
/// instruction set and number of threads.
template <ExecutionSpace Exec>
Retrieval retrieve(Exec const& exec, RetrievalOptions const& options);

}  // namespace mattis::binary
