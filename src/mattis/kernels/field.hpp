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

}  // namespace mattis
