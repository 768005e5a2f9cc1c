// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>
#include <cstdint>

namespace mattis::lanes {

/// Rows of a sign matrix whose words lie side by side.
inline constexpr int row_block = 16;

/// Products with signs, by tables of partial sums of v whose format is the set's own. Rows are
/// stored in blocks of 16: block b's words are at bits + b * block_stride, (words, 16): 32 columns
/// of row 16 b + lane.
template <class T>
struct SignKernels {
  /// The tables of `columns` columns, at most 4 entries a column of as many whole words.
  void (*tables)(T const* v, int columns, T* tables);
  /// y[rows] = sum over columns of sign(row, column) v(column), from the tables of these columns,
  /// `at_once` blocks at a time: one of blocks_at_once, of which none changes a bit. What is left
  /// of the last block may be written, too. A set may fetch into the cache what lies `ahead` words
  /// after a word it reads; nothing need be there.
  void (*product)(std::uint32_t const* bits, std::size_t block_stride, int rows, int columns,
                  T const* tables, T* y, std::size_t ahead, int at_once);
  /// The same rows times `scale`, in double: rounded once more each.
  void (*scaled_product)(std::uint32_t const* bits, std::size_t block_stride, int rows, int columns,
                         T const* tables, double scale, double* y, std::size_t ahead, int at_once);
  /// The first is taken unmeasured; 0 where there are no more.
  int blocks_at_once[4];
  /// From the tables of a word to those of the next.
  int word_entries;
  /// The other orientation: column 32 w + b of rows 32 c .. 32 c + 31 becomes the word of row 16 j
  /// + lane, with 16 j + lane = 32 w + b, at to + j * to_stride + 16 c + lane, for w < words, j <
  /// to_blocks; missing rows of the last c count as 0.
  void (*transpose)(std::uint32_t const* bits, std::size_t block_stride, int blocks, int words,
                    std::uint32_t* to, std::size_t to_stride, int to_blocks);
};

}  // namespace mattis::lanes
