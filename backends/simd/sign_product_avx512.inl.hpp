// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Four signs choose one of 16 partial sums of v: the table of a group of four columns fills one
// register in float and two in double, and a permute looks up a vector of rows.
//
// The permute reads the lowest bits of a lane and ignores the rest, so a load that starts b bytes
// later has nibble 2 b in place, and only odd nibbles cost a shift: 64 entries for one permute
// (port 5), one add (0 or 5) and half a shift (port 0). Sapphire Rapids, one core, medians in 1e9
// entries/s, with a shift for every nibble and eight blocks of rows (A), with byte offsets (B), and
// with four blocks and the prefetch, as here (C):
//   1024 x 2048: A 127, B 145, C 147     1984 x 20000: A 123, B 139, C 140     320000 x 128: A 111,
//   B 115, C 140
// Fetching into the second-level cache is 2 to 3 % faster than into the first (20000 x 2000 and
// 2000 x 200000). Keeping the shifted words in a buffer, for odd nibbles without shifts, is slower
// than A.
#include <backends/simd/sign_product.inl.hpp>

namespace mattis::simd {

/// The words of a row that are read with misaligned loads, which reach three bytes into the next
/// word, and the groups of four columns of the one after them, which is read whole: a word of which
/// not all columns count, or the last of all.
struct WordRange {
  int followed;
  int last_groups;

  WordRange(int columns, bool last_block)
      : followed(columns / word_columns), last_groups((columns % word_columns + 3) / 4) {
    if (last_block && last_groups == 0 && followed > 0) {
      --followed;
      last_groups = word_columns / 4;
    }
  }
};

/// Entry k of a table is the sum of v[j] where bit j of k is set, and -v[j] where it is clear.
template <>
struct SignProduct<float, xsimd::avx512bw> {
  static constexpr int word_entries = 8 * 16;
  static constexpr int blocks_at_once[4] = {4, 3, 2, 1};

  static void tables(float const* v, int columns, float* out) {
    __m512i const lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    __m512 sign[4];
    for (int j = 0; j < 4; ++j)
      sign[j] = _mm512_mask_mov_ps(_mm512_set1_ps(1.0f),
                                   _mm512_testn_epi32_mask(lane, _mm512_set1_epi32(1 << j)),
                                   _mm512_set1_ps(-1.0f));
    __m512 const flip = _mm512_xor_ps(sign[0], _mm512_set1_ps(1.0f));
    for_fours(v, columns, [&](int g, float const* four) {
      // Products with +-1 are exact: an fma is the addition and the change of sign in one, 1.6
      // times as fast as both. The first changes its sign beside the multipliers.
      __m512 sum = _mm512_xor_ps(_mm512_set1_ps(four[0]), flip);
      for (int j = 1; j < 4; ++j) sum = _mm512_fmadd_ps(_mm512_set1_ps(four[j]), sign[j], sum);
      _mm512_storeu_ps(out + 16 * g, sum);
    });
  }

  template <class Rows>
  static void product(uint32_t const* bits, size_t block_stride, int row_count, int columns,
                      float const* tables, Rows y, size_t ahead, int at_once) {
    int const blocks = blocks_of(row_count);
    for_groups(blocks, at_once, [&]<int R>(int b) {
      rows<R>(bits, block_stride, b, blocks, columns, tables, y, ahead);
    });
  }

 private:
  /// Even and odd nibbles of a row are summed apart: chains enough for three rows and fewer.
  template <int R, class Rows>
  static void rows(uint32_t const* bits, size_t block_stride, int block, int blocks, int columns,
                   float const* tables, Rows y, size_t ahead) {
    bits += static_cast<size_t>(block) * block_stride;
    __m512 even[R], odd[R];
    for (int k = 0; k < R; ++k) even[k] = odd[k] = _mm512_setzero_ps();
    WordRange const range(columns, block + R == blocks);
    for (int w = 0; w < range.followed; ++w, bits += row_block, tables += word_entries) {
      prefetch<R>(bits, block_stride, ahead);  // C above
#pragma GCC unroll 4
      for (int byte = 0; byte < 4; ++byte) {
#pragma GCC unroll 4
        for (int k = 0; k < R; ++k)
          add_byte(_mm512_loadu_si512(
                       reinterpret_cast<char const*>(bits + static_cast<size_t>(k) * block_stride) +
                       byte),
                   tables + 32 * byte, even[k], odd[k]);
      }
    }
    for (int g = 0; g < range.last_groups; g += 2) {
      bool const both = g + 1 < range.last_groups;
#pragma GCC unroll 4
      for (int k = 0; k < R; ++k) {
        auto const index =
            _mm512_srl_epi32(_mm512_loadu_si512(bits + static_cast<size_t>(k) * block_stride),
                             _mm_cvtsi32_si128(4 * g));
        add_even(index, tables + 16 * g, even[k]);
        if (both) add_odd(index, tables + 16 * g + 16, odd[k]);
      }
    }
    for (int k = 0; k < R; ++k)
      store(y.from((block + k) * row_block), _mm512_add_ps(even[k], odd[k]));
  }

  static XSIMD_INLINE void store(PlainRows<float> to, __m512 sum) { _mm512_storeu_ps(to.y, sum); }
  static XSIMD_INLINE void store(ScaledRows to, __m512 sum) {
    __m512d const scale = _mm512_set1_pd(to.scale);
    __m512d const low = _mm512_cvtps_pd(_mm512_castps512_ps256(sum));
    __m512d const high = _mm512_cvtps_pd(_mm512_extractf32x8_ps(sum, 1));
    _mm512_storeu_pd(to.y, _mm512_mul_pd(scale, low));
    _mm512_storeu_pd(to.y + 8, _mm512_mul_pd(scale, high));
  }

  static XSIMD_INLINE void add_byte(__m512i index, float const* tables, __m512& even, __m512& odd) {
    add_even(index, tables, even);
    add_odd(index, tables + 16, odd);
  }
  static XSIMD_INLINE void add_even(__m512i index, float const* table, __m512& sum) {
    sum = _mm512_add_ps(sum, _mm512_permutexvar_ps(index, _mm512_loadu_ps(table)));
  }
  static XSIMD_INLINE void add_odd(__m512i index, float const* table, __m512& sum) {
    // The sum, on the multiplier's ports, which are left over: Zen 4, 96 x 2048, 154e9 entries/s,
    // 130 with additions alone.
    sum =
        _mm512_fmadd_ps(_mm512_permutexvar_ps(_mm512_srli_epi32(index, 4), _mm512_loadu_ps(table)),
                        _mm512_set1_ps(1.0f), sum);
  }
};

/// Eight rows of a lane pair: the words of two rows are one 64-bit lane, whose lower half serves
/// the even row, and, loaded four bytes later, the odd row.
template <>
struct SignProduct<double, xsimd::avx512bw> {
  static constexpr int word_entries = 8 * 16;
  /// Zen 4, g++ 14, overlap and field with two blocks and with four, microseconds: 200 x 2000 12.2
  /// and 11.5, 2000 x 20000 616 and 608, 200 x 20 0.334 and 0.332.
  static constexpr int blocks_at_once[4] = {4, 2, 3, 1};

  static void tables(double const* v, int columns, double* out) {
    __m512d const sign[] = {_mm512_setr_pd(-1, 1, -1, 1, -1, 1, -1, 1),
                            _mm512_setr_pd(-1, -1, 1, 1, -1, -1, 1, 1),
                            _mm512_setr_pd(-1, -1, -1, -1, 1, 1, 1, 1)};
    for_fours(v, columns, [&](int g, double const* four) {
      __m512d sum = _mm512_mul_pd(_mm512_set1_pd(four[0]), sign[0]);
      for (int j = 1; j < 3; ++j) sum = _mm512_fmadd_pd(_mm512_set1_pd(four[j]), sign[j], sum);
      _mm512_storeu_pd(out + 16 * g, _mm512_sub_pd(sum, _mm512_set1_pd(four[3])));
      _mm512_storeu_pd(out + 16 * g + 8, _mm512_add_pd(sum, _mm512_set1_pd(four[3])));
    });
  }

  template <class Rows>
  static void product(uint32_t const* bits, size_t block_stride, int row_count, int columns,
                      double const* tables, Rows y, size_t ahead, int at_once) {
    int const blocks = blocks_of(row_count);
    for_groups(blocks, at_once, [&]<int R>(int b) {
      rows<R>(bits, block_stride, b, blocks, columns, tables, y, ahead);
    });
  }

 private:
  template <int R, class Rows>
  static void rows(uint32_t const* bits, size_t block_stride, int block, int blocks, int columns,
                   double const* tables, Rows y, size_t ahead) {
    bits += static_cast<size_t>(block) * block_stride;
    __m512d sum[2 * R];  // even rows, odd rows
    for (auto& s : sum) s = _mm512_setzero_pd();
    WordRange const range(columns, block + R == blocks);
    for (int w = 0; w < range.followed; ++w, bits += row_block, tables += word_entries) {
      prefetch<R>(bits, block_stride, ahead);
#pragma GCC unroll 4
      for (int byte = 0; byte < 4; ++byte) {
#pragma GCC unroll 8
        for (int i = 0; i < 2 * R; ++i)
          add_byte(_mm512_loadu_si512(reinterpret_cast<char const*>(
                                          bits + static_cast<size_t>(i / 2) * block_stride) +
                                      4 * (i % 2) + byte),
                   tables + 32 * byte, sum[i]);
      }
    }
    for (int g = 0; g < range.last_groups; g += 2) {
      bool const both = g + 1 < range.last_groups;
#pragma GCC unroll 8
      for (int i = 0; i < 2 * R; ++i) {
        auto const index =
            _mm512_srl_epi64(_mm512_loadu_si512(bits + static_cast<size_t>(i / 2) * block_stride),
                             _mm_cvtsi32_si128(32 * (i % 2) + 4 * g));
        add_even(index, tables + 16 * g, sum[i]);
        if (both) add_odd(index, tables + 16 * g + 16, sum[i]);
      }
    }
    __m512i const first = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11);
    __m512i const second = _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15);
    for (int k = 0; k < R; ++k) {
      auto const to = y.from((block + k) * row_block);
      store(to, _mm512_permutex2var_pd(sum[2 * k], first, sum[2 * k + 1]));
      store(to.from(8), _mm512_permutex2var_pd(sum[2 * k], second, sum[2 * k + 1]));
    }
  }

  static XSIMD_INLINE void store(PlainRows<double> to, __m512d sum) { _mm512_storeu_pd(to.y, sum); }
  static XSIMD_INLINE void store(ScaledRows to, __m512d sum) {
    _mm512_storeu_pd(to.y, _mm512_mul_pd(_mm512_set1_pd(to.scale), sum));
  }

  static XSIMD_INLINE void add_byte(__m512i index, double const* tables, __m512d& sum) {
    add_even(index, tables, sum);
    add_odd(index, tables + 16, sum);
  }
  static XSIMD_INLINE void add_even(__m512i index, double const* table, __m512d& sum) {
    sum = _mm512_add_pd(
        sum, _mm512_permutex2var_pd(_mm512_loadu_pd(table), index, _mm512_loadu_pd(table + 8)));
  }
  static XSIMD_INLINE void add_odd(__m512i index, double const* table, __m512d& sum) {
    sum =
        _mm512_fmadd_pd(_mm512_permutex2var_pd(_mm512_loadu_pd(table), _mm512_srli_epi64(index, 4),
                                               _mm512_loadu_pd(table + 8)),
                        _mm512_set1_pd(1.0), sum);  // as in float
  }
};

}  // namespace mattis::simd
