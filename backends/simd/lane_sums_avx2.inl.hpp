// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Two shuffles and an addition for two vectors, where interleaving them takes four.
#include <backends/simd/lane_sums.inl.hpp>

namespace mattis::simd {

template <>
struct LaneSums<float, xsimd::fma3<xsimd::avx2>> {
  using Vector = xsimd::batch<float, xsimd::fma3<xsimd::avx2>>;

  static XSIMD_INLINE Vector of(Vector const* v) {
    return neighbours(quarters(halves(v[0], v[4]), halves(v[1], v[5])),
                      quarters(halves(v[2], v[6]), halves(v[3], v[7])));
  }

 private:
  /// Of a below, of b above.
  static XSIMD_INLINE __m256 halves(__m256 a, __m256 b) {
    return _mm256_add_ps(_mm256_blend_ps(a, b, 0xf0), _mm256_permute2f128_ps(a, b, 0x21));
  }
  static XSIMD_INLINE __m256 quarters(__m256 a, __m256 b) {
    __m256d const c = _mm256_castps_pd(a), d = _mm256_castps_pd(b);
    return _mm256_add_ps(_mm256_castpd_ps(_mm256_unpacklo_pd(c, d)),
                         _mm256_castpd_ps(_mm256_unpackhi_pd(c, d)));
  }
  static XSIMD_INLINE __m256 neighbours(__m256 a, __m256 b) {
    return _mm256_add_ps(_mm256_shuffle_ps(a, b, 0x88), _mm256_shuffle_ps(a, b, 0xdd));
  }
};

template <>
struct LaneSums<double, xsimd::fma3<xsimd::avx2>> {
  using Vector = xsimd::batch<double, xsimd::fma3<xsimd::avx2>>;

  static XSIMD_INLINE Vector of(Vector const* v) {
    __m256d const a = halves(v[0], v[2]), b = halves(v[1], v[3]);
    return _mm256_add_pd(_mm256_unpacklo_pd(a, b), _mm256_unpackhi_pd(a, b));
  }

 private:
  static XSIMD_INLINE __m256d halves(__m256d a, __m256d b) {
    return _mm256_add_pd(_mm256_blend_pd(a, b, 0xc), _mm256_permute2f128_pd(a, b, 0x21));
  }
};

}  // namespace mattis::simd
