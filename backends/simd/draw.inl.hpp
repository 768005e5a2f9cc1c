// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The samples of a block, drawn at their addresses (core/purpose.hpp) or copied from given ones.
#include <backends/simd/effective_neuron.inl.hpp>
#include <backends/simd/normals.inl.hpp>
#include <backends/simd/philox.inl.hpp>
#include <mattis/core/purpose.hpp>
#include <mattis/lanes/samples.hpp>

#include <stdint.h>

namespace mattis::simd {

template <class T, class Arch>
struct SampleDraw {
  using Vector = xsimd::batch<T, Arch>;
  static constexpr int lanes = static_cast<int>(Vector::size);
  static constexpr int streams =
      Philox<Arch>::lanes / lanes;  ///< a vector of words serves two streams in double

  alignas(64) uint32_t words[4][Philox<Arch>::lanes];

  /// The words of `lanes` samples from `sample` on, of the streams from `stream` on.
  XSIMD_INLINE void draw(uint64_t seed, Purpose purpose, uint32_t stream, uint64_t sample) {
    typename Philox<Arch>::Words w[1][4];
    Philox<Arch>::template draw<1, streams>({seed, static_cast<uint32_t>(purpose), stream, sample},
                                            w);
    for (int i = 0; i < 4; ++i) w[0][i].store_aligned(words[i]);
  }

  /// The four normals of each sample in stream `s` of those drawn.
  XSIMD_INLINE void normals(int s, Vector (&normal)[4]) const {
    standard_normals(words[0] + s * lanes, words[1] + s * lanes, normal[0], normal[1]);
    standard_normals(words[2] + s * lanes, words[3] + s * lanes, normal[2], normal[3]);
  }
};

/// signs (K, lane) of the samples from `sample` on.
template <class T, class Arch>
void draw_signs(uint64_t seed, uint64_t sample, int condensed, T* signs) {
  constexpr int lanes = SampleDraw<T, Arch>::lanes;
  SampleDraw<T, Arch> random;
  for (int k = 0; k < condensed; ++k) {
    if (k % 128 == 0)
      random.draw(seed, Purpose::sample_signs, static_cast<uint32_t>(k / 128), sample);
    uint32_t const* const words = random.words[k % 128 / 32];
    for (int l = 0; l < lanes; ++l)
      signs[k * lanes + l] = (words[l] >> (k % 32)) & 1u ? T(1) : T(-1);
  }
}

/// noise (T, lane) of the samples from `sample` on.
template <class T, class Arch>
void draw_noise(uint64_t seed, uint64_t sample, int steps, T* noise) {
  using Draw = SampleDraw<T, Arch>;
  Draw random;
  for (int step = 0; step < steps; step += 4 * Draw::streams) {
    random.draw(seed, Purpose::sample_noise, static_cast<uint32_t>(step / 4), sample);
    for (int s = 0; s < Draw::streams; ++s) {
      typename Draw::Vector normal[4];
      random.normals(s, normal);
      for (int i = 0; i < 4 && step + 4 * s + i < steps; ++i)
        normal[i].store_aligned(noise + (step + 4 * s + i) * Draw::lanes);
    }
  }
}

/// start (lane): a.xi + ic_noise nu. \return nu, standard normal
template <class T, class Arch>
xsimd::batch<T, Arch> draw_start(uint64_t seed, uint64_t sample, T const* a, int condensed,
                                 T ic_noise, T const* signs, T* start) {
  using Draw = SampleDraw<T, Arch>;
  using Vector = typename Draw::Vector;
  Draw random;
  random.draw(seed, Purpose::sample_start, 0, sample);
  Vector normal[4];
  random.normals(0, normal);
  Vector x = Vector(ic_noise) * normal[0];
  for (int k = 0; k < condensed; ++k)
    x = xsimd::fma(Vector(a[k]), Vector::load_aligned(signs + k * Draw::lanes), x);
  x.store_aligned(start);
  return normal[0];
}

/// noise (T, lane) -= regression (T, K + 1) (signs, nu).
template <class T, class Arch>
void subtract_regression(T const* regression, int steps, int condensed, T const* signs,
                         xsimd::batch<T, Arch> const& nu, T* noise) {
  using Vector = xsimd::batch<T, Arch>;
  constexpr int lanes = static_cast<int>(Vector::size);
  for (int t = 0; t < steps; ++t) {
    T const* const row = regression + t * (condensed + 1);
    Vector z = xsimd::fnma(Vector(row[condensed]), nu, Vector::load_aligned(noise + t * lanes));
    for (int k = 0; k < condensed; ++k)
      z = xsimd::fnma(Vector(row[k]), Vector::load_aligned(signs + k * lanes), z);
    z.store_aligned(noise + t * lanes);
  }
}

/// Tiles beyond the live samples, and given samples' padding lanes, are filled with signs of 1 and
/// zeros.
template <class T, class Arch>
void draw_samples(lanes::SampleSource const& source, lanes::SampleStart<T> const& from,
                  lanes::SampleBlock<T> const& block) {
  constexpr int lanes = SampleDraw<T, Arch>::lanes;
  int64_t const steps = block.steps;
  int64_t const condensed = block.condensed;
  for (int tile = 0; tile < block_tiles<T, Arch>(block.live); ++tile) {
    int const left = block.live - tile * lanes;
    int const live = left < 0 ? 0 : left < lanes ? left : lanes;
    int64_t const first = source.first_sample + tile * lanes;
    auto const address = static_cast<uint64_t>(first);
    T* const signs = block.signs + tile * condensed * lanes;
    T* const noise = block.noise + tile * steps * lanes;
    T* const start = block.x + tile * steps * lanes;

    if (source.signs == nullptr && live > 0) {
      draw_signs<T, Arch>(source.seed, address, block.condensed, signs);
    } else {
      for (int64_t k = 0; k < condensed; ++k)
        for (int l = 0; l < lanes; ++l)
          signs[k * lanes + l] =
              l < live ? static_cast<T>(source.signs[(first + l) * condensed + k]) : T(1);
    }
    if (source.noise == nullptr && live > 0) {
      draw_noise<T, Arch>(source.seed, address, block.steps, noise);
    } else {
      for (int64_t t = 0; t < steps; ++t)
        for (int l = 0; l < lanes; ++l)
          noise[t * lanes + l] =
              l < live ? static_cast<T>(source.noise[t * source.samples + first + l]) : T(0);
    }
    if (source.start == nullptr && live > 0) {
      auto const nu = draw_start<T, Arch>(source.seed, address, from.a, block.condensed,
                                          from.ic_noise, signs, start);
      if (from.regression != nullptr)
        subtract_regression<T, Arch>(from.regression, block.steps, block.condensed, signs, nu,
                                     noise);
    } else {
      for (int l = 0; l < lanes; ++l)
        start[l] = l < live ? static_cast<T>(source.start[first + l]) : T(0);
    }
  }
}

}  // namespace mattis::simd
