// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/given_patterns.hpp>
#include <mattis/binary/learning.hpp>
#include <mattis/core/progress.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/kernels/detail/spin_replicas.hpp>
#include <mattis/kernels/how.hpp>

#include <cstdint>
#include <functional>
#include <vector>

namespace mattis::binary {

/// What networks are like after a sweep.
struct SpinSnapshot {
  HostArray<std::int64_t***> overlaps;  ///< N m_mu: (networks, most patterns, R)
  HostArray<double**> energies;         ///< H / N: (networks, R)
};

/// Networks started from stored patterns of which a share is inverted (docs/models.md 2). Network n
/// has the first loads[n] patterns of set n % sets.
struct CuedOptions {
  std::int64_t N = 0;                    ///< neurons; with given patterns theirs
  std::vector<std::int64_t> loads = {};  ///< patterns P of each network
  std::int64_t sets = 1;       ///< of patterns, drawn independently; 1 with given patterns
  std::int64_t first_set = 0;  ///< its number, which is part of its random addresses
  GivenPatterns const* given = nullptr;
  SpinSetup spins = {};  ///< of the replicas, R = T.size()
  std::vector<double> corruption =
      {};  ///< (R) share of entries inverted, in [0, 1]: round(r N) of them
  /// Which pattern replica r of network n is a cue of; none: pattern r % P.
  std::function<std::int64_t(std::int64_t n, std::int64_t r)> cue = {};
  /// Instead of cues: sgn of the sum of the first patterns, an odd number of them; 0: cues.
  int mixture = 0;
  std::int64_t sweeps = 50;
  Learning learning = {};
  How how = {};
  ProgressCallback progress = {};
  StopCallback should_stop = {};
  /// Called after each sweep, with the networks as they are.
  std::function<void(std::int64_t sweep, SpinSnapshot const& now)> on_sweep = {};
};

/// Where a parallel update ends.
enum class Ending { moving, fixed, two_cycle };

/// How it ended; arrays (networks, R).
struct CuedRun {
  HostArray<std::int64_t**> cue;              ///< the pattern
  HostArray<double**> m_start, m;             ///< its overlap, with sign, before and after
  HostArray<std::int64_t**> nearest;          ///< the pattern of largest |overlap| in the end
  HostArray<double**> m_nearest;              ///< that overlap, with sign
  HostArray<double**> energy;                 ///< H / N
  HostArray<std::int64_t**> flips;            ///< accepted ones
  HostArray<std::uint32_t***> start, states;  ///< (networks, R, ceil(N / 32)), before and after
  std::int64_t attempts = 0;                  ///< of all replicas
  double seconds = 0;                         ///< of the sweeps alone
  double drift = 0;  ///< of real fields (RealSpins::drift), 0 where they are whole numbers

  std::int64_t accepted() const;
};

/// \throws Error  naming the option, before any work
void validate(CuedOptions const& options);

/// Runs. Same results for any target, instruction set and number of threads.
template <ExecutionSpace Exec>
CuedRun run_from_cues(Exec const& exec, CuedOptions const& options);

/// The same and then two steps more of parallel updates, which say how each replica ended:
/// (networks, R).
template <ExecutionSpace Exec>
CuedRun run_from_cues(Exec const& exec, CuedOptions const& options, HostArray<Ending**>& endings);

}  // namespace mattis::binary
