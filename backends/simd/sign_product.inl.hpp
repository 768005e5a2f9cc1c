// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Products of a sign matrix with a vector, on any instruction set: a row's bit is moved to the sign of v's entry.
// Four operations (shift, and, xor, add) for an entry of each lane; nothing of SSE2 or NEON looks up a float from a
// register faster. The table methods of AVX2 and AVX-512 specialise SignProduct.
#include <xsimd/xsimd.hpp>

#include <stddef.h>
#include <stdint.h>

namespace mattis::simd {

constexpr int row_block = 16;  ///< rows whose words lie side by side
constexpr int word_columns = 32;

/// Tables: -v, so that a set bit flips it to +v.
template <class T, class Arch>
struct SignProduct {
  using Vector = xsimd::batch<T, Arch>;
  using Bits = xsimd::as_unsigned_integer_t<T>;
  using BitVector = xsimd::batch<Bits, Arch>;
  static constexpr int lanes = static_cast<int>(Vector::size);
  static constexpr int vectors = row_block / lanes;

  static void tables(T const* v, int words, T* out) {
    for (int c = 0; c < words * word_columns; ++c) out[c] = -v[c];
  }

  static void product(uint32_t const* bits, size_t block_stride, int blocks, int words, T const* tables, T* y) {
    for (int b = 0; b < blocks; ++b)
      product_of_block(bits + static_cast<size_t>(b) * block_stride, words, tables, y + b * row_block);
  }

 private:
  static void product_of_block(uint32_t const* bits, int words, T const* tables, T* y) {
    constexpr int top = 8 * static_cast<int>(sizeof(T)) - word_columns;
    BitVector const sign(Bits(1) << (8 * sizeof(T) - 1));
    Vector even[vectors];
    Vector odd[vectors];
    for (int i = 0; i < vectors; ++i) even[i] = odd[i] = Vector(T(0));
    for (int w = 0; w < words; ++w, bits += row_block, tables += word_columns) {
      alignas(64) Bits wide[row_block];  // the word in the upper half, so that column 31's bit is the sign
      for (int r = 0; r < row_block; ++r) wide[r] = static_cast<Bits>(static_cast<Bits>(bits[r]) << top);
      BitVector word[vectors];
      for (int i = 0; i < vectors; ++i) word[i] = BitVector::load_aligned(wide + i * lanes);
      for (int c = word_columns - 2; c >= 0; c -= 2) {
        Vector const upper(tables[c + 1]);
        Vector const lower(tables[c]);
        for (int i = 0; i < vectors; ++i) {
          odd[i] += upper ^ xsimd::bitwise_cast<T>(word[i] & sign);
          word[i] = word[i] + word[i];
          even[i] += lower ^ xsimd::bitwise_cast<T>(word[i] & sign);
          word[i] = word[i] + word[i];
        }
      }
    }
    for (int i = 0; i < vectors; ++i) (even[i] + odd[i]).store_unaligned(y + i * lanes);
  }
};

template <class T, class Arch>
void nibble_tables(T const* v, int groups, T* tables) {
  SignProduct<T, Arch>::tables(v, groups * 4 / word_columns, tables);
}

template <class T, class Arch>
void sign_product(uint32_t const* bits, size_t block_stride, int blocks, int words, T const* tables, T* y) {
  SignProduct<T, Arch>::product(bits, block_stride, blocks, words, tables, y);
}

}  // namespace mattis::simd
