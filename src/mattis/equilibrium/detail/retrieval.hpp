// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/detail/field_averages.hpp>

#include <optional>

namespace mattis::equilibrium::detail {

/// A retrieval solution, m > 0, by the local field's mean y in units of its deviation and the
/// temperature tau in those units. The load and the temperature at which it is one are explicit,
///   sqrt(alpha) = excess / sqrt(q),   T = tau m / y
/// (models.md 3.5), and so are their derivatives.
struct Retrieval {
  FieldAverages at;
  Bounded a;  ///< sqrt(alpha)
  double a_y = 0, a_tau = 0, T_y = 0, T_tau = 0;
  /// d a / d y at a fixed temperature; 0 at the fold, where retrieval ends.
  double along() const { return a_y - a_tau * T_y / T_tau; }
  double tau_along() const { return -T_y / T_tau; }
};

Retrieval retrieval(double y, double tau);

/// The retrieval solutions of one temperature, 0 <= T < 1: a curve over y, on which the load rises
/// from 0 to its largest, alpha_M(T), and falls to 0 again. Beyond the fold they are stable.
class RetrievalCurve {
 public:
  explicit RetrievalCurve(double T) : T_(T) {}
  double temperature() const { return T_; }

  Retrieval at(double y) const;
  /// Where the load is largest.
  Retrieval const& fold() const;
  /// The solution of a load below that of the fold; `stable`: beyond the fold.
  Retrieval solve(double alpha, bool stable) const;

  /// |T of a solution - T|, roundings included.
  double temperature_residual(Retrieval const& solution) const;

 private:
  double tau_of(double y) const;

  double T_;
  mutable double last_ = 0;  ///< log tau of the solution before: a start for the next
  mutable std::optional<Retrieval> fold_;
};

/// How far the true solution can be from a computed one, in y and tau.
struct Distance {
  double y = 0, tau = 0;
};
Distance solution_distance(RetrievalCurve const& curve, Retrieval const& solution, double alpha);

/// Adds what a distance of the solution changes to the errors of the averages.
FieldAverages widened(FieldAverages averages, Distance const& distance);

}  // namespace mattis::equilibrium::detail
