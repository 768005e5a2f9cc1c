// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Three signs choose one of 8 partial sums of v: the table is one AVX2 register and a permute looks
// up eight rows. A permute, an add and a shift for 24 entries. One core, 512 x 2048, 1e9 entries/s:
// Zen 4 70 in float and 18 in double, where flipping v's signs gives 13.5; on Sapphire Rapids
// scalar lookups (sign_product.inl.hpp) gave 6.8 in double.
#include <backends/simd/sign_product.inl.hpp>

namespace mattis::simd {

/// Tables of a word: 10 for three columns each and one for the last two, 8 entries each.
template <>
struct SignProduct<float, xsimd::fma3<xsimd::avx2>> {
  static constexpr int groups = 11;
  /// With four the 17 vectors do not fit into the registers. Zen 4, 1e9 entries/s with 2048 columns
  /// and with 20: four 62 and 38, three 83 and 39, two 80 and 69, one 57 and 56.
  static constexpr int blocks_at_once[4] = {2, 3, 1, 4};
  static constexpr int word_entries = groups * 8;

  static void tables(float const* v, int bytes, float* out) {
    __m256 const sign[] = {_mm256_setr_ps(-1, 1, -1, 1, -1, 1, -1, 1),
                           _mm256_setr_ps(-1, -1, 1, 1, -1, -1, 1, 1)};
    __m256 const flip = _mm256_setr_ps(-0.0f, -0.0f, -0.0f, -0.0f, 0, 0, 0, 0);
    for (int left = bytes; left > 0; left -= 4, v += word_columns, out += word_entries) {
      int const count = left < 4 ? groups_of(left) : groups;
      for (int g = 0; g < count; ++g) {
        __m256 sum = _mm256_mul_ps(_mm256_set1_ps(v[3 * g]), sign[0]);
        sum = _mm256_fmadd_ps(_mm256_set1_ps(v[3 * g + 1]), sign[1], sum);
        // The last group has two columns: above bit 1 a shifted word has zeros. Signs are flipped
        // and added here, where the multiplier has enough to do.
        if (g < groups - 1)
          sum = _mm256_add_ps(sum, _mm256_xor_ps(_mm256_set1_ps(v[3 * g + 2]), flip));
        _mm256_storeu_ps(out + 8 * g, sum);
      }
    }
  }

  static void product(uint32_t const* bits, size_t block_stride, int row_count, int bytes,
                      float const* tables, float* y, size_t ahead, int at_once) {
    int const blocks = blocks_of(row_count);
    bool const half = row_count <= blocks * row_block - 8;  // of the last block is not there
    for_groups(blocks, at_once, [&]<int R>(int b) {
      auto const* const from = bits + static_cast<size_t>(b) * block_stride;
      float* const to = y + b * row_block;
      if (half && b + R == blocks) {
        rows<2 * R - 1>(from, block_stride, bytes, tables, to, ahead);
      } else {
        rows<2 * R>(from, block_stride, bytes, tables, to, ahead);
      }
    });
  }

 private:
  /// Those that the first bytes of a word reach into; columns beyond add zeros.
  static constexpr int groups_of(int bytes) { return (8 * bytes + 2) / 3; }

  /// \param V  vectors of 8 rows, two of a block
  template <int V>
  static void rows(uint32_t const* bits, size_t block_stride, int bytes, float const* tables,
                   float* y, size_t ahead) {
    __m256 sum[V];
    for (auto& s : sum) s = _mm256_setzero_ps();
    for (int w = 0; w < bytes / 4; ++w, bits += row_block, tables += word_entries) {
      prefetch<(V + 1) / 2>(bits, block_stride, ahead);
      add_word<V>(bits, block_stride, tables, groups, sum);
    }
    if (bytes % 4 > 0) add_word<V>(bits, block_stride, tables, groups_of(bytes % 4), sum);
    for (int i = 0; i < V; ++i) _mm256_storeu_ps(y + 8 * i, sum[i]);
  }

  /// Both are the sum, rounded once. Where additions, permutes and shifts share ports, those of the
  /// multiplier are left over (Zen 4, 2048 columns: 79e9 entries/s, 69 with additions alone); one
  /// block has too few sums to wait for them.
  static XSIMD_INLINE __m256 plus(bool fused, __m256 a, __m256 b) {
    return fused ? _mm256_fmadd_ps(b, _mm256_set1_ps(1.0f), a) : _mm256_add_ps(a, b);
  }

  template <int V>
  static XSIMD_INLINE void add_word(uint32_t const* bits, size_t block_stride, float const* tables,
                                    int count, __m256 (&sum)[V]) {
    __m256i word[V];
    for (int i = 0; i < V; ++i)
      word[i] = _mm256_loadu_si256(reinterpret_cast<__m256i const*>(
          bits + static_cast<size_t>(i / 2) * block_stride + i % 2 * 8));
    for (int g = 0; g < count; ++g) {
      __m256 const table = _mm256_loadu_ps(tables + 8 * g);
#pragma GCC unroll 8
      for (int i = 0; i < V; ++i) {
        sum[i] = plus(V > 2 && i % 2 == 0, sum[i], _mm256_permutevar8x32_ps(table, word[i]));
        word[i] = _mm256_srli_epi32(word[i], 3);
      }
    }
  }
};

/// Two signs choose one of 4 partial sums of v, a register of double, which the permute of floats
/// moves as pairs: its index is an even one in the lower half of a lane, and the odd one behind it
/// in the upper half. A shift, two for that bit, a permute and an addition for 8 entries. Zen 4,
/// 512 x 2048, one core, 1e9 entries/s: 18.
template <>
struct SignProduct<double, xsimd::fma3<xsimd::avx2>> {
  static constexpr int blocks_at_once[4] = {1};
  static constexpr int groups = word_columns / 2;

  static void tables(double const* v, int bytes, double* out) {
    __m256d const first = _mm256_setr_pd(-1, 1, -1, 1), second = _mm256_setr_pd(-1, -1, 1, 1);
    for (int g = 0; g < 4 * bytes; ++g)  // products with +-1 are exact
      _mm256_storeu_pd(out + 4 * g,
                       _mm256_fmadd_pd(_mm256_set1_pd(v[2 * g + 1]), second,
                                       _mm256_mul_pd(_mm256_set1_pd(v[2 * g]), first)));
  }

  static void product(uint32_t const* bits, size_t block_stride, int rows, int bytes,
                      double const* tables, double* y, size_t ahead, int) {
    for_groups((rows + 3) / 4, row_block / 4, [&]<int V>(int v) {  // the vectors of a block
      product_of_block<V>(bits + static_cast<size_t>(v / 4) * block_stride, bytes, tables,
                          y + 4 * v, ahead);
    });
  }

 private:
  /// Of the first 4 `vectors` rows.
  template <int vectors>
  static void product_of_block(uint32_t const* bits, int bytes, double const* tables, double* y,
                               size_t ahead) {
    __m256d even[vectors];
    __m256d odd[vectors];
    for (int i = 0; i < vectors; ++i) even[i] = odd[i] = _mm256_setzero_pd();
    for (int w = 0; w < bytes / 4; ++w, bits += row_block, tables += 4 * groups) {
      prefetch<1>(bits, 0, ahead);
      add_word(bits, tables, groups, even, odd);
    }
    if (bytes % 4 > 0) add_word(bits, tables, 4 * (bytes % 4), even, odd);
    for (int i = 0; i < vectors; ++i) _mm256_storeu_pd(y + 4 * i, _mm256_add_pd(even[i], odd[i]));
  }

  template <int vectors>
  static XSIMD_INLINE void add_word(uint32_t const* bits, double const* tables, int count,
                                    __m256d (&even)[vectors], __m256d (&odd)[vectors]) {
    __m256i word[vectors];  // of a row in both halves of a lane
    for (int i = 0; i < vectors; ++i)
      word[i] = _mm256_shuffle_epi32(
          _mm256_cvtepu32_epi64(_mm_loadu_si128(reinterpret_cast<__m128i const*>(bits + 4 * i))),
          0xa0);
    for (int i = 0; i < vectors; ++i) {
      add_group(tables, _mm256_slli_epi32(word[i], 1), even[i]);
      word[i] = _mm256_srli_epi32(word[i], 1);
      add_group(tables + 4, word[i], odd[i]);
    }
    for (int g = 2; g < count; g += 2) {
      for (int i = 0; i < vectors; ++i) {
        add_group(tables + 4 * g, _mm256_srli_epi32(word[i], 2), even[i]);
        word[i] = _mm256_srli_epi32(word[i], 4);
        add_group(tables + 4 * g + 4, word[i], odd[i]);
      }
    }
  }

  /// \param word  the signs in bits 1 and 2
  static XSIMD_INLINE void add_group(double const* table, __m256i word, __m256d& sum) {
    __m256i const lower = _mm256_set1_epi32(~1), upper = _mm256_set1_epi64x(1LL << 32);
    __m256i const index = _mm256_or_si256(_mm256_and_si256(word, lower), upper);
    __m256 const sums = _mm256_castpd_ps(_mm256_loadu_pd(table));
    sum = _mm256_add_pd(sum, _mm256_castps_pd(_mm256_permutevar8x32_ps(sums, index)));
  }
};

}  // namespace mattis::simd
