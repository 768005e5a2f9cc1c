// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Three signs choose one of 8 partial sums of v, and a permute looks up eight rows. In float the
// table is one register; in double one has the lower halves of the sums and one the upper halves,
// and what both permutes found is interleaved.
//
// Zen 4 permutes, shifts and adds on three of its four ports. A word is shifted by the upper halves
// of products with a power of two, which the fourth takes: 15 bits of it, then those from bit 15
// on, then the last two. 1e9 entries/s, one core, 512 x 2048, with shifts and so: float 80 and 89,
// double 27 and 31. Additions as multiply-adds, too, are no gain then, nor are tables that few rows
// look up without storing them. On Sapphire Rapids scalar lookups (sign_product.inl.hpp) gave 6.8
// in double.
#include <backends/simd/sign_product.inl.hpp>

namespace mattis::simd {

namespace {  // types of the unit's own, which no other has under this name

/// Eight partial sums, and those of eight rows.
template <class T>
struct EightSums;

template <>
struct EightSums<float> {
  /// Zen 4, 1e9 entries/s with 2048 columns and with 20: one 58 and 69, two 89 and 73, three 89 and
  /// 36, four, which the registers do not hold, 65 and 34.
  static constexpr int blocks_at_once[4] = {2, 3, 1, 4};

  using Table = __m256;

  static XSIMD_INLINE Table load(float const* table) { return _mm256_loadu_ps(table); }
  /// Of three columns; zeros stand for those that are not there.
  static XSIMD_INLINE void make(float first, float second, float third, float* out) {
    __m256 const flip = _mm256_setr_ps(-0.0f, -0.0f, -0.0f, -0.0f, 0, 0, 0, 0);
    // Products with +-1 are exact. The third changes its sign beside the multipliers.
    __m256 sum = _mm256_mul_ps(_mm256_set1_ps(first), _mm256_setr_ps(-1, 1, -1, 1, -1, 1, -1, 1));
    sum = _mm256_fmadd_ps(_mm256_set1_ps(second), _mm256_setr_ps(-1, -1, 1, 1, -1, -1, 1, 1), sum);
    _mm256_storeu_ps(out, _mm256_add_ps(sum, _mm256_xor_ps(_mm256_set1_ps(third), flip)));
  }

  __m256 sum = _mm256_setzero_ps();

  static XSIMD_INLINE EightSums look_up(Table table, __m256i index) {
    return {_mm256_permutevar8x32_ps(table, index)};
  }
  XSIMD_INLINE EightSums& operator+=(EightSums const& other) {
    sum = _mm256_add_ps(sum, other.sum);
    return *this;
  }
  XSIMD_INLINE void store(PlainRows<float> to) const { _mm256_storeu_ps(to.y, sum); }
  XSIMD_INLINE void store(ScaledRows to) const {
    __m256d const scale = _mm256_set1_pd(to.scale);
    __m256d const low = _mm256_cvtps_pd(_mm256_castps256_ps128(sum));
    __m256d const high = _mm256_cvtps_pd(_mm256_extractf128_ps(sum, 1));
    _mm256_storeu_pd(to.y, _mm256_mul_pd(scale, low));
    _mm256_storeu_pd(to.y + 4, _mm256_mul_pd(scale, high));
  }
};

template <>
struct EightSums<double> {
  /// As in float: one 31 and 30, two 32 and 19.
  static constexpr int blocks_at_once[4] = {1, 2};

  struct Table {
    __m256 low, high;  ///< halves of the sums
  };

  static XSIMD_INLINE Table load(double const* table) {
    auto const* const halves = reinterpret_cast<float const*>(table);
    return {_mm256_loadu_ps(halves), _mm256_loadu_ps(halves + 8)};
  }
  static XSIMD_INLINE void make(double first, double second, double third, double* out) {
    // the sums 0, 1, 4 and 5, and 2, 3, 6 and 7: their halves come in order
    __m256d sum = _mm256_mul_pd(_mm256_set1_pd(first), _mm256_setr_pd(-1, 1, -1, 1));
    sum = _mm256_fmadd_pd(_mm256_set1_pd(third), _mm256_setr_pd(-1, -1, 1, 1), sum);
    auto const clear = _mm256_castpd_ps(_mm256_sub_pd(sum, _mm256_set1_pd(second)));
    auto const set = _mm256_castpd_ps(_mm256_add_pd(sum, _mm256_set1_pd(second)));
    auto* const halves = reinterpret_cast<float*>(out);
    _mm256_storeu_ps(halves, _mm256_shuffle_ps(clear, set, 0x88));
    _mm256_storeu_ps(halves + 8, _mm256_shuffle_ps(clear, set, 0xdd));
  }

  __m256d outer = _mm256_setzero_pd();  ///< of rows 0, 1, 4 and 5
  __m256d inner = _mm256_setzero_pd();  ///< of rows 2, 3, 6 and 7

  static XSIMD_INLINE EightSums look_up(Table const& table, __m256i index) {
    __m256 const low = _mm256_permutevar8x32_ps(table.low, index);
    __m256 const high = _mm256_permutevar8x32_ps(table.high, index);
    return {_mm256_castps_pd(_mm256_unpacklo_ps(low, high)),
            _mm256_castps_pd(_mm256_unpackhi_ps(low, high))};
  }
  XSIMD_INLINE EightSums& operator+=(EightSums const& other) {
    outer = _mm256_add_pd(outer, other.outer);
    inner = _mm256_add_pd(inner, other.inner);
    return *this;
  }
  XSIMD_INLINE void store(PlainRows<double> to) const {
    _mm256_storeu_pd(to.y, _mm256_permute2f128_pd(outer, inner, 0x20));
    _mm256_storeu_pd(to.y + 4, _mm256_permute2f128_pd(outer, inner, 0x31));
  }
  XSIMD_INLINE void store(ScaledRows to) const {
    __m256d const scale = _mm256_set1_pd(to.scale);
    EightSums scaled;
    scaled.outer = _mm256_mul_pd(scale, outer);
    scaled.inner = _mm256_mul_pd(scale, inner);
    scaled.store(PlainRows<double>{to.y});
  }
};

}  // namespace

/// The tables of a word: 10 for three columns each and one for the last two, 8 entries each.
template <class T>
struct SignProduct<T, xsimd::fma3<xsimd::avx2>> {
  static constexpr auto const& blocks_at_once = EightSums<T>::blocks_at_once;
  static constexpr int groups = 11;
  static constexpr int word_entries = groups * 8;

  static void tables(T const* v, int columns, T* out) {
    for (int w = 0; w < columns / word_columns; ++w, v += word_columns, out += word_entries)
      word_tables(v, word_columns, out);
    if (int const left = columns % word_columns; left > 0) word_tables(v, left, out);
  }

  template <class Rows>
  static void product(uint32_t const* bits, size_t block_stride, int row_count, int columns,
                      T const* tables, Rows y, size_t ahead, int at_once) {
    int const blocks = blocks_of(row_count);
    bool const half = row_count <= blocks * row_block - 8;  // of the last block is not there
    for_groups(blocks, at_once, [&]<int R>(int b) {
      auto const* const from = bits + static_cast<size_t>(b) * block_stride;
      auto const to = y.from(b * row_block);
      if (half && b + R == blocks) {
        rows<2 * R - 1>(from, block_stride, columns, tables, to, ahead);
      } else {
        rows<2 * R>(from, block_stride, columns, tables, to, ahead);
      }
    });
  }

 private:
  static constexpr int groups_at_once = 5;  ///< whose 15 bits are in the lower half of a word
  static constexpr int entries = 8;

  /// Of a word, of which `columns` are there.
  static XSIMD_INLINE void word_tables(T const* v, int columns, T* out) {
    int const triples = columns / 3;
#pragma GCC unroll 10
    for (int g = 0; g < triples; ++g)
      EightSums<T>::make(v[3 * g], v[3 * g + 1], v[3 * g + 2], out + entries * g);
    T const* const last = v + 3 * triples;
    if (columns % 3 == 2) EightSums<T>::make(last[0], last[1], T(0), out + entries * triples);
    if (columns % 3 == 1) EightSums<T>::make(last[0], T(0), T(0), out + entries * triples);
  }

  /// Those of a word that its first columns reach into.
  static constexpr int groups_of(int columns) {
    return columns > word_columns - 2 ? groups : (columns + 2) / 3;
  }

  /// \param V  vectors of 8 rows, two of a block
  template <int V, class Rows>
  static void rows(uint32_t const* bits, size_t block_stride, int columns, T const* tables, Rows y,
                   size_t ahead) {
    EightSums<T> sums[V];
    for (int w = 0; w < columns / word_columns; ++w, bits += row_block, tables += word_entries) {
      prefetch<(V + 1) / 2>(bits, block_stride, ahead);
      add_word(bits, block_stride, tables, groups, sums);
    }
    if (int const left = columns % word_columns; left > 0)
      add_word(bits, block_stride, tables, groups_of(left), sums);
#pragma GCC unroll 8
    for (int i = 0; i < V; ++i) sums[i].store(y.from(8 * i));
  }

  template <int V>
  static XSIMD_INLINE void add_word(uint32_t const* bits, size_t block_stride, T const* tables,
                                    int count, EightSums<T> (&sums)[V]) {
    add_groups<0>(bits, block_stride, tables, count, sums);
    if (count > groups_at_once) add_groups<1>(bits, block_stride, tables, count, sums);
    if (count > 2 * groups_at_once) add_groups<2>(bits, block_stride, tables, count, sums);
  }

  /// Of `count` groups the `part`th five. What two of them give is added first: half as many
  /// additions wait for each other, which is what few rows are bound by.
  template <int part, int V>
  static XSIMD_INLINE void add_groups(uint32_t const* bits, size_t block_stride, T const* tables,
                                      int count, EightSums<T> (&sums)[V]) {
    constexpr int first = part * groups_at_once;
    constexpr int most = part < 2 ? groups_at_once : groups - first;
    __m256i index[V];
    for (int i = 0; i < V; ++i) {
      index[i] = _mm256_loadu_si256(reinterpret_cast<__m256i const*>(
          bits + static_cast<size_t>(i / 2) * block_stride + i % 2 * 8));
      if constexpr (part > 0) index[i] = _mm256_srli_epi32(index[i], 3 * first);
    }
    __m256i eighth = _mm256_set1_epi16(1 << 13);
    asm("" : "+x"(eighth));  // or a compiler makes a shift of the product
    int const some = count - first < most ? count - first : most;
    auto const table = [&](int g) { return EightSums<T>::load(tables + entries * (first + g)); };
#pragma GCC unroll 3
    for (int g = 0; g < some; g += 2) {
      auto const one = table(g);
      bool const both = g + 1 < some;
      auto const next = table(both ? g + 1 : g);
#pragma GCC unroll 8
      for (int i = 0; i < V; ++i) {
        auto found = EightSums<T>::look_up(one, index[i]);
        if (both) {
          index[i] = _mm256_mulhi_epu16(index[i], eighth);
          found += EightSums<T>::look_up(next, index[i]);
          index[i] = _mm256_mulhi_epu16(index[i], eighth);
        }
        sums[i] += found;
      }
    }
  }
};

}  // namespace mattis::simd
