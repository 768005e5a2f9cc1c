// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/kernels/detail/spin_replicas.hpp>
#include <mattis/kernels/how.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace mattis::binary {

/// Couplings that are any finite numbers: phi_i = sum_j J_ij s_j + h_i.
struct RealMatrix {
  std::int64_t N = 0;
  std::vector<double> J = {};      ///< (N, N) row-major; need not be symmetric
  std::vector<double> field = {};  ///< (N) h; empty: none
};

/// Replicas of a network of binary spins with real couplings (docs/models.md 2), on the host.
/// Fields are kept in float64: a rejected attempt costs O(1), an accepted flip O(N), and roundings
/// add up. Every `refresh` sweeps they are computed anew, and the largest difference is drift().
/// Replicas have sites of their own order, so that there is nothing that they share but J.
///
/// The same results for any number of threads, on one instruction set.
class RealSpins {
 public:
  static constexpr std::int64_t usual_refresh = 16;

  /// All spins are -1. \throws Error  for a matrix that is not square or not finite, a bad setup,
  /// refresh < 1, or too little memory
  RealSpins(RealMatrix couplings, SpinSetup const& setup, std::int64_t refresh = usual_refresh,
            How const& how = {});

  std::int64_t replicas() const { return static_cast<std::int64_t>(setup_.T.size()); }
  std::int64_t neurons() const { return N_; }

  /// (1, R, ceil(N / 32)), as of IntegerSpins.
  void set_states(HostArray<std::uint32_t const***> const& up);
  HostArray<std::uint32_t***> states() const;

  void run(Kokkos::DefaultHostExecutionSpace const& exec, std::int64_t sweeps);

  HostArray<std::int64_t**> flips() const { return flips_; }  ///< (1, R)
  HostArray<double**> fields() const { return fields_; }      ///< (R, N)
  /// Largest |kept - computed| of a field at any refresh so far.
  double drift() const;
  /// H / N of each replica, from the kept fields: (R).
  std::vector<double> energies() const;

 private:
  void sweep_replica(std::int64_t r);
  void compute_fields(std::int64_t r, double* fields) const;

  std::int64_t N_;
  SpinSetup setup_;
  std::int64_t refresh_;
  How how_;
  std::vector<double> columns_;  ///< (N, N): entry i of row j is J_ij
  std::vector<double> external_;
  HostArray<double**> spins_, fields_, next_;
  HostArray<std::int64_t**> flips_;
  std::vector<double> drift_;  ///< (R)
  std::int64_t sweeps_;
};

}  // namespace mattis::binary
