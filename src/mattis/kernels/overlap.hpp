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

}  // namespace mattis
