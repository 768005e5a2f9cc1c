// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The version every execution space has: one team makes the products of one tile of rows with one
// chunk of columns, the chunk's values in scratch memory, one row per vector lane; a second pass
// adds the chunks in order.
#include <mattis/kernels/detail/combine_chunks.hpp>
#include <mattis/kernels/detail/sign_product_shape.hpp>

namespace mattis::detail {

/// `value` with the sign that bit `b` of `word` says.
template <Real T>
KOKKOS_INLINE_FUNCTION T signed_value(std::uint32_t word, int b, T value) {
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

  KOKKOS_FUNCTION void operator()(Member const& team, int item) const {
    std::int64_t const tiles = shape.tiles();
    std::int64_t const chunks = shape.chunks();
    std::int64_t const instance = item / (chunks * tiles);
    std::int64_t const chunk = item / tiles % chunks;
    std::int64_t const first_block = item % tiles * Shape::tile_blocks;
    int const columns = shape.columns_of_chunk(chunk);
    int const words = (columns + 31) / 32;
    Values const values(team.team_scratch(0), Shape::chunk_columns);
    load(team, instance, chunk * Shape::chunk_columns, columns, 32 * words, values);
    team.team_barrier();
    std::int64_t const left = shape.row_blocks() - first_block;
    int const blocks = static_cast<int>(left < Shape::tile_blocks ? left : Shape::tile_blocks);
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, blocks), [&](int b) {
      multiply(
          team,
          &matrix.words(shared_set ? 0 : instance, first_block + b, chunk * Shape::chunk_words, 0),
          words, values, &partial(instance, chunk, (first_block + b) * Shape::row_block));
    });
  }

 private:
  KOKKOS_FUNCTION void load(Member const& team, std::int64_t instance, std::int64_t first,
                            int columns, int padded, Values const& values) const {
    KOKKOS_IF_ON_HOST((prologue(instance, first, columns, values.data());
                       for (int c = columns; c < padded; ++c) values(c) = T(0); (void)team;))
    KOKKOS_IF_ON_DEVICE((Kokkos::parallel_for(Kokkos::TeamVectorRange(team, padded), [&](int c) {
                           if (c < columns) {
                             prologue(instance, first + c, 1, &values(c));
                           } else {
                             values(c) = T(0);
                           }
                         });))
  }

  /// Sixteen rows. On a host the loop over rows is innermost, so that the compiler makes vectors of
  /// it.
  KOKKOS_FUNCTION static void multiply(Member const& team, std::uint32_t const* bits, int words,
                                       Values const& values, T* products) {
    constexpr int lanes = Shape::row_block;
    KOKKOS_IF_ON_HOST((T sum[lanes] = {}; for (int w = 0; w < words; ++w) {
      for (int b = 0; b < 32; ++b) {
        T const value = values(32 * w + b);
        for (int lane = 0; lane < lanes; ++lane)
          sum[lane] += signed_value(bits[w * lanes + lane], b, value);
      }
    } for (int lane = 0; lane < lanes; ++lane) products[lane] = sum[lane];
                       (void)team;))
    KOKKOS_IF_ON_DEVICE(
        (Kokkos::parallel_for(Kokkos::ThreadVectorRange(team, lanes), [&](int lane) {
           T sum = 0;
           for (int w = 0; w < words; ++w) {
             std::uint32_t const word = bits[w * lanes + lane];
             for (int b = 0; b < 32; ++b) sum += signed_value(word, b, values(32 * w + b));
           }
           products[lane] = sum;
         });))
  }
};

template <ExecutionSpace Exec, Real T, class Prologue, class Epilogue, int Count>
void sign_product_portable(Exec const& exec, SignProductShape const& shape,
                           SignMatrix<Exec> const& matrix, double scale, Prologue const& prologue,
                           Epilogue const& epilogue, PartialSums<Exec, T> const& partial,
                           TileSums<Exec, Count> const& sums, How const& how) {
  using Policy = Kokkos::TeamPolicy<Exec>;
  using Products = ChunkProducts<Exec, T, Prologue>;
  constexpr bool on_host = is_host_execution_space<Exec>;
  auto const tiles = static_cast<int>(shape.instances * shape.tiles());
  auto const products = static_cast<int>(tiles * shape.chunks());
  auto const scratch = Products::Values::shmem_size(SignProductShape::chunk_columns);
  // Device: 256 threads a team, 16 rows at a time by 16 vector lanes.
  Policy product_policy(exec, products, on_host ? 1 : 16,
                        on_host ? 1 : SignProductShape::row_block);
  for_teams(exec, "mattis::sign_product::chunk_products",
            product_policy.set_scratch_size(0, Kokkos::PerTeam(scratch)),
            Products{shape, matrix, prologue, partial, matrix.sets() == 1});
  combine_chunks<Exec, T>(exec, shape, scale, epilogue, partial, sums, how);
}

}  // namespace mattis::detail
