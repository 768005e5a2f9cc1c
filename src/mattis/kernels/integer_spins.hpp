// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/kernels/detail/spin_replicas.hpp>
#include <mattis/kernels/how.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace mattis {

/// Couplings that are whole numbers in units of their own: the local field of spin i is
/// (sum_j J_ij s_j + h_i) / units.
struct IntegerMatrix {
  std::int64_t N = 0;
  double units = 1;
  std::vector<std::int16_t> J = {};      ///< (N, N) row-major; need not be symmetric
  std::vector<std::int32_t> field = {};  ///< (N) h; empty: none

  std::int16_t& operator()(std::int64_t i, std::int64_t j) {
    return J[static_cast<std::size_t>(i * N + j)];
  }
  std::int16_t operator()(std::int64_t i, std::int64_t j) const {
    return J[static_cast<std::size_t>(i * N + j)];
  }
};

/// Networks of binary spins with any whole couplings (docs/models.md 2), each with replicas. The
/// fields of all spins are kept, so that a rejected attempt costs O(1) and an accepted flip O(N);
/// they are whole numbers, and trajectories the same on every target, instruction set and number of
/// threads.
///
/// A coupling J_ii of a spin to itself is part of its field; with symmetric J and one spin at a
/// time, H falls at T = 0 as long as it is 0.
template <ExecutionSpace Exec>
class IntegerSpins {
 public:
  /// All spins are -1. Networks are of one size and of the same units.
  /// \throws Error  for couplings of another size, a bad setup, fields of 2^30 or more, or too
  /// little memory
  IntegerSpins(Exec const& exec, std::span<IntegerMatrix const> networks, SpinSetup const& setup,
               How const& how = {});
  IntegerSpins(Exec const& exec, IntegerMatrix const& couplings, SpinSetup const& setup,
               How const& how = {});
  ~IntegerSpins();
  IntegerSpins(IntegerSpins&&) noexcept;

  static double bytes(std::int64_t N, std::int64_t networks, SpinSetup const& setup);

  std::int64_t networks() const;
  std::int64_t replicas() const;
  std::int64_t neurons() const;

  /// up (networks, R, ceil(N / 32)): bit i % 32 of word i / 32 is set where spin i is +1.
  void set_states(Exec const& exec, HostArray<std::uint32_t const***> const& up);
  HostArray<std::uint32_t***> states(Exec const& exec) const;

  /// `sweeps` times N attempts in every replica.
  void run(Exec const& exec, std::int64_t sweeps);
  std::int64_t sweeps() const;  ///< made so far, with those of setup.first_sweep

  /// The kept fields, in units: (networks, R, N).
  HostArray<std::int64_t***> fields(Exec const& exec) const;
  /// H / N = -(1 / 2N) sum_i s_i (phi_i + h_i): (networks, R).
  HostArray<double**> energies(Exec const& exec) const;
  HostArray<std::int64_t**> flips(Exec const& exec) const;  ///< (networks, R)
  /// Computes fields anew from the spins: changes nothing, unless something is wrong.
  void recompute(Exec const& exec);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mattis
