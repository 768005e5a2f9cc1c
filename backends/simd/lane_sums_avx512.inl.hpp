// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Two shuffles and an addition for two vectors; interleaving them takes twelve and more with
// AVX-512.
#include <backends/simd/lane_sums.inl.hpp>

namespace mattis::simd {

template <>
struct LaneSums<float, xsimd::avx512bw> {
  using Vector = xsimd::batch<float, xsimd::avx512bw>;

  static XSIMD_INLINE Vector of(Vector const* v) {
    return neighbours(pairs(fours(v), fours(v + 1)), pairs(fours(v + 2), fours(v + 3)));
  }

 private:
  /// Lanes 4 i to 4 i + 3: of vector 4 i, the sums of lanes that are 4 apart.
  static XSIMD_INLINE __m512 fours(Vector const* v) {
    __m512 const a = halves(v[0], v[4]), b = halves(v[8], v[12]);
    return _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x88), _mm512_shuffle_f32x4(a, b, 0xdd));
  }
  /// Of a below, of b above.
  static XSIMD_INLINE __m512 halves(__m512 a, __m512 b) {
    return _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x44), _mm512_shuffle_f32x4(a, b, 0xee));
  }
  static XSIMD_INLINE __m512 pairs(__m512 a, __m512 b) {
    __m512d const c = _mm512_castps_pd(a), d = _mm512_castps_pd(b);
    return _mm512_add_ps(_mm512_castpd_ps(_mm512_unpacklo_pd(c, d)),
                         _mm512_castpd_ps(_mm512_unpackhi_pd(c, d)));
  }
  static XSIMD_INLINE __m512 neighbours(__m512 a, __m512 b) {
    return _mm512_add_ps(_mm512_shuffle_ps(a, b, 0x88), _mm512_shuffle_ps(a, b, 0xdd));
  }
};

template <>
struct LaneSums<double, xsimd::avx512bw> {
  using Vector = xsimd::batch<double, xsimd::avx512bw>;

  static XSIMD_INLINE Vector of(Vector const* v) {
    __m512d const a = pairs(v), b = pairs(v + 1);
    return _mm512_add_pd(_mm512_unpacklo_pd(a, b), _mm512_unpackhi_pd(a, b));
  }

 private:
  /// Lanes 2 i and 2 i + 1: of vector 2 i, the sums of lanes that are 2 apart.
  static XSIMD_INLINE __m512d pairs(Vector const* v) {
    __m512d const a = halves(v[0], v[2]), b = halves(v[4], v[6]);
    return _mm512_add_pd(_mm512_shuffle_f64x2(a, b, 0x88), _mm512_shuffle_f64x2(a, b, 0xdd));
  }
  static XSIMD_INLINE __m512d halves(__m512d a, __m512d b) {
    return _mm512_add_pd(_mm512_shuffle_f64x2(a, b, 0x44), _mm512_shuffle_f64x2(a, b, 0xee));
  }
};

}  // namespace mattis::simd
