// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Products of a sign matrix with a vector, on any instruction set: four signs choose one of 16
// partial sums of v, looked up by scalar loads, four rows at a time. Sapphire Rapids, SSE2, 512 x
// 2048, one core, 1e9 entries/s: 18 in float and 7.1 in double; 8.6 and 4.4 with v's sign flipped
// by each bit. g++ must not pack the lookups into vectors
// (-fno-tree-slp-vectorize in CMakeLists.txt), which brings float down to 12. NEON has not been
// timed. AVX2 and AVX-512 look up in registers.
#include <mattis/lanes/sign_products.hpp>

#include <xsimd/xsimd.hpp>

#include <stddef.h>
#include <stdint.h>

namespace mattis::simd {

using lanes::row_block;
constexpr int word_columns = 32;

constexpr int words_of(int columns) { return (columns + word_columns - 1) / word_columns; }

/// Where the sums of rows go: as they are, ..
template <class T>
struct PlainRows {
  T* y;

  PlainRows from(int row) const { return {y + row}; }
  XSIMD_INLINE void put(T sum) const { *y = sum; }
};
/// .. or scaled and in double.
struct ScaledRows {
  double* y;
  double scale;

  ScaledRows from(int row) const { return {y + row, scale}; }
  template <class T>
  XSIMD_INLINE void put(T sum) const {
    *y = scale * static_cast<double>(sum);
  }
};

/// Fetches into the second-level cache what lies `ahead` words after the words of R blocks. Zen 4,
/// one core, 200000 x 2000, out of memory, 1e9 entries/s without and with: AVX2 float 53 and 65,
/// AVX-512 float 93 and 122, double 50 and 60.
template <int R>
XSIMD_INLINE void prefetch(uint32_t const* bits, size_t block_stride, size_t ahead) {
#pragma GCC unroll 4
  for (int k = 0; k < R; ++k)
    __builtin_prefetch(bits + static_cast<size_t>(k) * block_stride + ahead, 0, 2);
}

constexpr int blocks_of(int rows) { return (rows + row_block - 1) / row_block; }

/// Calls take<R>(first) for groups of R <= at_once, at most four, of what is counted.
template <class Take>
XSIMD_INLINE void for_groups(int count, int at_once, Take const& take) {
  int const most = at_once < 4 ? at_once : 4;
  for (int b = 0; b < count;) {
    int const some = most < count - b ? most : count - b;
    if (some == 4) {
      take.template operator()<4>(b);
    } else if (some == 3) {
      take.template operator()<3>(b);
    } else if (some == 2) {
      take.template operator()<2>(b);
    } else {
      take.template operator()<1>(b);
    }
    b += some;
  }
}

/// Calls make(group, v) for fours of columns; zeros fill up the last.
template <class T, class Make>
XSIMD_INLINE void for_fours(T const* v, int columns, Make const& make) {
  int const whole = columns / 4, left = columns % 4;
  for (int g = 0; g < whole; ++g) make(g, v + 4 * g);
  if (left == 0) return;
  T last[4] = {};
  for (int i = 0; i < left; ++i) last[i] = v[4 * whole + i];
  make(whole, last);
}

/// Entry k of a table is the sum of v[j] where bit j of k is set, and -v[j] where it is clear.
template <class T, class Arch>
struct SignProduct {
  static constexpr int word_groups = word_columns / 4;
  static constexpr int word_entries = word_groups * 16;
  static constexpr int blocks_at_once[4] = {1};

  /// Of whole words, as the product reads them.
  static void tables(T const* v, int columns, T* out) {
    int const there = (columns + 3) / 4, groups = words_of(columns) * word_groups;
    for_fours(v, columns, [out](int g, T const* four) { table(four, out + 16 * g); });
    for (T* zero = out + 16 * there; zero < out + 16 * groups; ++zero) *zero = T(0);
  }

  template <class Rows>
  static void product(uint32_t const* bits, size_t block_stride, int rows, int columns,
                      T const* tables, Rows y, size_t, int) {
    int const words = words_of(columns);
    for (int row = 0; row < rows; row += side)
      add_rows(bits + static_cast<size_t>(row / row_block) * block_stride + row % row_block, words,
               tables, y.from(row));
  }

 private:
  static constexpr int side = 4;  ///< rows at once: as many chains of dependent additions

  static XSIMD_INLINE void table(T const* v, T* out) {
    using Vector = xsimd::batch<T, Arch>;
    constexpr int lanes = static_cast<int>(Vector::size);
    alignas(64) T const first[] = {-1, 1, -1, 1};
    alignas(64) T const second[] = {-1, -1, 1, 1};
    T const high[] = {-v[2] - v[3], v[2] - v[3], v[3] - v[2], v[2] + v[3]};
    for (int l = 0; l < 4; l += lanes) {
      // Products with +-1 are exact.
      Vector const low = xsimd::fma(Vector(v[0]), Vector::load_aligned(first + l),
                                    Vector(v[1]) * Vector::load_aligned(second + l));
      for (int h = 0; h < 4; ++h) (low + Vector(high[h])).store_unaligned(out + 4 * h + l);
    }
  }

  template <class Rows>
  static void add_rows(uint32_t const* bits, int words, T const* tables, Rows y) {
    T sum[side] = {};
    for (int w = 0; w < words; ++w, bits += row_block) {
      uint32_t word[side];
      for (int r = 0; r < side; ++r) word[r] = bits[r];
#pragma GCC unroll 8
      for (int g = 0; g < word_groups; ++g, tables += 16) {
#pragma GCC unroll 4
        for (int r = 0; r < side; ++r) {
          sum[r] += tables[word[r] & 15];
          word[r] >>= 4;
        }
      }
    }
    for (int r = 0; r < side; ++r) y.from(r).put(sum[r]);
  }
};

template <class T, class Arch>
void sign_tables(T const* v, int columns, T* tables) {
  SignProduct<T, Arch>::tables(v, columns, tables);
}

template <class T, class Arch>
void sign_product(uint32_t const* bits, size_t block_stride, int rows, int columns, T const* tables,
                  T* y, size_t ahead, int at_once) {
  SignProduct<T, Arch>::product(bits, block_stride, rows, columns, tables, PlainRows<T>{y}, ahead,
                                at_once);
}

template <class T, class Arch>
void scaled_sign_product(uint32_t const* bits, size_t block_stride, int rows, int columns,
                         T const* tables, double scale, double* y, size_t ahead, int at_once) {
  SignProduct<T, Arch>::product(bits, block_stride, rows, columns, tables, ScaledRows{y, scale},
                                ahead, at_once);
}

}  // namespace mattis::simd
