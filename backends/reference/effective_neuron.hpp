// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Naive, serial, float64: the formulas of docs/models.md 1.2 as they stand. The oracle of the
// effective-neuron kernels.
#include <cmath>
#include <cstddef>
#include <vector>

namespace mattis::reference {

/// A row-major matrix of doubles.
struct Matrix {
  int rows = 0;
  int columns = 0;
  std::vector<double> entries =
      std::vector<double>(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));

  double& operator()(int i, int j) {
    return entries[static_cast<std::size_t>(i) * static_cast<std::size_t>(columns) +
                   static_cast<std::size_t>(j)];
  }
  double operator()(int i, int j) const {
    return entries[static_cast<std::size_t>(i) * static_cast<std::size_t>(columns) +
                   static_cast<std::size_t>(j)];
  }
};

/// Means of one sweep, shapes as in mattis::SampleMeans.
struct SweepMeans {
  Matrix C, S, m;
  std::vector<double> E1, phi_eta;
};

/// C = phi phi^T / M, phi (T, M).
inline Matrix covariance(Matrix const& phi) {
  Matrix C{phi.rows, phi.rows};
  for (int t = 0; t < phi.rows; ++t)
    for (int s = 0; s < phi.rows; ++s) {
      for (int i = 0; i < phi.columns; ++i) C(t, s) += phi(t, i) * phi(s, i);
      C(t, s) /= phi.columns;
    }
  return C;
}

/// S(t,s) = <phi'(t) S_x(t,s)> over the first `samples` columns of phi' (T, M), F (T, T).
inline Matrix response(Matrix const& slope, Matrix const& F, double dt, int samples) {
  int const T = slope.rows;
  Matrix S{T, T};
  for (int i = 0; i < samples; ++i) {
    Matrix S_x{T, T};
    for (int s = 0; s + 1 < T; ++s) {
      S_x(s + 1, s) = dt;
      for (int t = s + 1; t + 1 < T; ++t) {
        double coupling = 0;
        for (int k = s + 1; k <= t; ++k) coupling += F(t, k) * slope(k, i) * S_x(k, s);
        S_x(t + 1, s) = (1 - dt) * S_x(t, s) + dt * coupling;
      }
    }
    for (int t = 0; t < T; ++t)
      for (int s = 0; s < t; ++s) S(t, s) += slope(t, i) * S_x(t, s) / samples;
  }
  return S;
}

/// One sweep over given samples: xi (M, K), x0 (M), z (T, M); L and F (T, T), drive (T, K).
inline SweepMeans sweep(Matrix const& L, Matrix const& F, Matrix const& drive, double dt,
                        Matrix const& xi, std::vector<double> const& x0, Matrix const& z,
                        int response_samples) {
  int const T = L.rows;
  int const M = z.columns;
  int const K = drive.columns;
  Matrix x{T, M};
  Matrix phi{T, M};
  Matrix eta{T, M};
  Matrix slope{T, M};
  for (int i = 0; i < M; ++i) {
    x(0, i) = x0[static_cast<std::size_t>(i)];
    for (int t = 0; t < T; ++t) {
      for (int k = 0; k <= t; ++k) eta(t, i) += L(t, k) * z(k, i);
      phi(t, i) = std::tanh(x(t, i));
      slope(t, i) = 1 - phi(t, i) * phi(t, i);
      if (t + 1 == T) break;
      double field = eta(t, i);
      for (int s = 0; s <= t; ++s) field += F(t, s) * phi(s, i);
      for (int k = 0; k < K; ++k) field += xi(i, k) * drive(t, k);
      x(t + 1, i) = (1 - dt) * x(t, i) + dt * field;
    }
  }
  SweepMeans means{covariance(phi), response(slope, F, dt, response_samples), Matrix{T, K},
                   std::vector<double>(static_cast<std::size_t>(T)),
                   std::vector<double>(static_cast<std::size_t>(T))};
  for (int t = 0; t < T; ++t) {
    for (int i = 0; i < M; ++i) {
      double const size = std::abs(x(t, i));
      double const log_cosh = size + std::log1p(std::exp(-2 * size)) - std::log(2.0);
      for (int k = 0; k < K; ++k) means.m(t, k) += phi(t, i) * xi(i, k) / M;
      means.E1[static_cast<std::size_t>(t)] += (x(t, i) * phi(t, i) - log_cosh) / M;
      means.phi_eta[static_cast<std::size_t>(t)] += phi(t, i) * eta(t, i) / M;
    }
  }
  return means;
}

}  // namespace mattis::reference
