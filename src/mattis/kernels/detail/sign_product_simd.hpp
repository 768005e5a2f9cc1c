// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/kernels/detail/combine_chunks.hpp>
#include <mattis/kernels/detail/sign_product_shape.hpp>

#include <backends/simd/micro_kernels.hpp>

#include <algorithm>

namespace mattis::detail {

/// The products of the 512 rows of one tile with one chunk of columns whose tables are given.
template <ExecutionSpace Exec, Real T>
void multiply_tile(simd::MicroKernels<T> const& micro, SignMatrix<Exec> const& matrix, std::int64_t set,
                   std::int64_t tile, std::int64_t chunk, T const* tables, T* products) {
  using Shape = SignProductShape;
  std::int64_t const first = tile * Shape::tile_blocks;
  auto const blocks = static_cast<int>(std::min<std::int64_t>(Shape::tile_blocks, matrix.row_blocks() - first));
  std::int64_t const word = chunk * Shape::chunk_words;
  auto const words = static_cast<int>(std::min<std::int64_t>(Shape::chunk_words, matrix.column_words() - word));
  micro.sign_product(&matrix.words(set, first, word, 0), matrix.words.stride(1), blocks, words, tables, products);
}

/// The tables of one chunk of v; columns beyond the last count as 0.
template <Real T, class Prologue>
void build_tables(simd::MicroKernels<T> const& micro, SignProductShape const& shape, std::int64_t instance,
                  std::int64_t chunk, Prologue const& prologue, T* values, T* tables) {
  int const columns = shape.columns_of_chunk(chunk);
  int const padded = (columns + 31) / 32 * 32;
  prologue(instance, chunk * SignProductShape::chunk_columns, columns, values);
  std::fill(values + columns, values + padded, T(0));
  micro.nibble_tables(values, padded / 4, tables);
}

/// What a thread keeps on its stack: 8 + 32 KiB in float.
template <Real T>
struct alignas(64) SignProductScratch {
  T values[SignProductShape::chunk_columns];
  T tables[SignProductShape::chunk_columns * 4];
  T products[SignProductShape::tile_rows];
  double sums[SignProductShape::tile_rows];
};

template <ExecutionSpace Exec, Real T, class Prologue, class Epilogue, int Count>
void sign_product_simd(Exec const& exec, SignProductShape const& shape, SignMatrix<Exec> const& matrix,
                       Prologue const& prologue, Epilogue const& epilogue, PartialSums<Exec, T> const& partial,
                       TileSums<Exec, Count> const& sums) {
  using Range = Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::int64_t>, Kokkos::Schedule<Kokkos::Dynamic>>;
  auto const& micro = simd::micro_kernels<T>();
  std::int64_t const tiles = shape.tiles();
  std::int64_t const chunks = shape.chunks();
  bool const shared_set = matrix.sets() == 1;
  // Tables cost as much as about 16 rows, so a few tiles share them; but every thread should get several groups.
  std::int64_t const items_wanted = 8 * exec.concurrency();
  std::int64_t const group =
      std::clamp<std::int64_t>(tiles * chunks * shape.instances / items_wanted, 1, std::min<std::int64_t>(tiles, 8));
  std::int64_t const groups = (tiles + group - 1) / group;

  Kokkos::parallel_for(
      "mattis::sign_product::simd", Range(exec, 0, shape.instances * chunks * groups, Kokkos::ChunkSize(1)),
      [=, &micro](std::int64_t item) {
        SignProductScratch<T> scratch;
        std::int64_t const instance = item / (chunks * groups);
        std::int64_t const chunk = item / groups % chunks;
        std::int64_t const first_tile = item % groups * group;
        std::int64_t const set = shared_set ? 0 : instance;
        build_tables(micro, shape, instance, chunk, prologue, scratch.values, scratch.tables);
        for (std::int64_t tile = first_tile; tile < std::min(first_tile + group, tiles); ++tile) {
          if (chunks > 1) {
            multiply_tile(micro, matrix, set, tile, chunk, scratch.tables,
                          &partial(instance, chunk, tile * SignProductShape::tile_rows));
          } else {
            int const rows = shape.rows_of_tile(tile);
            multiply_tile(micro, matrix, set, tile, chunk, scratch.tables, scratch.products);
            std::copy_n(scratch.products, rows, scratch.sums);
            sums(instance, tile) = epilogue(instance, tile * SignProductShape::tile_rows, rows, scratch.sums);
          }
        }
      });
  if (chunks > 1) combine_chunks<Exec, T>(exec, shape, epilogue, partial, sums);
}

}  // namespace mattis::detail
