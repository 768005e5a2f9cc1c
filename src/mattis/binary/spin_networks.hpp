// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/cued_run.hpp>
#include <mattis/binary/learning.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/kernels/patterns.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace mattis::binary {

/// Networks of binary spins with replicas, whatever their couplings are kept as: sums of patterns
/// (HebbSpins), whole numbers (IntegerSpins) or real ones (RealSpins).
template <ExecutionSpace Exec>
class SpinNetworks {
 public:
  virtual ~SpinNetworks() = default;

  /// (networks, R, ceil(N / 32)): bit i % 32 of word i / 32 is set where spin i is +1.
  virtual void set_states(Exec const& exec, HostArray<std::uint32_t const***> const& up) = 0;
  virtual HostArray<std::uint32_t***> states(Exec const& exec) const = 0;
  virtual void run(Exec const& exec, std::int64_t sweeps) = 0;

  /// N m_mu: (networks, most patterns, R); 0 beyond a network's patterns.
  virtual HostArray<std::int64_t***> overlaps(Exec const& exec) const = 0;
  /// H / N, fields among it: (networks, R). \param overlaps  those of now, which decide Hebb's
  virtual HostArray<double**> energies(Exec const& exec,
                                       HostArray<std::int64_t***> const& overlaps) const = 0;
  virtual HostArray<std::int64_t**> flips(Exec const& exec) const = 0;  ///< (networks, R)
  /// Largest rounding that real fields have gathered between two computations; 0: none is rounded.
  virtual double drift() const { return 0; }
};

/// Networks whose couplings are learned from the first loads[n] patterns of set n % sets.
/// \param rows  those patterns (pattern_rows)
template <ExecutionSpace Exec>
std::unique_ptr<SpinNetworks<Exec>> learned_networks(Exec const& exec, CuedOptions const& options,
                                                     PatternSet<Exec> const& xi,
                                                     HostArray<std::uint32_t***> const& rows);

/// Networks of real couplings, one each, without patterns.
template <ExecutionSpace Exec>
std::unique_ptr<SpinNetworks<Exec>> real_networks(std::vector<RealMatrix> const& couplings,
                                                  SpinSetup const& setup, How const& how);

}  // namespace mattis::binary
