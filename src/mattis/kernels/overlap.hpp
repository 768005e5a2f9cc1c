// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/kernels/detail/pattern_product.hpp>

#include <algorithm>
#include <limits>

namespace mattis {

/// Pattern overlaps  m_mu = (1/N) sum_i xi^mu_i phi_i   (Hopfield 1982; docs/models.md 1.1).
///
/// Same bits for any number of threads.
/// \param xi   P patterns of N signs
/// \param phi  (N) activations, or (N, B) for B states at once; (trials, N) where xi holds several
/// trials \param m    (P), or (P, B), or (trials, P); overwritten \throws Error  naming the
/// argument, when a shape does not fit or the result overlaps the operand Error bound:
/// overlap_error_bound<T>(N) * mean |phi|, asserted by the test.
template <ExecutionSpace Exec, RealView Phi, RealView M>
void overlap(Exec const& exec, PatternSet<Exec> const& xi, Phi const& phi, M const& m,
             How const& how = {}) {
  detail::checked_pattern_product(exec, xi.by_pattern(), 1.0 / static_cast<double>(xi.neurons()),
                                  "phi", phi, "m", m, how);
}

/// Bound on |m - exact| / mean |phi|: one rounding per addition in a chunk of 2048 neurons, and of
/// the result.
template <Real T>
double overlap_error_bound(std::int64_t neurons) {
  return static_cast<double>(std::min<std::int64_t>(neurons, 2048) + 2) *
         std::numeric_limits<T>::epsilon() / 2;
}

/// Plan of overlap(): of `states` vectors with one set of patterns, or of one with each of several.
/// run() allocates nothing and waits for nothing, but where the target is reference.
template <ExecutionSpace Exec, Real T = float>
class OverlapPlan {
 public:
  /// \throws Error when states is negative, or not the trials of `xi`, or the scratch too small
  OverlapPlan(Exec const& exec, PatternSet<Exec> const& xi, std::int64_t states = 1,
              How const& how = {}, Scratch<Exec> const& scratch = {})
      : product_(exec, xi.by_pattern(), detail::planned_states(xi, states), how, scratch),
        scale_(1.0 / static_cast<double>(xi.neurons())) {}

  /// Bytes of scratch: not less for more patterns, neurons or states.
  std::size_t workspace_bytes() const { return product_.workspace_bytes(); }
  /// Takes the workspace from there from now on. \throws Error when it is too small
  void use(Exec const& exec, Scratch<Exec> const& scratch) { product_.use(exec, scratch); }

  /// As overlap() has it, asynchronous on `exec`.
  template <RealView Phi, RealView M>
  void run(Exec const& exec, Phi const& phi, M const& m) const {
    detail::checked_pattern_product(exec, product_, scale_, "phi", phi, "m", m);
  }

 private:
  detail::PatternProductPlan<Exec, T> product_;
  double scale_;
};

}  // namespace mattis
