// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The product on a device: a team looks four columns at a time up in tables of the sixteen sums
// that their signs can give, in scratch memory; a second pass adds the chunks in order. What the
// threads of a warp look up at once lies in banks of its own: no two of them wait for each other.
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/launch_shape.hpp>
#include <mattis/kernels/detail/combine_chunks.hpp>
#include <mattis/kernels/detail/sign_product_launch.hpp>
#include <mattis/kernels/detail/sign_product_shape.hpp>

namespace mattis::detail {

/// The products of up to 128 passes rows of a tile with one chunk of columns, by one team. Two
/// threads share a row, one its even words and one its odd ones: a warp reads two words of sixteen
/// rows, which lie side by side.
template <ExecutionSpace Exec, Real T, class Prologue>
struct TableProducts {
  using Shape = SignProductShape;
  using Member = typename Kokkos::TeamPolicy<Exec>::member_type;

  static constexpr int threads = 256;  // of a team
  static constexpr int shares = 2;     // threads of a row
  static constexpr int pass_rows = threads / shares;
  static_assert(most_passes == Shape::tile_rows / pass_rows);
  static constexpr int group = 4;  // columns of a table
  static constexpr int sums_of_group = 1 << group;
  static constexpr int groups_of_word = 32 / group;
  static constexpr int word_entries = groups_of_word * sums_of_group;
  /// Words whose tables are there at once, 32 KiB: a whole chunk in float, half of one in double.
  static constexpr int round_words = 256 / static_cast<int>(sizeof(T));
  using Bounds = Kokkos::LaunchBounds<threads, LaunchShape<Exec>::product_teams>;
  static constexpr std::size_t scratch_bytes =
      sizeof(T) * static_cast<std::size_t>(round_words * (word_entries + 32));

  SignProductShape shape;
  SignMatrix<Exec> matrix;
  Prologue prologue;
  PartialSums<Exec, T> partial;
  int passes;  ///< rows that each thread takes: of no consequence but to the time
  bool shared_set;

  /// Teams for a tile and a chunk.
  static constexpr int parts(int passes) { return most_passes / passes; }

  KOKKOS_FUNCTION void operator()(Member const& team, int item) const {
    int const tiles = static_cast<int>(shape.tiles()) * (most_passes / passes);
    int const chunks = static_cast<int>(shape.chunks());
    int const instance = item / (chunks * tiles);
    int const chunk = item / tiles % chunks;
    std::int64_t const first_row = std::int64_t{item % tiles} * passes * pass_rows;
    if (first_row >= shape.padded_rows()) return;
    T* const tables = static_cast<T*>(team.team_shmem().get_shmem(std::size_t{scratch_bytes}));
    T* const values = tables + round_words * word_entries;
    int const columns = shape.columns_of_chunk(chunk);
    int const words = ceil_div(columns, 32);
    int const rank = team.team_rank();
    int const share = rank / Shape::row_block % shares;
    int const lane = rank % Shape::row_block;
    std::int64_t const block = first_row / Shape::row_block + rank / (shares * Shape::row_block);
    for (int round = 0; round < words; round += round_words) {
      int const count = words - round < round_words ? words - round : round_words;
      if (round > 0) team.team_barrier();
      for (int c = rank; c < 32 * count; c += threads) {
        values[c] = T(0);
        if (32 * round + c < columns)
          prologue(instance, std::int64_t{chunk} * Shape::chunk_columns + 32 * round + c, 1,
                   &values[c]);
      }
      team.team_barrier();
      make_tables(rank, count * groups_of_word, values, tables);
      team.team_barrier();
      for (int pass = 0; pass < passes; ++pass) {
        std::int64_t const at = block + pass * (pass_rows / Shape::row_block);
        bool const there = at < shape.row_blocks();
        T const sum =
            there ? look_up(&matrix.words(shared_set ? 0 : instance, at,
                                          std::int64_t{chunk} * Shape::chunk_words + round + share,
                                          lane),
                            count - share, share, tables)
                  : T(0);
        team.team_barrier();
        values[rank] = sum;
        team.team_barrier();
        if (share != 0 || !there) continue;
        T& product = partial(instance, chunk, at * Shape::row_block + lane);
        T const of_round = values[rank] + values[rank + Shape::row_block];
        product = round > 0 ? product + of_round : of_round;
      }
    }
  }

 private:
  /// A thread makes the same entry of every sixteenth table: 256 threads, 16 entries. The tables of
  /// an even word and of the odd one behind it take turns, so that what a warp looks up at once
  /// lies in 32 neighbouring entries.
  KOKKOS_INLINE_FUNCTION static void make_tables(int rank, int groups, T const* values, T* tables) {
    T sign[group];
    for (int k = 0; k < group; ++k) sign[k] = (rank >> k) & 1 ? T(1) : T(-1);
    for (int g = rank / sums_of_group; g < groups; g += threads / sums_of_group) {
      T const* const v = values + g * group;
      int const word = g / groups_of_word;
      int const table =
          (word / shares * groups_of_word + g % groups_of_word) * shares + word % shares;
      tables[table * sums_of_group + rank % sums_of_group] =
          (sign[0] * v[0] + sign[1] * v[1]) + (sign[2] * v[2] + sign[3] * v[3]);
    }
  }

  /// The sum over every second of up to `left` words, which lie a block of rows apart.
  KOKKOS_INLINE_FUNCTION static T look_up(std::uint32_t const* bits, int left, int share,
                                          T const* tables) {
    constexpr int at_once = 4;  // words that are under way from memory together
    T sum[at_once] = {};
    int w = 0;
    for (; w + shares * (at_once - 1) < left; w += shares * at_once) {
      std::uint32_t word[at_once];
      for (int i = 0; i < at_once; ++i) word[i] = bits[(w + shares * i) * Shape::row_block];
      for (int i = 0; i < at_once; ++i)
        sum[i] += of_word(word[i], share, tables + (w + shares * i) * word_entries);
    }
    for (; w < left; w += shares)
      sum[0] += of_word(bits[w * Shape::row_block], share, tables + w * word_entries);
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
  }

  /// Two instructions for four groups make bytes of them that say where each finds its sum; then
  /// each takes three: its byte, its sum, an addition.
  KOKKOS_INLINE_FUNCTION static T of_word(std::uint32_t word, int share, T const* tables) {
    constexpr int shift = sizeof(T) == 4 ? 2 : 3;
    constexpr std::uint32_t mask = 0x0f0f0f0fu << shift;
    std::uint32_t const of_share = share == 0 ? 0u : 0x10101010u << shift;
    std::uint32_t const even = ((word << shift) & mask) | of_share;
    std::uint32_t const odd = ((word >> (group - shift)) & mask) | of_share;
    T sum[2] = {};
    for (int j = 0; j < groups_of_word; j += 2) {
      T const* const table = tables + j * shares * sums_of_group;
      sum[0] += *at(table, byte_of(even, j / 2));
      sum[1] += *at(table + shares * sums_of_group, byte_of(odd, j / 2));
    }
    return sum[0] + sum[1];
  }
  KOKKOS_INLINE_FUNCTION static std::uint32_t byte_of(std::uint32_t word, int number) {
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__)
    return __byte_perm(word, 0, static_cast<unsigned>(0x4440 + number));
#else
    return (word >> (8 * number)) & 0xffu;
#endif
  }
  KOKKOS_INLINE_FUNCTION static T const* at(T const* table, std::uint32_t bytes) {
    return reinterpret_cast<T const*>(reinterpret_cast<char const*>(table) + bytes);
  }
};

/// Sums of `each` chunks in order, for products of many chunks with few rows, whose chunks one
/// thread a row would add for longer than it takes to make them.
template <ExecutionSpace Exec, Real T>
struct GroupChunks {
  static constexpr std::int64_t each = 16;
  static constexpr std::int64_t few = 48;  // chunks that one thread adds
  PartialSums<Exec, T> partial;
  PartialSums<Exec, double> grouped;

  /// Groups of so many chunks; 0: they are few.
  static std::int64_t groups(std::int64_t chunks) {
    return is_host_execution_space<Exec> || chunks <= few ? 0 : ceil_div(chunks, each);
  }

  KOKKOS_FUNCTION void operator()(std::int64_t i) const {
    auto const rows = static_cast<std::int64_t>(partial.extent(2));
    auto const groups = static_cast<std::int64_t>(grouped.extent(1));
    auto const chunks = static_cast<std::int64_t>(partial.extent(1));
    std::int64_t const row = i % rows, group = i / rows % groups, instance = i / rows / groups;
    std::int64_t const end = (group + 1) * each < chunks ? (group + 1) * each : chunks;
    double sum = 0;
    for (std::int64_t chunk = group * each; chunk < end; ++chunk)
      sum += static_cast<double>(partial(instance, chunk, row));
    grouped(instance, group, row) = sum;
  }
};

template <ExecutionSpace Exec, Real T, class Prologue, class Epilogue, int Count>
void sign_product_device(Exec const& exec, SignProductShape const& shape,
                         SignMatrix<Exec> const& matrix, double scale, Prologue const& prologue,
                         Epilogue const& epilogue, PartialSums<Exec, T> const& partial,
                         PartialSums<Exec, double> const& grouped,
                         TileSums<Exec, Count> const& sums, How const& how,
                         SignProductLaunch const& launch) {
  using Products = TableProducts<Exec, T, Prologue>;
  // Unmeasured, as many rows a thread as leave every multiprocessor its fill of teams.
  std::int64_t const tiles = shape.instances * shape.tiles() * shape.chunks();
  std::int64_t const wanted = exec.concurrency() / Products::threads;
  int passes = launch.passes > 0 ? launch.passes : most_passes;
  while (launch.passes == 0 && passes > 1 && tiles * Products::parts(passes) < wanted) passes /= 2;
  Kokkos::TeamPolicy<Exec, typename Products::Bounds> policy(
      exec, static_cast<int>(tiles * Products::parts(passes)), Products::threads);
  for_teams(exec, "mattis::sign_product::chunk_products",
            policy.set_scratch_size(0, Kokkos::PerTeam(Products::scratch_bytes)),
            Products{shape, matrix, prologue, partial, passes, matrix.sets() == 1});
  if (grouped.size() == 0) {
    combine_chunks<Exec, T>(exec, shape, scale, epilogue, partial, sums, how);
  } else {
    for_entries(exec, "mattis::sign_product::group_chunks",
                {static_cast<std::int64_t>(grouped.size()), 20},
                GroupChunks<Exec, T>{partial, grouped});
    combine_chunks<Exec, double>(exec, shape, scale, epilogue, grouped, sums, how);
  }
}

}  // namespace mattis::detail
