// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/core/scratch.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/kernels/patterns.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace mattis::detail {

/// Plan of the field of networks in which only products of n + 1 different neurons interact
/// (docs/models.md 1.1), each with its own set of patterns, or all with the one there is. With y_j
/// = xi^mu_j phi_j and E_k = k! e_k(y) / N^k,
///
///     n! e_n(y without y_i) / N^n = sum_{k=0}^{n} n!/(n-k)! (-y_i / N)^k E_{n-k}
///
/// so that, as xi^2 = 1,
///
///     sum_mu xi^mu_i (..) =   sum_{k even} n!/(n-k)! (phi_i / N)^k sum_mu xi^mu_i E^mu_{n-k}
///                           - sum_{k odd}  n!/(n-k)! (phi_i / N)^k sum_mu E^mu_{n-k}
///
/// Products with the patterns: ceil(n / 2) overlaps, of the odd powers of phi, and as many fields;
/// for even n the last field, of E_0 = 1, belongs to the patterns alone and is made once for them.
///
/// That is for N >= 2 n. With fewer neurons the terms cancel to more digits than there are, and
/// every product is formed (detail/few_neurons_field.hpp, with its bound).
///
/// Error for N >= 2 n: where no neuron is silent (tanh of normal states of deviation 1.5, and all
/// |phi| = 1), at most 8 eps_T P n! e_n(|phi| without |phi_i|) / N^n, asserted by the test for n up
/// to 32. Of any phi: a few roundings of T of the absolute values of the terms, which add up to
/// less than P (N+1) .. (N+n) / N^n (all phi = 1 and all signs alike); 4 of them, asserted by the
/// test. So few neurons that are not silent count as few neurons: their field is wrong by that
/// much, which is little beside the field of as many neurons that all speak. E_k itself is computed
/// in double. In large networks overlaps with patterns that are not condensed are O(N^{-1/2}), and
/// the terms of E_k exceed it by a factor of the order of the coefficients of the Hermite
/// polynomial He_k: 1, 2, 4, 10 for k = 1 to 4.
template <ExecutionSpace Exec, Real T>
class DistinctField {
 public:
  DistinctField() = default;
  /// \param phi  (networks, N) activities
  /// \param h    (networks, N) overwritten by the field, without its factor g / sqrt(alpha)
  /// \param m    (networks, K) overwritten by the first overlaps
  /// \param arena  what the workspace is taken from
  DistinctField(Exec const& exec, PatternSet<Exec> const& xi, int n, Array<T**, Exec> const& phi,
                Array<T**, Exec> const& h, Array<double**, Exec> const& m, How const& how,
                Arena<Exec> const& arena);

  static std::size_t bytes(std::int64_t patterns, std::int64_t neurons, std::int64_t networks,
                           int n, How const& how = {});

  /// To be called when the patterns were drawn anew.
  void patterns_changed(Exec const& exec) const { run(before_, exec); }
  /// Overlaps m and power means of phi.
  void contract(Exec const& exec) const { run(contract_, exec); }
  /// h, after contract().
  void add_fields(Exec const& exec) const { run(fields_, exec); }

 private:
  using Steps = std::vector<std::function<void(Exec const&)>>;
  static void run(Steps const& steps, Exec const& exec) {
    for (auto const& step : steps) step(exec);
  }

  Array<T***, Exec> power_overlaps_;   // (networks, ceil(n/2), P) overlaps with phi, phi^3, ..
  Array<double**, Exec> power_means_;  // (networks, floor(n/2)) mean of phi^2, phi^4, ..
  Array<double**, Exec> totals_;  // (networks, ceil(n/2)) sum over patterns of E_{n-1}, E_{n-3}, ..
  Array<T**, Exec> pattern_sums_;  // (networks, N) sum of the patterns, for even n
  Steps before_, contract_, fields_;
};

}  // namespace mattis::detail
