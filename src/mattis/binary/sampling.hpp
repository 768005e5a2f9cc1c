// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/cued_run.hpp>
#include <mattis/binary/estimates.hpp>
#include <mattis/binary/real_spins.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace mattis::binary {

/// Networks without patterns, started at random.
struct SamplingOptions {
  std::int64_t N = 0;
  /// Couplings of all networks, with their fields; none: Sherrington and Kirkpatrick's, drawn for
  /// each network, of which a share is antisymmetric (random_couplings).
  std::optional<RealMatrix> couplings = {};
  double asymmetry = 0;
  std::vector<double> field = {};  ///< (N) h_i of drawn couplings, or none
  double T = 1;                    ///< >= 0
  std::int64_t sweeps = 1000;      ///< that are measured
  std::int64_t discarded = 200;    ///< sweeps before them
  std::int64_t replicas = 32;      ///< of each network
  std::int64_t networks = 1;       ///< 1 with given couplings
  SpinRule rule = SpinRule::glauber;
  SpinOrder order = SpinOrder::random;
  std::uint64_t seed = 1;
  How how = {};
  ProgressCallback progress = {};
  StopCallback should_stop = {};
};

/// Means over time, (networks, R), and of them; errors are those of mean_of_groups.
struct Sampling {
  HostArray<double**> energy, magnetisation;  ///< H / N; sum_i s_i / N with its sign
  HostArray<double**> least_energy;           ///< the lowest H / N that was measured
  Estimate mean_energy;
  Estimate mean_magnetisation;  ///< of its magnitude at each time
  Estimate q, q_squared;        ///< overlap of pairs of replicas of one network; NaN of one replica
  SeriesEstimate energy_series;        ///< of the course
  std::vector<double> energy_course;   ///< (sweeps) mean over all replicas
  std::vector<double> q_distribution;  ///< (bins) density of q over [-1, 1]; empty: one replica
  HostArray<std::int64_t**> flips;     ///< accepted ones, those of discarded sweeps among them
  HostArray<std::uint32_t***> states;  ///< (networks, R, ceil(N / 32)) in the end
  HostArray<Ending**> endings;         ///< of parallel updates
  std::int64_t attempts = 0;
  double seconds = 0;  ///< of sweeps and measurements
  double drift = 0;    ///< RealSpins::drift

  std::int64_t accepted() const;
};

/// \throws Error  naming the option
void validate(SamplingOptions const& options);

/// Samples on the host, fields in float64 (docs/models.md 2). The same results for any number of
/// threads, on one instruction set.
Sampling sample(SamplingOptions const& options);

}  // namespace mattis::binary
