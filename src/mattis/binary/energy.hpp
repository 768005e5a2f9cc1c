// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace mattis::binary {

/// N spins with all their couplings, symmetric or not (docs/models.md 2). The local field is
/// phi_i = sum_j J_ij sigma_j + h_i, J_ii among them.
struct SpinSystem {
  int N = 0;
  std::vector<double> J;       ///< (N, N), row-major
  std::vector<double> h = {};  ///< (N); none: zero

  double coupling(int i, int j) const {
    return J[static_cast<std::size_t>(i) * static_cast<std::size_t>(N) +
             static_cast<std::size_t>(j)];
  }
  double field(int i) const { return h.empty() ? 0.0 : h[static_cast<std::size_t>(i)]; }
  bool symmetric() const;
};

/// Sizes, and magnitudes of at most 1e150. \throws Error  naming what is wrong, with its place
void validate(SpinSystem const& system);

/// \throws Error  unless T is at least 0; infinity is a temperature
void validate_temperature(double T);

/// phi_i, rounded once. \param sigma  (N) of +1 and -1
double local_field(SpinSystem const& system, std::span<std::int8_t const> sigma, int i);

/// H = -1/2 sigma.J sigma - h.sigma, rounded once: the energy that asynchronous dynamics at T = 0
/// never raise where J is symmetric and J_ii >= 0.
double energy(SpinSystem const& system, std::span<std::int8_t const> sigma);

/// Little's H-bar = -h.sigma - T sum_i ln 2 cosh(phi_i / T) (Peretto 1984, with his thresholds);
/// -h.sigma - sum_i |phi_i| at T = 0. Minus infinity where T is infinite.
double parallel_energy(SpinSystem const& system, std::span<std::int8_t const> sigma, double T);

/// The laws that the dynamics keep where J is symmetric: exp(-H/T)/Z of asynchronous ones (J_ii =
/// 0), exp(-Hbar/T)/Z of parallel ones. Differences of energies are rounded once each, so that
/// fields of 1e30 leave the law of what they do not decide as it is. T = 0: the limit, uniform over
/// the states of least energy, for parallel dynamics with 2^(neurons without a local field) as
/// weight. \return the law (2^N), bit i of the index set where sigma_i = +1; N is 16 at most
std::vector<double> boltzmann_law(SpinSystem const& system, double T);
std::vector<double> parallel_law(SpinSystem const& system, double T);

/// State number `index` of the 2^N. \param sigma  (N), written
void state_of(std::uint32_t index, std::span<std::int8_t> sigma);

}  // namespace mattis::binary
