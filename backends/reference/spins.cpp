// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/kernels/reference_spins.hpp>

namespace mattis::reference {

Matrix hebb(SignBits const& signs, int patterns) {
  int const N = static_cast<int>(signs.columns);
  Matrix J{N, N};
  for (int i = 0; i < N; ++i) {
    for (int j = 0; j < N; ++j) {
      if (i == j) continue;
      for (int mu = 0; mu < patterns; ++mu) J(i, j) += signs(mu, i) * signs(mu, j);
    }
  }
  return J;
}

int attempt_spins(Matrix const& J, std::vector<std::int32_t> const& field, double units,
                  std::vector<std::int32_t> const& sites, std::vector<std::uint32_t> const& words,
                  bool parallel, std::function<std::uint32_t(double dE)> const& threshold,
                  std::vector<double>& spins) {
  auto const before = spins;
  auto const& seen = parallel ? before : spins;
  int flips = 0;
  for (std::size_t t = 0; t < sites.size(); ++t) {
    auto const i = static_cast<std::size_t>(sites[t]);
    double phi = field.empty() ? 0 : field[i];
    for (int j = 0; j < J.columns; ++j) phi += J(sites[t], j) * seen[static_cast<std::size_t>(j)];
    if (words[t] < threshold(2 * seen[i] * (phi / units))) {
      spins[i] = -spins[i];
      ++flips;
    }
  }
  return flips;
}

}  // namespace mattis::reference
