// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Naive, serial, float64: the oracle of the network's kernels. Reads like docs/models.md 1.1, and
// is not meant to be fast.
#include <mattis/kernels/reference.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mattis::reference {

/// Signs of P patterns over N neurons, row-major, +1 or -1.
struct Signs {
  std::size_t P;
  std::size_t N;
  std::vector<std::int8_t> xi;

  double operator()(std::size_t mu, std::size_t i) const { return xi[mu * N + i]; }
};

/// m_mu = (1/N) sum_i xi^mu_i phi_i
inline std::vector<double> overlap(Signs const& xi, std::vector<double> const& phi) {
  std::vector<double> m(xi.P);
  for (std::size_t mu = 0; mu < xi.P; ++mu) {
    for (std::size_t i = 0; i < xi.N; ++i) m[mu] += xi(mu, i) * phi[i];
    m[mu] /= static_cast<double>(xi.N);
  }
  return m;
}

/// h_i = sum_mu xi^mu_i f_mu
inline std::vector<double> field(Signs const& xi, std::vector<double> const& f) {
  std::vector<double> h(xi.N);
  for (std::size_t mu = 0; mu < xi.P; ++mu) {
    for (std::size_t i = 0; i < xi.N; ++i) h[i] += xi(mu, i) * f[mu];
  }
  return h;
}

/// A graded network of order n, with the energy per neuron of every step.
struct Network {
  int n;
  double alpha;
  double g;
  double dt;
  bool distinct_indices = false;  ///< n = 1: no self-interaction
};

struct Trajectory {
  std::vector<std::vector<double>> x, phi, m;  ///< per step
  std::vector<double> E0, E1;
};

inline Trajectory simulate(Network const& model, Signs const& xi, std::vector<double> x, int T) {
  double const coupling = model.g / std::sqrt(model.alpha);
  auto const N = static_cast<double>(xi.N);
  auto const P = static_cast<double>(xi.P);
  Trajectory path;
  for (int t = 0; t < T; ++t) {
    std::vector<double> phi(xi.N);
    double E1 = 0;
    double phi_squared = 0;
    for (std::size_t i = 0; i < xi.N; ++i) {
      phi[i] = std::tanh(x[i]);
      E1 += single_neuron_energy(x[i], phi[i]) / N;
      phi_squared += phi[i] * phi[i] / N;
    }
    auto const m = overlap(xi, phi);
    std::vector<double> f(xi.P);
    double sum = model.distinct_indices ? -P * phi_squared / N : 0.0;
    for (std::size_t mu = 0; mu < xi.P; ++mu) {
      f[mu] = std::pow(m[mu], model.n);
      sum += std::pow(m[mu], model.n + 1);
    }
    path.x.push_back(x);
    path.phi.push_back(phi);
    path.m.push_back(m);
    path.E0.push_back(-coupling / (model.n + 1) * sum);
    path.E1.push_back(E1);
    auto const h = field(xi, f);
    for (std::size_t i = 0; i < xi.N; ++i) {
      double const self = model.distinct_indices ? P / N * phi[i] : 0.0;
      x[i] = (1 - model.dt) * x[i] + model.dt * coupling * (h[i] - self);
    }
  }
  return path;
}

}  // namespace mattis::reference
