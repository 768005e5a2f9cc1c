// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/random_couplings.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/philox.hpp>
#include <mattis/core/stop.hpp>

#include <cmath>

namespace mattis::binary {

namespace {

/// Normals of one stream in the order of their pairs, four drawn at a time.
class PairNormals {
 public:
  PairNormals(std::uint64_t seed, std::uint32_t stream, double deviation)
      : seed_(seed), stream_(stream), deviation_(deviation) {}

  double operator()(std::uint64_t pair) {
    if (deviation_ == 0) return 0;
    if (pair / 4 != drawn_) {
      drawn_ = pair / 4;
      standard_normals(random_words(seed_, Purpose::couplings, stream_, drawn_), normals_);
    }
    return deviation_ * normals_[pair % 4];
  }

 private:
  std::uint64_t seed_;
  std::uint32_t stream_;
  double deviation_;
  std::uint64_t drawn_ = ~std::uint64_t{0};
  double normals_[4] = {};
};

}  // namespace

SpinSystem random_couplings(int N, double asymmetry, std::uint64_t seed, std::uint32_t network) {
  expect(N > 0, "N", "at least one spin", N);
  expect(asymmetry >= 0 && asymmetry <= 1, "asymmetry", "a share from 0 to 1", asymmetry);
  expect_fits_in_memory("N", 8.0 * N * N);
  auto const size = static_cast<std::size_t>(N);
  SpinSystem system{.N = N, .J = std::vector<double>(size * size, 0.0)};
  PairNormals symmetric(seed, 2 * network, std::sqrt((1 - asymmetry) / N));
  PairNormals antisymmetric(seed, 2 * network + 1, std::sqrt(asymmetry / N));
  for (std::size_t i = 0; i < size; ++i) {
    mattis::detail::throw_if_stopped();
    for (std::size_t j = i + 1; j < size; ++j) {
      double const s = symmetric(i * size + j);
      double const a = antisymmetric(i * size + j);
      system.J[i * size + j] = s + a;
      system.J[j * size + i] = s - a;
    }
  }
  return system;
}

}  // namespace mattis::binary
