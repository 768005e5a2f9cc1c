// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/philox.hpp>
#include <mattis/kernels/effective_neurons.hpp>

namespace mattis::detail {

/// xi, z and x(0) of one sample: given, or drawn from Philox at its number. In Kokkos alone, for
/// one lane of a block.
template <ExecutionSpace Exec, Real T>
struct SampleDraw {
  int steps;
  int condensed;
  Array<double const*, Exec> a;
  std::uint64_t seed;
  std::int64_t first_sample;
  T ic_noise;
  bool is_given;
  GivenSamples<Exec> given;
  Array<double const**, Exec> regression;

  SampleDraw(SweepInput<Exec> const& input, int steps_, int condensed_)
      : steps(steps_),
        condensed(condensed_),
        a(input.a),
        seed(input.seed),
        first_sample(input.first_sample),
        ic_noise(static_cast<T>(input.ic_noise)),
        is_given(input.given.has_value()),
        given(input.given.value_or(GivenSamples<Exec>{})),
        regression(input.regression) {}

  /// Sample `number` from first_sample on, to lane `lane` of rows of `stride`: signs (K), noise
  /// (T), x (1).
  KOKKOS_INLINE_FUNCTION void operator()(std::int64_t number, int lane, int stride, T* signs,
                                         T* noise, T* x) const {
    std::int64_t const sample = first_sample + number;
    auto const index = static_cast<std::uint64_t>(sample);
    RandomWords words{};
    T start = 0;
    for (int k = 0; k < condensed; ++k) {
      if (!is_given && k % 128 == 0)
        words =
            random_words(seed, Purpose::sample_signs, static_cast<std::uint32_t>(k / 128), index);
      if (k % 128 != 0 && k % 32 == 0) words = {{words.word[1], words.word[2], words.word[3], 0}};
      bool const plus = is_given ? given.xi(sample, k) > 0 : (words.word[0] >> (k % 32)) & 1u;
      signs[k * stride + lane] = plus ? T(1) : T(-1);
      start += static_cast<T>(a(k)) * (plus ? T(1) : T(-1));
    }
    if (is_given) {
      x[lane] = static_cast<T>(given.x0(sample));
      for (int t = 0; t < steps; ++t) noise[t * stride + lane] = static_cast<T>(given.z(t, sample));
      return;
    }
    T normal[4];
    standard_normals(random_words(seed, Purpose::sample_start, 0, index), normal);
    T const nu = normal[0];
    x[lane] = start + ic_noise * nu;
    for (int first = 0; first < steps; first += 4) {
      standard_normals(
          random_words(seed, Purpose::sample_noise, static_cast<std::uint32_t>(first / 4), index),
          normal);
      // Constant indices only: a device keeps an array in registers as long as none of them varies.
      for (int j = 0; j < 4; ++j)
        if (first + j < steps) noise[(first + j) * stride + lane] = normal[j];
    }
    for (int t = 0; t < static_cast<int>(regression.extent(0)); ++t) {
      T z = noise[t * stride + lane] - static_cast<T>(regression(t, condensed)) * nu;
      for (int k = 0; k < condensed; ++k)
        z -= static_cast<T>(regression(t, k)) * signs[k * stride + lane];
      noise[t * stride + lane] = z;
    }
  }
};

}  // namespace mattis::detail
