// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/kernels/detail/pattern_product.hpp>

#include <algorithm>
#include <limits>

namespace mattis {

/// Field of the patterns  h_i = sum_mu xi^mu_i f_mu   (docs/models.md 1.1, without its factor).
///
/// Same bits for any number of threads.
/// \param xi  P patterns of N signs
/// \param f   (P) coefficients, or (P, B) for B states at once; (trials, P) where xi holds several
/// trials \param h   (N), or (N, B), or (trials, N); overwritten \throws Error  naming the
/// argument, when a shape does not fit or the result overlaps the operand Error bound:
/// field_error_bound<T>(P) * sum |f|, asserted by the test.
template <ExecutionSpace Exec, RealView F, RealView H>
void field(Exec const& exec, PatternSet<Exec> const& xi, F const& f, H const& h,
           How const& how = {}) {
  detail::checked_pattern_product(exec, xi.by_neuron(), 1.0, "f", f, "h", h, how);
}

/// Bound on |h - exact| / sum |f|: one rounding per addition in a chunk of 2048 patterns, and of
/// the result.
template <Real T>
double field_error_bound(std::int64_t patterns) {
  return static_cast<double>(std::min<std::int64_t>(patterns, 2048) + 2) *
         std::numeric_limits<T>::epsilon() / 2;
}

/// Plan of field(): of `states` vectors with one set of patterns, or of one with each of several.
/// run() allocates nothing and waits for nothing, but where the target is reference.
template <ExecutionSpace Exec, Real T = float>
class FieldPlan {
 public:
  /// \throws Error when states is negative, or not the trials of `xi`, or the scratch too small
  FieldPlan(Exec const& exec, PatternSet<Exec> const& xi, std::int64_t states = 1,
            How const& how = {}, Scratch<Exec> const& scratch = {})
      : product_(exec, xi.by_neuron(), detail::planned_states(xi, states), how, scratch) {}

  /// Bytes of scratch: not less for more patterns, neurons or states.
  std::size_t workspace_bytes() const { return product_.workspace_bytes(); }
  /// Takes the workspace from there from now on. \throws Error when it is too small
  void use(Exec const& exec, Scratch<Exec> const& scratch) { product_.use(exec, scratch); }

  /// As field() has it, asynchronous on `exec`.
  template <RealView F, RealView H>
  void run(Exec const& exec, F const& f, H const& h) const {
    detail::checked_pattern_product(exec, product_, 1.0, "f", f, "h", h);
  }

 private:
  detail::PatternProductPlan<Exec, T> product_;
};

}  // namespace mattis
