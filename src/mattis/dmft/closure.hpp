// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/dmft/gaussian_moment.hpp>
#include <mattis/dmft/order_parameters.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/models/dense.hpp>

namespace mattis {

/// The interaction orders that the theory is there for: 1 and the even ones; n itself. \throws
/// Error  naming n otherwise
int expect_order(int n);

/// What the order parameters say of the effective neuron (docs/models.md 1.2): its noise, its
/// self-coupling and its drive.
///
///     n = 1:        R = (I - (g/sqrt(alpha)) S_phi)^-1,  C_eta = g^2 R C_phi R^T,  F = g
///     sqrt(alpha) R n >= 2 even:  C_eta(t,s) = g^2 <u_t^n u_s^n>,
///                   F(t,s) = g^2 [n^2 S_phi(t,s) <u_t^{n-1} u_s^{n-1}>
///                                 + delta_ts n(n-1) sum_{s'<t} S_phi(t,s') <u_t^{n-2} u_{s'}^n>]
///
/// with u centred Gaussian of covariance C_phi. Row t needs rows 0 .. t of the order parameters
/// alone (causality).
struct Closure {
  HostArray<double**> C_eta;  ///< (T, T) noise covariance
  HostArray<double**> F;      ///< (T, T) self-coupling, lower triangular with its diagonal
  HostArray<double**> drive;  ///< (T, K) (g / sqrt(alpha)) m_k(t)^n

  /// \throws Error  naming n, for an order that expect_order refuses
  Closure(Dense const& model, int steps, How const& how = {});
  static std::size_t bytes(Dense const& model, int steps);

  /// All rows, by the threads of `exec`; blocks. Same bits for any number of them.
  /// \throws Error  naming the first order parameter, or what follows from them, that is not finite
  void update(Kokkos::DefaultHostExecutionSpace const& exec, OrderParameters const& order) const;
  /// Row t and, of the symmetric C_eta, column t; rows before it are up to date. The same bits as
  /// update() gives. \throws Error  as update()
  void update_row(OrderParameters const& order, int t) const;

  /// Energy of the patterns per neuron (docs/models.md 1.2), from rows 0 .. t:
  ///     n = 1:   E0(t) = -(sqrt(alpha)/(2g)) C_eta(t,t) - (g/(2 sqrt(alpha))) sum_k m_k(t)^2
  ///     n >= 2:  E0(t) = -<phi(t) eta(t)> - (g/((n+1) sqrt(alpha))) sum_k m_k(t)^{n+1}
  double pattern_energy(OrderParameters const& order, double phi_eta, int t) const;
  /// E (T, 2): that and the single-neuron part, which is given.
  void energies(OrderParameters const& order, HostArray<double*> const& phi_eta,
                HostArray<double*> const& single_neuron, HostArray<double**> const& E) const;

 private:
  void linear_rows(Kokkos::DefaultHostExecutionSpace const& exec,
                   OrderParameters const& order) const;
  void invert_columns(OrderParameters const& order, int first, int from, int to) const;
  void correlate_rows(OrderParameters const& order, int first, int end) const;
  void expect_finite(int t) const;
  void drive_row(OrderParameters const& order, int t) const;
  void linear_row(OrderParameters const& order, int t) const;
  void dense_row(OrderParameters const& order, int t) const;

  int n_;  // first: checked before the moments are made
  How how_;
  double alpha_, g_;
  HostArray<double**> R_, R_transposed_;      // (T, T) for n = 1
  HostArray<double**> RC_;                    // (T, T) for n = 1: R C
  GaussianMoment field_, slope_, curvature_;  // <u^n v^n>, <u^{n-1} v^{n-1}>, <u^{n-2} v^n>
};

}  // namespace mattis
