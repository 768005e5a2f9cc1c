// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Four signs choose one of 16 partial sums of v: the table of a group of four columns fills one register in float and
// two in double, and a permute looks up a vector of rows.
//
// The permute reads the lowest bits of a lane and ignores the rest, so a load that starts b bytes later has nibble 2 b
// in place, and only odd nibbles cost a shift: 64 entries for one permute (port 5), one add (0 or 5) and half a shift
// (port 0). Sapphire Rapids, one core, medians in 1e9 entries/s, with a shift for every nibble and eight blocks of rows
// (A), with byte offsets (B), and with four blocks and the prefetch, as here (C):
//   1024 x 2048: A 127, B 145, C 147     1984 x 20000: A 123, B 139, C 140     320000 x 128: A 111, B 115, C 140
// Keeping the shifted words in a buffer, for odd nibbles without shifts, is slower than A.
#include <backends/simd/sign_product.inl.hpp>

namespace mattis::simd {

/// Entry k of a table is the sum of v[j] where bit j of k is set, and -v[j] where it is clear.
template <>
struct SignProduct<float, xsimd::avx512bw> {
  static constexpr int word_entries = 8 * 16;

  static void tables(float const* v, int words, float* out) {
    __m512i const lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    __m512 sign[4];
    for (int j = 0; j < 4; ++j)
      sign[j] = _mm512_mask_mov_ps(_mm512_set1_ps(1.0f), _mm512_testn_epi32_mask(lane, _mm512_set1_epi32(1 << j)),
                                   _mm512_set1_ps(-1.0f));
    for (int g = 0; g < 8 * words; ++g, v += 4, out += 16) {
      // Products with +-1 are exact: an fma is the addition and the change of sign in one, 1.6 times as fast as both.
      __m512 sum = _mm512_mul_ps(_mm512_set1_ps(v[0]), sign[0]);
      for (int j = 1; j < 4; ++j) sum = _mm512_fmadd_ps(_mm512_set1_ps(v[j]), sign[j], sum);
      _mm512_storeu_ps(out, sum);
    }
  }

  static void product(uint32_t const* bits, size_t block_stride, int blocks, int words, float const* tables, float* y) {
    int b = 0;
    for (; b + 4 <= blocks; b += 4) rows<4>(bits, block_stride, b, blocks, words, tables, y);
    if (b + 2 <= blocks) rows<2>(bits, block_stride, b, blocks, words, tables, y), b += 2;
    if (b < blocks) rows<1>(bits, block_stride, b, blocks, words, tables, y);
  }

 private:
  template <int R>
  static void rows(uint32_t const* bits, size_t block_stride, int block, int blocks, int words, float const* tables,
                   float* y) {
    bits += static_cast<size_t>(block) * block_stride;
    __m512 sum[R];
    for (auto& s : sum) s = _mm512_setzero_ps();
    // The misaligned loads read three bytes of the next word: the last word of the last block may have none.
    int const followed = block + R < blocks || words == 0 ? words : words - 1;
    for (int w = 0; w < followed; ++w)
      add_word<true, R>(bits + w * row_block, block_stride, tables + w * word_entries, sum);
    if (followed < words)
      add_word<false, R>(bits + followed * row_block, block_stride, tables + followed * word_entries, sum);
    for (int k = 0; k < R; ++k) _mm512_storeu_ps(y + (block + k) * row_block, sum[k]);
  }

  template <bool followed, int R>
  static XSIMD_INLINE void add_word(uint32_t const* bits, size_t block_stride, float const* tables, __m512 (&sum)[R]) {
#pragma GCC unroll 4
    for (int k = 0; k < R; ++k)  // the same words of the rows that come next: C above
      _mm_prefetch(reinterpret_cast<char const*>(bits + static_cast<size_t>(k + R) * block_stride), _MM_HINT_T0);
#pragma GCC unroll 4
    for (int byte = 0; byte < 4; ++byte) {
      __m512 const even = _mm512_loadu_ps(tables + 32 * byte);
      __m512 const odd = _mm512_loadu_ps(tables + 32 * byte + 16);
#pragma GCC unroll 8
      for (int k = 0; k < R; ++k) {
        uint32_t const* const words = bits + static_cast<size_t>(k) * block_stride;
        __m512i const index = followed ? _mm512_loadu_si512(reinterpret_cast<char const*>(words) + byte)
                                       : _mm512_srli_epi32(_mm512_loadu_si512(words), static_cast<unsigned>(8 * byte));
        sum[k] = _mm512_add_ps(sum[k], _mm512_permutexvar_ps(index, even));
        sum[k] = _mm512_add_ps(sum[k], _mm512_permutexvar_ps(_mm512_srli_epi32(index, 4), odd));
      }
    }
  }
};

/// Eight rows of a lane pair: the words of two rows are one 64-bit lane, whose lower half serves the even row, and,
/// loaded four bytes later, the odd row.
template <>
struct SignProduct<double, xsimd::avx512bw> {
  static constexpr int word_entries = 8 * 16;

  static void tables(double const* v, int words, double* out) {
    __m512d const sign[] = {_mm512_setr_pd(-1, 1, -1, 1, -1, 1, -1, 1), _mm512_setr_pd(-1, -1, 1, 1, -1, -1, 1, 1),
                            _mm512_setr_pd(-1, -1, -1, -1, 1, 1, 1, 1)};
    for (int g = 0; g < 8 * words; ++g, v += 4, out += 16) {
      __m512d sum = _mm512_mul_pd(_mm512_set1_pd(v[0]), sign[0]);
      for (int j = 1; j < 3; ++j) sum = _mm512_fmadd_pd(_mm512_set1_pd(v[j]), sign[j], sum);
      _mm512_storeu_pd(out, _mm512_sub_pd(sum, _mm512_set1_pd(v[3])));
      _mm512_storeu_pd(out + 8, _mm512_add_pd(sum, _mm512_set1_pd(v[3])));
    }
  }

  static void product(uint32_t const* bits, size_t block_stride, int blocks, int words, double const* tables,
                      double* y) {
    int b = 0;
    for (; b + 4 <= blocks; b += 4) rows<4>(bits, block_stride, b, blocks, words, tables, y);
    for (; b < blocks; ++b) rows<1>(bits, block_stride, b, blocks, words, tables, y);
  }

 private:
  template <int R>
  static void rows(uint32_t const* bits, size_t block_stride, int block, int blocks, int words, double const* tables,
                   double* y) {
    bits += static_cast<size_t>(block) * block_stride;
    __m512d sum[2 * R];  // even rows, odd rows
    for (auto& s : sum) s = _mm512_setzero_pd();
    int const followed = block + R < blocks || words == 0 ? words : words - 1;
    for (int w = 0; w < followed; ++w)
      add_word<true, R>(bits + w * row_block, block_stride, tables + w * word_entries, sum);
    if (followed < words)
      add_word<false, R>(bits + followed * row_block, block_stride, tables + followed * word_entries, sum);
    __m512i const first = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11);
    __m512i const second = _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15);
    for (int k = 0; k < R; ++k) {
      _mm512_storeu_pd(y + (block + k) * row_block, _mm512_permutex2var_pd(sum[2 * k], first, sum[2 * k + 1]));
      _mm512_storeu_pd(y + (block + k) * row_block + 8, _mm512_permutex2var_pd(sum[2 * k], second, sum[2 * k + 1]));
    }
  }

  template <bool followed, int R>
  static XSIMD_INLINE void add_word(uint32_t const* bits, size_t block_stride, double const* tables,
                                    __m512d (&sum)[2 * R]) {
#pragma GCC unroll 4
    for (int byte = 0; byte < 4; ++byte) {
      double const* const table = tables + 32 * byte;
      __m512d const even[] = {_mm512_loadu_pd(table), _mm512_loadu_pd(table + 8)};
      __m512d const odd[] = {_mm512_loadu_pd(table + 16), _mm512_loadu_pd(table + 24)};
#pragma GCC unroll 8
      for (int i = 0; i < 2 * R; ++i) {
        uint32_t const* const words = bits + static_cast<size_t>(i / 2) * block_stride;
        int const offset = 4 * (i % 2) + byte;
        __m512i const index = followed
                                  ? _mm512_loadu_si512(reinterpret_cast<char const*>(words) + offset)
                                  : _mm512_srli_epi64(_mm512_loadu_si512(words), static_cast<unsigned>(8 * offset));
        sum[i] = _mm512_add_pd(sum[i], _mm512_permutex2var_pd(even[0], index, even[1]));
        sum[i] = _mm512_add_pd(sum[i], _mm512_permutex2var_pd(odd[0], _mm512_srli_epi64(index, 4), odd[1]));
      }
    }
  }
};

}  // namespace mattis::simd
