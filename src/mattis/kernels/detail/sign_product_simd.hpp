// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/kernels/detail/combine_chunks.hpp>
#include <mattis/kernels/detail/sign_product_launch.hpp>
#include <mattis/kernels/detail/sign_product_shape.hpp>
#include <mattis/kernels/detail/vector_width.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <algorithm>
#include <limits>

namespace mattis::detail {

/// What a host product reads its columns with.
template <Real T>
class HostPrologue {
 public:
  template <class Prologue>
  HostPrologue(int vector_bytes, Prologue const& prologue)
      : read_(vector_bytes, prologue), prologue_(&prologue) {
    if constexpr (requires { prologue.in_place(std::int64_t{}, std::int64_t{}); })
      in_place_ = [](void const* of, std::int64_t instance, std::int64_t first) -> T const* {
        return static_cast<Prologue const*>(of)->in_place(instance, first);
      };
  }

  KOKKOS_FUNCTION void operator()(std::int64_t instance, std::int64_t first, int n,
                                  T* values) const {
    read_(instance, first, n, values);
  }
  /// Where the values of consecutive columns stand in memory already; null: they do not.
  T const* in_place(std::int64_t instance, std::int64_t first) const {
    return in_place_ == nullptr ? nullptr : in_place_(prologue_, instance, first);
  }

 private:
  VectorCall<void(std::int64_t, std::int64_t, int, T*)> read_;
  void const* prologue_;
  T const* (*in_place_)(void const*, std::int64_t, std::int64_t) = nullptr;
};

/// What it hands its rows to, and makes another product's operand of.
template <int Count>
using HostEpilogue = VectorCall<Sums<Count>(std::int64_t, std::int64_t, int, double const*)>;
template <Real T, int Count>
using HostOperand = VectorCall<Sums<Count>(std::int64_t, std::int64_t, int, double const*, T*)>;

/// Words from a row to the one that is fetched while it is used.
template <ExecutionSpace Exec>
std::size_t next_rows(SignMatrix<Exec> const& matrix, SignProductLaunch const& launch) {
  return static_cast<std::size_t>(launch.ahead) * matrix.words.stride(1);
}

/// Where the words of a tile's rows stand for one chunk of columns.
template <ExecutionSpace Exec>
std::uint32_t const* tile_words(SignMatrix<Exec> const& matrix, std::int64_t set, std::int64_t tile,
                                std::int64_t chunk) {
  using Shape = SignProductShape;
  return &matrix.words(set, tile * Shape::tile_blocks, chunk * Shape::chunk_words, 0);
}

/// The products of the 512 rows of one tile with one chunk of columns whose tables are given. While
/// a word is used, the one `ahead` words after it is fetched.
template <ExecutionSpace Exec, Real T>
void multiply_tile(lanes::MicroKernels<T> const& micro, SignProductShape const& shape,
                   SignMatrix<Exec> const& matrix, std::int64_t set, std::int64_t tile,
                   std::int64_t chunk, T const* tables, T* products, std::size_t ahead,
                   SignProductLaunch const& launch) {
  micro.signs.product(tile_words(matrix, set, tile, chunk), matrix.words.stride(1),
                      shape.rows_of_tile(tile), shape.columns_of_chunk(chunk), tables, products,
                      ahead, launch.blocks_at_once(micro));
}
/// With all columns, times `scale`.
template <ExecutionSpace Exec, Real T>
void multiply_tile(lanes::MicroKernels<T> const& micro, SignProductShape const& shape,
                   SignMatrix<Exec> const& matrix, std::int64_t set, std::int64_t tile,
                   T const* tables, double scale, double* products, std::size_t ahead,
                   SignProductLaunch const& launch) {
  micro.signs.scaled_product(tile_words(matrix, set, tile, 0), matrix.words.stride(1),
                             shape.rows_of_tile(tile), shape.columns_of_chunk(0), tables, scale,
                             products, ahead, launch.blocks_at_once(micro));
}

/// The tables of one chunk of v, which is read where it stands in memory side by side.
template <Real T, class Prologue>
void build_tables(lanes::MicroKernels<T> const& micro, SignProductShape const& shape,
                  std::int64_t instance, std::int64_t chunk, Prologue const& prologue, T* values,
                  T* tables) {
  std::int64_t const first = chunk * SignProductShape::chunk_columns;
  int const columns = shape.columns_of_chunk(chunk);
  if constexpr (requires { prologue.in_place(instance, first); }) {
    if (T const* const v = prologue.in_place(instance, first); v != nullptr) {
      micro.signs.tables(v, columns, tables);
      return;
    }
  }
  prologue(instance, first, columns, values);
  micro.signs.tables(values, columns, tables);
}

/// What a thread keeps on its stack for one product: 8 + 32 KiB in float, and a tile of results.
template <Real T>
struct alignas(64) SignProductScratch {
  T values[SignProductShape::chunk_columns];
  T tables[SignProductShape::chunk_columns * 4];
  double products[SignProductShape::tile_rows];
};

/// About what the product of `rows` rows with one chunk of columns takes, tables and epilogue
/// included (Zen 1, AVX2, float).
inline double product_nanoseconds(SignProductShape const& shape, std::int64_t rows) {
  auto const there = static_cast<double>(std::min(rows, shape.rows));
  return 0.08 * (there + 16) * shape.columns_of_chunk(0) + 5 * there;
}

template <ExecutionSpace Exec, Real T, int Count>
void sign_product_simd(Exec const& exec, SignProductShape const& shape,
                       SignMatrix<Exec> const& matrix, double scale,
                       HostPrologue<T> const& prologue, HostEpilogue<Count> const& epilogue,
                       PartialSums<Exec, T> const& partial, TileSums<Exec, Count> const& sums,
                       How const& how, SignProductLaunch const& launch) {
  auto const& micro = how.micro<T>();
  int const width = how.vector_bytes();
  std::int64_t const tiles = shape.tiles();
  std::int64_t const chunks = shape.chunks();
  bool const shared_set = matrix.sets() == 1;
  // Tables cost as much as about 16 rows, so a few tiles share them; but every thread should get a
  // few groups. N = 20000, P = 2000, two threads: 122e9 entries/s of overlap and field with four
  // groups each, 116e9 with eight.
  std::int64_t group = 1, groups = tiles;
  if (tiles > 1) {
    group = launch.tiles > 0 ? std::min<std::int64_t>(tiles, launch.tiles)
                             : std::clamp<std::int64_t>(
                                   tiles * chunks * shape.instances / (4 * exec.concurrency()), 1,
                                   std::min<std::int64_t>(tiles, 8));
    groups = ceil_div(tiles, group);
  }

  // Instances of one set follow each other, so that all but the first find its rows in the cache.
  std::int64_t const inner = shared_set ? shape.instances : 1;
  auto const make = [&](std::int64_t item) {
    SignProductScratch<T> scratch;
    // Divisions are a tenth of a product of 200 x 20, which has none to make (Zen 4).
    std::int64_t instance = 0, chunk = 0, first_tile = 0;
    if (item > 0) {
      std::int64_t const part = item / inner;
      instance = shared_set ? item % inner : part / (chunks * groups);
      chunk = part / groups % chunks;
      first_tile = part % groups * group;
    }
    std::int64_t const set = shared_set ? 0 : instance;
    build_tables(micro, shape, instance, chunk, prologue, scratch.values, scratch.tables);
    for (std::int64_t tile = first_tile; tile < std::min(first_tile + group, tiles); ++tile) {
      if (chunks > 1) {
        multiply_tile(micro, shape, matrix, set, tile, chunk, scratch.tables,
                      &partial(instance, chunk, tile * SignProductShape::tile_rows),
                      next_rows(matrix, launch), launch);
      } else {
        multiply_tile(micro, shape, matrix, set, tile, scratch.tables, scale, scratch.products,
                      next_rows(matrix, launch), launch);
        sums(instance, tile) = epilogue(instance, tile * SignProductShape::tile_rows,
                                        shape.rows_of_tile(tile), scratch.products);
      }
    }
  };
  for_items(exec, "mattis::sign_product::simd",
            {shape.instances * chunks * groups,
             product_nanoseconds(shape, group * SignProductShape::tile_rows),
             launch.threads > 0 ? launch.threads : std::numeric_limits<int>::max()},
            [&](std::int64_t item) { run_with_vectors(width, [&] { make(item); }); });
  if (chunks > 1) combine_chunks<Exec, T>(exec, shape, scale, epilogue, partial, sums, how);
}

/// y = A f(B v) up to the sum over chunks, for an A with one tile of rows and a B with one chunk of
/// columns: each chunk of f is made from the rows of B that give it and used while it lies in the
/// cache; f is never written to memory. \param prologue  reads v \param operand   (instance, row,
/// count, double const* (B v), T* f) -> Sums<Count> of the rows, kept in `sums`
template <ExecutionSpace Exec, Real T, int Count>
void chained_sign_products(Exec const& exec, SignProductShape const& inner,
                           SignMatrix<Exec> const& B, double scale, HostPrologue<T> const& prologue,
                           HostOperand<T, Count> const& operand, TileSums<Exec, Count> const& sums,
                           SignProductShape const& outer, SignMatrix<Exec> const& A,
                           PartialSums<Exec, T> const& partial, How const& how,
                           SignProductLaunch const& launch) {
  using Shape = SignProductShape;
  static_assert(Shape::chunk_columns % Shape::tile_rows == 0);
  auto const& micro = how.micro<T>();
  int const width = how.vector_bytes();
  std::int64_t const chunks = outer.chunks();
  bool const shared_set = A.sets() == 1;
  // A thread takes chunks that follow each other and fetches each while it computes the one before:
  // 66e9 entries/s of overlap and field at N = 100, P = 5e6 with two threads, where chunks one by
  // one, the next rows fetched instead, gave 50e9. Making A's words from B's in registers (GFNI),
  // which halves what is read, gave 64e9 there, and 0.9 times as much as this where both lie in the
  // cache.
  std::int64_t const items = outer.instances * chunks;
  std::size_t const chunk_of_B = Shape::chunk_columns / Shape::row_block * B.words.stride(1);
  std::size_t const chunk_of_A = Shape::chunk_words * Shape::row_block;
  double const nanoseconds = product_nanoseconds(outer, outer.rows) * 2;  // of both products
  for_items(exec, "mattis::sign_product::chained", {items, nanoseconds}, [&](std::int64_t item) {
    run_with_vectors(width, [&] {
      SignProductScratch<T> of_B, of_A;
      std::int64_t const instance = shared_set ? item % outer.instances : item / chunks;
      std::int64_t const chunk = shared_set ? item / outer.instances : item % chunks;
      std::int64_t const set = shared_set ? 0 : instance;
      build_tables(micro, inner, instance, 0, prologue, of_B.values, of_B.tables);
      auto const make_operand = [&](std::int64_t, std::int64_t first, int columns, T* values) {
        for (int done = 0; done < columns; done += Shape::tile_rows) {
          std::int64_t const tile = (first + done) / Shape::tile_rows;
          int const rows = inner.rows_of_tile(tile);
          multiply_tile(micro, inner, B, set, tile, of_B.tables, scale, of_B.products, chunk_of_B,
                        launch);
          sums(instance, tile) =
              operand(instance, first + done, rows, of_B.products, values + done);
        }
      };
      build_tables(micro, outer, instance, chunk, make_operand, of_A.values, of_A.tables);
      multiply_tile(micro, outer, A, set, 0, chunk, of_A.tables, &partial(instance, chunk, 0),
                    chunk_of_A, launch);
    });
  });
}

}  // namespace mattis::detail
