// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/expr/functions.hpp>
#include <mattis/kernels/patterns.hpp>
#include <mattis/models/network_coupling.hpp>

namespace mattis::detail {

/// The field of docs/models.md 1.1, h_i = (g / sqrt(alpha)) sum_mu xi^mu_i m_mu^n, of any activity
/// but distinct indices of n > 1: what a network advances by and what its right-hand side is.
/// \param m    the overlaps of phi, a contraction
/// \param phi  activities, a row per network
template <ExecutionSpace Exec, class M, class Phi>
auto graded_field(PatternSet<Exec> const& xi, M const& m, Phi const& phi,
                  NetworkCoupling const& coupling) {
  double const self = self_interaction(coupling, xi.patterns(), xi.neurons());
  return field_gain(coupling) * (field(xi, pow(m, coupling.n)) - self * phi);
}

}  // namespace mattis::detail
