// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/dmft/order_parameters.hpp>
#include <mattis/models/dense.hpp>

namespace mattis {

/// What the order parameters say of the effective neuron (MODELS 1.2): its noise, its self-coupling and its drive.
struct Closure {
  HostArray<double**> C_eta;  ///< (T, T) noise covariance
  HostArray<double**> F;      ///< (T, T) self-coupling, lower triangular with its diagonal
  HostArray<double**> drive;  ///< (T, K) (g / sqrt(alpha)) m_k(t)^n
  HostArray<double**> R;      ///< (T, T) workspace: (I - (g/sqrt(alpha)) S)^-1
  HostArray<double**> RC;     ///< (T, T) workspace: R C

  Closure() = default;
  Closure(int steps, int condensed);
  static std::size_t bytes(int steps, int condensed);

  /// n = 1:  R = (I - (g/sqrt(alpha)) S_phi)^-1,  C_eta = g^2 R C_phi R^T,  F = g sqrt(alpha) R.
  void update(Dense const& model, OrderParameters const& order) const;
};

/// E0(t) = -(sqrt(alpha)/(2g)) C_eta(t,t) - (g/(2 sqrt(alpha))) sum_k m_k(t)^2   (MODELS 1.2, n = 1)
double pattern_energy(Dense const& model, Closure const& closure, OrderParameters const& order, int t);

}  // namespace mattis
