// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The version of every host, which the compiler makes vectors of: the products of one tile of rows
// with one chunk of columns, the chunk's values in scratch memory; a second pass adds the chunks in
// order.
#include <mattis/core/ceil_div.hpp>
#include <mattis/kernels/detail/combine_chunks.hpp>
#include <mattis/kernels/detail/sign_product_shape.hpp>

namespace mattis::detail {

/// `value` with the sign that bit `b` of `word` says.
template <Real T>
T signed_value(std::uint32_t word, int b, T value) {
  return (word >> b) & 1u ? value : -value;
}

template <ExecutionSpace Exec, Real T, class Prologue>
struct ChunkProducts {
  using Shape = SignProductShape;
  using Member = typename Kokkos::TeamPolicy<Exec>::member_type;
  using Values = Kokkos::View<T*, typename Exec::scratch_memory_space, Kokkos::MemoryUnmanaged>;

  SignProductShape shape;
  SignMatrix<Exec> matrix;
  Prologue prologue;
  PartialSums<Exec, T> partial;
  bool shared_set;

  void operator()(Member const& team, int item) const {
    std::int64_t const tiles = shape.tiles();
    std::int64_t const chunks = shape.chunks();
    std::int64_t const instance = item / (chunks * tiles);
    std::int64_t const chunk = item / tiles % chunks;
    std::int64_t const first_block = item % tiles * Shape::tile_blocks;
    int const columns = shape.columns_of_chunk(chunk);
    int const words = ceil_div(columns, 32);
    Values const values(team.team_scratch(0), Shape::chunk_columns);
    prologue(instance, chunk * Shape::chunk_columns, columns, values.data());
    for (int c = columns; c < 32 * words; ++c) values(c) = T(0);
    std::int64_t const left = shape.row_blocks() - first_block;
    int const blocks = static_cast<int>(left < Shape::tile_blocks ? left : Shape::tile_blocks);
    for (int b = 0; b < blocks; ++b) {
      multiply(
          &matrix.words(shared_set ? 0 : instance, first_block + b, chunk * Shape::chunk_words, 0),
          words, values, &partial(instance, chunk, (first_block + b) * Shape::row_block));
    }
  }

 private:
  /// Sixteen rows, the loop over them innermost.
  static void multiply(std::uint32_t const* bits, int words, Values const& values, T* products) {
    constexpr int lanes = Shape::row_block;
    T sum[lanes] = {};
    for (int w = 0; w < words; ++w) {
      for (int b = 0; b < 32; ++b) {
        T const value = values(32 * w + b);
        for (int lane = 0; lane < lanes; ++lane)
          sum[lane] += signed_value(bits[w * lanes + lane], b, value);
      }
    }
    for (int lane = 0; lane < lanes; ++lane) products[lane] = sum[lane];
  }
};

template <ExecutionSpace Exec, Real T, class Prologue, class Epilogue, int Count>
void sign_product_portable(Exec const& exec, SignProductShape const& shape,
                           SignMatrix<Exec> const& matrix, double scale, Prologue const& prologue,
                           Epilogue const& epilogue, PartialSums<Exec, T> const& partial,
                           TileSums<Exec, Count> const& sums, How const& how) {
  using Policy = Kokkos::TeamPolicy<Exec>;
  using Products = ChunkProducts<Exec, T, Prologue>;
  auto const tiles = static_cast<int>(shape.instances * shape.tiles());
  auto const products = static_cast<int>(tiles * shape.chunks());
  auto const scratch = Products::Values::shmem_size(SignProductShape::chunk_columns);
  Policy product_policy(exec, products, 1, 1);
  for_teams(exec, "mattis::sign_product::chunk_products",
            product_policy.set_scratch_size(0, Kokkos::PerTeam(scratch)),
            Products{shape, matrix, prologue, partial, matrix.sets() == 1});
  combine_chunks<Exec, T>(exec, shape, scale, epilogue, partial, sums, how);
}

}  // namespace mattis::detail
