// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Three signs choose one of 8 partial sums of v: the table is one AVX2 register and a permute looks
// up eight rows. A permute, an add and a shift for 24 entries. Double's permute has no variable
// form in AVX2: there a row's bit is moved to the sign of v's entry. Sapphire Rapids, 512 x 2048,
// one core, 1e9 entries/s: 53 in float, 8.8 in double, where the scalar lookups of
// sign_product.inl.hpp reach 6.8.
#include <backends/simd/sign_product.inl.hpp>

namespace mattis::simd {

/// Tables of a word: 10 for three columns each and one for the last two, 8 entries each.
template <>
struct SignProduct<float, xsimd::fma3<xsimd::avx2>> {
  static constexpr int groups = 11;
  /// With four the 17 vectors do not fit into the registers; Zen 4, 2000 x 20000, time by that of
  /// four: 0.97 with three or two, 1.05 with one, which is the best where rows are of one word
  /// (0.73).
  static constexpr int blocks_at_once[4] = {3, 1, 2, 4};
  static constexpr int word_entries = groups * 8;

  static void tables(float const* v, int words, float* out) {
    __m256 const sign[] = {_mm256_setr_ps(-1, 1, -1, 1, -1, 1, -1, 1),
                           _mm256_setr_ps(-1, -1, 1, 1, -1, -1, 1, 1),
                           _mm256_setr_ps(-1, -1, -1, -1, 1, 1, 1, 1)};
    for (int w = 0; w < words; ++w, v += word_columns, out += word_entries) {
      for (int g = 0; g < groups; ++g) {
        __m256 sum = _mm256_mul_ps(_mm256_set1_ps(v[3 * g]), sign[0]);
        sum = _mm256_fmadd_ps(_mm256_set1_ps(v[3 * g + 1]), sign[1], sum);
        // The last group has two columns: above bit 1 a shifted word has zeros.
        if (g < groups - 1) sum = _mm256_fmadd_ps(_mm256_set1_ps(v[3 * g + 2]), sign[2], sum);
        _mm256_storeu_ps(out + 8 * g, sum);
      }
    }
  }

  static void product(uint32_t const* bits, size_t block_stride, int blocks, int bytes,
                      float const* tables, float* y, size_t, int at_once) {
    for (int b = 0; b < blocks;) {
      int const some = at_once < blocks - b ? at_once : blocks - b;
      auto const take = some >= 4 ? rows<4> : some == 3 ? rows<3> : some == 2 ? rows<2> : rows<1>;
      take(bits + static_cast<size_t>(b) * block_stride, block_stride, bytes, tables,
           y + b * row_block);
      b += some < 4 ? some : 4;
    }
  }

 private:
  template <int R>
  static void rows(uint32_t const* bits, size_t block_stride, int bytes, float const* tables,
                   float* y) {
    __m256 sum[2 * R];
    for (auto& s : sum) s = _mm256_setzero_ps();
    for (int w = 0; w < bytes / 4; ++w, bits += row_block, tables += word_entries)
      add_word<R>(bits, block_stride, tables, groups, sum);
    // The groups that the last bytes reach into; what is beyond adds zeros.
    int const last_groups = (8 * (bytes % 4) + 2) / 3;
    if (last_groups > 0) add_word<R>(bits, block_stride, tables, last_groups, sum);
    for (int i = 0; i < 2 * R; ++i) _mm256_storeu_ps(y + 8 * i, sum[i]);
  }

  template <int R>
  static XSIMD_INLINE void add_word(uint32_t const* bits, size_t block_stride, float const* tables,
                                    int count, __m256 (&sum)[2 * R]) {
    __m256i word[2 * R];
    for (int i = 0; i < 2 * R; ++i)
      word[i] = _mm256_loadu_si256(reinterpret_cast<__m256i const*>(
          bits + static_cast<size_t>(i / 2) * block_stride + i % 2 * 8));
    for (int g = 0; g < count; ++g) {
      __m256 const table = _mm256_loadu_ps(tables + 8 * g);
      for (int i = 0; i < 2 * R; ++i) {
        sum[i] = _mm256_add_ps(sum[i], _mm256_permutevar8x32_ps(table, word[i]));
        word[i] = _mm256_srli_epi32(word[i], 3);
      }
    }
  }
};

/// Tables: -v, so that a set bit flips it to +v.
template <>
struct SignProduct<double, xsimd::fma3<xsimd::avx2>> {
  static constexpr int blocks_at_once[4] = {1};

  static void tables(double const* v, int words, double* out) {
    for (int c = 0; c < words * word_columns; ++c) out[c] = -v[c];
  }

  static void product(uint32_t const* bits, size_t block_stride, int blocks, int bytes,
                      double const* tables, double* y, size_t, int) {
    int const words = words_of(bytes);
    for (int b = 0; b < blocks; ++b)
      product_of_block(bits + static_cast<size_t>(b) * block_stride, words, tables,
                       y + b * row_block);
  }

 private:
  static constexpr int vectors = row_block / 4;

  static void product_of_block(uint32_t const* bits, int words, double const* tables, double* y) {
    __m256i const sign = _mm256_castpd_si256(_mm256_set1_pd(-0.0));
    __m256d even[vectors];
    __m256d odd[vectors];
    for (int i = 0; i < vectors; ++i) even[i] = odd[i] = _mm256_setzero_pd();
    for (int w = 0; w < words; ++w, bits += row_block, tables += word_columns) {
      __m256i
          word[vectors];  // in the upper half of a lane, so that the last column's bit is the sign
      for (int i = 0; i < vectors; ++i)
        word[i] = _mm256_slli_epi64(
            _mm256_cvtepu32_epi64(_mm_loadu_si128(reinterpret_cast<__m128i const*>(bits + 4 * i))),
            32);
      for (int c = word_columns - 2; c >= 0; c -= 2) {
        __m256d const upper = _mm256_set1_pd(tables[c + 1]);
        __m256d const lower = _mm256_set1_pd(tables[c]);
        for (int i = 0; i < vectors; ++i) {
          odd[i] = _mm256_add_pd(
              odd[i], _mm256_xor_pd(upper, _mm256_castsi256_pd(_mm256_and_si256(word[i], sign))));
          word[i] = _mm256_add_epi64(word[i], word[i]);
          even[i] = _mm256_add_pd(
              even[i], _mm256_xor_pd(lower, _mm256_castsi256_pd(_mm256_and_si256(word[i], sign))));
          word[i] = _mm256_add_epi64(word[i], word[i]);
        }
      }
    }
    for (int i = 0; i < vectors; ++i) _mm256_storeu_pd(y + 4 * i, _mm256_add_pd(even[i], odd[i]));
  }
};

}  // namespace mattis::simd
