// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cmath>
#include <cstdint>

namespace mattis {

/// The parameters of the dynamics (docs/models.md 1.1).
struct NetworkCoupling {
  int n = 1;                      ///< interaction order
  double alpha = 0;               ///< load
  double g = 0;                   ///< gain
  double dt = 0;                  ///< Euler step
  bool distinct_indices = false;  ///< only products of n + 1 different neurons
};

namespace detail {

inline double field_gain(NetworkCoupling const& coupling) {
  return coupling.g / std::sqrt(coupling.alpha);
}

/// What the neuron itself contributes to its field and is to be taken out, n = 1 with distinct
/// indices: sum_mu (xi^mu_i)^2 / N.
inline double self_interaction(NetworkCoupling const& coupling, std::int64_t patterns,
                               std::int64_t neurons) {
  bool const left_out = coupling.distinct_indices && coupling.n == 1;
  return left_out ? static_cast<double>(patterns) / static_cast<double>(neurons) : 0.0;
}

}  // namespace detail
}  // namespace mattis
