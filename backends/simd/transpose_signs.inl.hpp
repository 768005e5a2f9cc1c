// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The other orientation of a sign matrix, squares of 32 x 32 bits at a time, on any instruction
// set.
#include <backends/simd/sign_product.inl.hpp>

#include <stddef.h>
#include <stdint.h>

namespace mattis::simd {

/// Four squares of 32 x 32 bits side by side: row r of square j is row[r][j].
template <class Arch>
struct BitSquares {
  static constexpr int count = 4;
  alignas(64) uint32_t row[word_columns][count];

  /// Hacker's Delight 7-3, mirrored so that bit 0 is column 0.
  void transpose() {
    exchange_corners<16>(0x0000ffffu);
    exchange_corners<8>(0x00ff00ffu);
    exchange_corners<4>(0x0f0f0f0fu);
    exchange_corners<2>(0x33333333u);
    exchange_corners<1>(0x55555555u);
  }

 private:
  /// Exchanges the corners of side J of every square of side 2 J. Rows that are dealt with alike
  /// are neighbours in memory, so that the compiler makes vectors of them; with indices that vary
  /// it does not, and drawing patterns takes half as long again.
  template <int J>
  void exchange_corners(uint32_t mask) {
    for (int first = 0; first < word_columns; first += 2 * J) {
      uint32_t* const upper = row[first];
      uint32_t* const lower = row[first + J];
      for (int i = 0; i < J * count; ++i) {
        uint32_t const differing = ((upper[i] >> J) ^ lower[i]) & mask;
        upper[i] ^= differing << J;
        lower[i] ^= differing;
      }
    }
  }
};

template <class Arch>
void transpose_signs(uint32_t const* bits, size_t block_stride, int blocks, int words, uint32_t* to,
                     size_t to_stride, int to_blocks) {
  using Squares = BitSquares<Arch>;
  static constexpr uint32_t no_words[row_block] = {};
  Squares squares;
  for (int block = 0; block < blocks; block += 2, bits += 2 * block_stride, to += row_block) {
    for (int w = 0; w < words; w += Squares::count) {
      for (int j = 0; j < Squares::count; ++j) {
        for (int half = 0; half < 2; ++half) {
          bool const there = w + j < words && block + half < blocks;
          uint32_t const* const from =
              there ? bits + static_cast<size_t>(half) * block_stride + (w + j) * row_block
                    : no_words;
          for (int r = 0; r < row_block; ++r) squares.row[half * row_block + r][j] = from[r];
        }
      }
      squares.transpose();
      for (int j = 0; j < Squares::count; ++j) {
        for (int half = 0; half < 2; ++half) {
          int const to_block = 2 * (w + j) + half;
          if (to_block >= to_blocks) break;
          uint32_t* const out = to + static_cast<size_t>(to_block) * to_stride;
          for (int r = 0; r < row_block; ++r) out[r] = squares.row[half * row_block + r][j];
        }
      }
    }
  }
}

}  // namespace mattis::simd
