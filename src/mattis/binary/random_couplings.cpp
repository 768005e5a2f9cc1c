// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/random_couplings.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/philox.hpp>
#include <mattis/core/stop.hpp>

#include <cmath>

namespace mattis::binary {

SpinSystem random_couplings(int N, double asymmetry, std::uint64_t seed, std::uint32_t network) {
  expect(N > 0, "N", "at least one spin", N);
  expect(asymmetry >= 0 && asymmetry <= 1, "asymmetry", "a share from 0 to 1", asymmetry);
  expect_fits_in_memory("N", 8.0 * N * N);
  auto const size = static_cast<std::size_t>(N);
  SpinSystem system{.N = N, .J = std::vector<double>(size * size, 0.0)};
  auto const normal = [&](std::uint32_t stream, std::size_t pair) {
    double normals[4];
    standard_normals(random_words(seed, Purpose::couplings, stream, pair / 4), normals);
    return normals[pair % 4];
  };
  double const of_symmetric = std::sqrt((1 - asymmetry) / N);
  double const of_antisymmetric = std::sqrt(asymmetry / N);
  for (std::size_t i = 0; i < size; ++i) {
    mattis::detail::throw_if_stopped();
    for (std::size_t j = i + 1; j < size; ++j) {
      double const s = of_symmetric * normal(2 * network, i * size + j);
      double const a = of_antisymmetric * normal(2 * network + 1, i * size + j);
      system.J[i * size + j] = s + a;
      system.J[j * size + i] = s - a;
    }
  }
  return system;
}

}  // namespace mattis::binary
