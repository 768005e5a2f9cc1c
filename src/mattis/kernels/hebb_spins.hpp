// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/kernels/detail/spin_replicas.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/kernels/patterns.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace mattis {

/// A network of Hebb's rule: the first `patterns` patterns of one set of a PatternSet.
struct HebbNetwork {
  std::int64_t set = 0;
  std::int64_t patterns = 1;
};

/// Networks of N binary spins with Hebb's couplings J_ij = (1/N) sum_mu xi^mu_i xi^mu_j, J_ii = 0,
/// each with replicas that share J and, but for parallel updates, the order in which sites are
/// attempted (docs/models.md 2). J is never formed: the overlaps N m_mu are kept, which are whole
/// numbers, and so is N times every field. A trajectory is therefore the same, to the last spin, on
/// every target, instruction set and number of threads.
///
/// An attempt costs O(P), accepted or not. Memory: bytes().
template <ExecutionSpace Exec>
class HebbSpins {
 public:
  /// All spins are -1.
  /// \param xi        patterns; is kept
  /// \param networks  of those patterns
  /// \param field     (N) external fields h_i in units of 1 / N; empty: none
  /// \throws Error  for a network that asks for more patterns than there are, a bad setup, or too
  /// little memory
  HebbSpins(Exec const& exec, PatternSet<Exec> const& xi, std::vector<HebbNetwork> const& networks,
            SpinSetup const& setup, std::vector<std::int32_t> const& field = {},
            How const& how = {});
  ~HebbSpins();
  HebbSpins(HebbSpins&&) noexcept;

  static double bytes(std::int64_t N, std::int64_t sets, std::vector<HebbNetwork> const& networks,
                      SpinSetup const& setup);

  std::int64_t networks() const;
  std::int64_t replicas() const;
  std::int64_t neurons() const;

  /// Sets spins and overlaps: up (networks, R, ceil(N / 32)), bit i % 32 of word i / 32 is set
  /// where spin i is +1.
  void set_states(Exec const& exec, HostArray<std::uint32_t const***> const& up);
  /// The same, as they are.
  HostArray<std::uint32_t***> states(Exec const& exec) const;

  /// `sweeps` times N attempts in every replica.
  void run(Exec const& exec, std::int64_t sweeps);
  std::int64_t sweeps() const;  ///< made so far, with those of setup.first_sweep

  /// N m_mu = sum_i xi^mu_i s_i: (networks, most patterns, R); 0 beyond a network's patterns.
  HostArray<std::int64_t***> overlaps(Exec const& exec) const;
  /// Accepted flips since the states were set: (networks, R).
  HostArray<std::int64_t**> flips(Exec const& exec) const;
  /// Computes overlaps anew from the spins: changes nothing, unless something is wrong.
  void recompute(Exec const& exec);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mattis
