// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Naive, serial, float64: the oracle of stimulus-driven networks. Forms W; reads like
// docs/models.md 4.1.
#include <cmath>
#include <cstddef>
#include <vector>

namespace mattis::reference {

struct StimulatedNetwork {
  bool rates = false, multiplicative = false;
  double delta = 10, w_s = 1, w_external = 1, sigma = 0, p = 0.5, dt = 0.01;
  std::vector<std::vector<double>> xi = {};  ///< (P, N) of +-1, with rates of 0 and 1

  std::size_t P() const { return xi.size(); }
  std::size_t N() const { return xi[0].size(); }

  std::vector<double> input(std::vector<double> const& c) const {
    std::vector<double> u(N());
    for (std::size_t mu = 0; mu < P(); ++mu)
      for (std::size_t i = 0; i < N(); ++i) u[i] += c[mu] * xi[mu][i];
    return u;
  }

  /// W, or W(w_external u), (N, N).
  std::vector<std::vector<double>> coupling(std::vector<double> const& u) const {
    auto const n = static_cast<double>(N());
    double const mean = rates ? p : 0;
    std::vector<std::vector<double>> W(N(), std::vector<double>(N()));
    for (std::size_t mu = 0; mu < P(); ++mu) {
      double drive = 0;  // xi . (w_external u) / N, or (xi - p) . / (N p)
      for (std::size_t i = 0; i < N(); ++i) drive += (xi[mu][i] - mean) * w_external * u[i];
      drive /= rates ? n * p : n;
      double factor = multiplicative ? drive / n : 1 / n;
      if (rates) factor *= (multiplicative ? 1.25 : 1.0) / (p * (1 - p));
      for (std::size_t i = 0; i < N(); ++i)
        for (std::size_t j = 0; j < N(); ++j)
          W[i][j] += factor * (xi[mu][i] - mean) * (xi[mu][j] - mean);
    }
    for (std::size_t i = 0; i < N(); ++i)
      for (std::size_t j = 0; j < N(); ++j) {
        if (rates && multiplicative) W[i][j] -= 1 / (n * p);
        if (i == j) W[i][j] = 0;
      }
    return W;
  }

  double activation(double v) const {
    return rates ? 1 / (1 + std::exp(delta * (1 - 2 * v))) : std::tanh(delta * v);
  }

  std::vector<double> activity(std::vector<double> y) const {
    for (double& v : y) v = activation(v);
    return y;
  }

  std::vector<double> overlaps(std::vector<double> const& y) const {
    auto const z = activity(y);
    std::vector<double> m(P());
    for (std::size_t mu = 0; mu < P(); ++mu) {
      for (std::size_t i = 0; i < N(); ++i) m[mu] += xi[mu][i] * z[i];
      m[mu] /= static_cast<double>(N()) * (rates ? p : 1);
    }
    return m;
  }

  /// y one step later, from N standard normals.
  std::vector<double> step(std::vector<double> const& y, std::vector<double> const& u,
                           std::vector<std::vector<double>> const& W,
                           std::vector<double> const& normals) const {
    auto const source = rates ? y : activity(y);
    auto next = y;
    for (std::size_t i = 0; i < N(); ++i) {
      double drive = multiplicative ? 0 : w_external * u[i];
      for (std::size_t j = 0; j < N(); ++j) drive += w_s * W[i][j] * source[j];
      if (rates) drive = activation(drive);
      next[i] += dt * (drive - y[i]) + sigma * std::sqrt(dt) * normals[i];
    }
    return next;
  }
};

}  // namespace mattis::reference
