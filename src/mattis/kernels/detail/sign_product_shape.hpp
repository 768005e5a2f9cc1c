// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/kernels/patterns.hpp>

#include <cstdint>

namespace mattis {

/// Sums over rows that an epilogue contributes to, in double. Count may be 0.
template <int Count>
struct Sums {
  double value[Count > 0 ? Count : 1] = {};

  KOKKOS_FUNCTION Sums& operator+=(Sums const& other) {
    for (int i = 0; i < Count; ++i) value[i] += other.value[i];
    return *this;
  }
};

namespace detail {

/// Sums of one chunk of columns: (instances, chunks, padded rows).
template <ExecutionSpace Exec, Real T>
using PartialSums = Kokkos::View<T***, Kokkos::LayoutRight, typename Exec::memory_space>;

/// (instances, tiles)
template <ExecutionSpace Exec, int Count>
using TileSums = Array<Sums<Count>**, Exec>;

/// How a product is cut. The sizes are part of the result's bits and are never tuned.
struct SignProductShape {
  /// 2048 columns: their tables (32 KiB in float) and the values stay in the first-level cache.
  static constexpr int chunk_words = 64;
  static constexpr int chunk_columns =
      chunk_words * SignMatrix<Kokkos::DefaultHostExecutionSpace>::word_bits;
  static constexpr int row_block = SignMatrix<Kokkos::DefaultHostExecutionSpace>::row_block;
  static constexpr int tile_rows = 512;
  static constexpr int tile_blocks = tile_rows / row_block;

  std::int64_t rows;
  std::int64_t columns;
  std::int64_t instances;

  KOKKOS_FUNCTION std::int64_t chunks() const { return ceil_div(columns, chunk_columns); }
  KOKKOS_FUNCTION std::int64_t tiles() const { return ceil_div(rows, tile_rows); }
  KOKKOS_FUNCTION std::int64_t row_blocks() const { return ceil_div(rows, row_block); }
  KOKKOS_FUNCTION std::int64_t padded_rows() const { return row_blocks() * row_block; }
  KOKKOS_FUNCTION int rows_of_tile(std::int64_t tile) const {
    std::int64_t const left = rows - tile * tile_rows;
    return static_cast<int>(left < tile_rows ? left : tile_rows);
  }
  KOKKOS_FUNCTION int columns_of_chunk(std::int64_t chunk) const {
    std::int64_t const left = columns - chunk * chunk_columns;
    return static_cast<int>(left < chunk_columns ? left : chunk_columns);
  }
};

}  // namespace detail
}  // namespace mattis
