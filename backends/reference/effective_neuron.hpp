// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The oracle of one sweep over samples of the effective neuron (docs/models.md 1.2).
#include <mattis/kernels/reference.hpp>

#include <vector>

namespace mattis::reference {

/// Means of one sweep, shapes as in mattis::SampleMeans.
struct SweepMeans {
  Matrix C, S, m;
  std::vector<double> E1, phi_eta;
};

/// One sweep over given samples: xi (M, K), x0 (M), z (T, M); L and F (T, T), drive (T, K).
inline SweepMeans sweep(Matrix const& L, Matrix const& F, Matrix const& drive, double dt,
                        Matrix const& xi, std::vector<double> const& x0, Matrix const& z,
                        int response_samples) {
  int const T = L.rows;
  int const M = z.columns;
  int const K = drive.columns;
  Rows const rows = trajectories({xi, x0, z}, L, F, drive, dt);
  SweepMeans means{covariance(rows.phi), response(rows.slope, F, dt, response_samples),
                   Matrix{T, K}, std::vector<double>(static_cast<std::size_t>(T)),
                   std::vector<double>(static_cast<std::size_t>(T))};
  for (int t = 0; t < T; ++t) {
    for (int i = 0; i < M; ++i) {
      double const phi = rows.phi(t, i);
      for (int k = 0; k < K; ++k) means.m(t, k) += phi * xi(i, k) / M;
      means.E1[static_cast<std::size_t>(t)] += single_neuron_energy(rows.x(t, i), phi) / M;
      means.phi_eta[static_cast<std::size_t>(t)] += phi * rows.eta(t, i) / M;
    }
  }
  return means;
}

}  // namespace mattis::reference
