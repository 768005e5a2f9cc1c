// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/philox.hpp>
#include <mattis/kernels/pattern_block.hpp>
#include <mattis/kernels/patterns.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <algorithm>
#include <limits>

namespace mattis {
namespace {

using detail::ceil_div;
using detail::for_entries;

using lanes::row_block;
constexpr int word_bits = 32;
constexpr int draw_words = 4;  // one Philox call gives 128 signs

template <ExecutionSpace Exec>
SignMatrix<Exec> take(detail::Arena<Exec> const& arena, char const* label, std::int64_t rows,
                      std::int64_t columns, std::int64_t sets) {
  double const signs =
      static_cast<double>(rows) * static_cast<double>(columns) * static_cast<double>(sets);
  expect(signs < 0x1p60, "patterns", "fewer than 2^60 signs", signs);
  SignMatrix<Exec> matrix{rows, columns, {}};
  matrix.words = arena.template take<decltype(matrix.words)>(label, sets, matrix.row_blocks(),
                                                             matrix.column_words());
  // Products walk down the rows: with small pages every row of a large set is another entry of the
  // address cache.
  if (is_host_execution_space<Exec> && arena.allocates())
    prefer_huge_pages(matrix.words.data(), matrix.words.span() * sizeof(std::uint32_t));
  return matrix;
}

template <ExecutionSpace Exec>
void clear(Exec const& exec, SignMatrix<Exec> const& matrix) {
  auto* const words = matrix.words.data();
  for_entries(
      exec, "mattis::patterns::clear", {static_cast<std::int64_t>(matrix.words.size()), 0.5},
      KOKKOS_LAMBDA(std::int64_t i) { words[i] = 0; });
}

/// The bits of word `c` that are columns, not padding.
KOKKOS_INLINE_FUNCTION std::uint32_t column_mask(std::int64_t columns, std::int64_t c) {
  std::int64_t const left = columns - c * word_bits;
  return left >= word_bits ? ~0u : (left <= 0 ? 0u : (1u << left) - 1u);
}

/// Transposes 32 x 32 bits in place (Warren, Hacker's Delight 7-3, mirrored so that bit 0 is column
/// 0).
KOKKOS_INLINE_FUNCTION void transpose_bits(std::uint32_t (&a)[word_bits]) {
  std::uint32_t mask = 0x0000ffffu;
  for (int j = 16; j != 0; j >>= 1, mask ^= mask << j) {
    for (int k = 0; k < word_bits; k = (k + j + 1) & ~j) {
      std::uint32_t const t = ((a[k] >> j) ^ a[k + j]) & mask;
      a[k] ^= t << j;
      a[k + j] ^= t;
    }
  }
}

/// Draws 32 patterns x 128 neurons at a time on the host and writes both orientations while they
/// are in registers: P = 400000, N = 2000 in 39 ms on two cores with GFNI and 66 without, where
/// drawing first and transposing what was drawn took 280.
template <ExecutionSpace Exec>
void draw_both_orientations(Exec const& exec, PatternSet<Exec> const& xi, std::uint64_t seed,
                            std::int64_t first_trial, std::int64_t first_pattern, How const& how) {
  auto const by_pattern = xi.by_pattern();
  auto const by_neuron = xi.by_neuron();
  auto const& micro = how.micro<float>();
  std::int64_t const words = by_pattern.column_words();
  std::int64_t const draws = ceil_div(words, draw_words);
  std::int64_t const pattern_words = by_neuron.column_words();
  // Neighbouring items write neighbouring words of by_neuron, and whole cache lines of both.
  detail::for_items(exec, "mattis::patterns::draw", {xi.trials() * draws * pattern_words, 900},
                    [&](std::int64_t item) {
    std::int64_t const c = item % pattern_words;
    std::int64_t const draw = item / pattern_words % draws;
    std::int64_t const set = item / pattern_words / draws;
    auto const count =
        static_cast<int>(std::min<std::int64_t>(draw_words, words - draw * draw_words));
    alignas(64) std::uint32_t random[2][draw_words][row_block];
    for (int half = 0; half < 2; ++half) {
      std::int64_t const block = 2 * c + half;
      micro.draw.words(
          seed, static_cast<std::uint32_t>(Purpose::patterns),
          static_cast<std::uint32_t>(first_trial + set),
          static_cast<std::uint64_t>((first_pattern + block * row_block) * draws + draw),
          static_cast<std::uint64_t>(draws), &random[half][0][0]);
      auto const rows = static_cast<int>(
          std::clamp<std::int64_t>(by_pattern.rows - block * row_block, 0, row_block));
      for (int j = 0; j < draw_words; ++j) {
        std::uint32_t const mask = column_mask(by_pattern.columns, draw * draw_words + j);
        for (int r = 0; r < row_block; ++r)
          random[half][j][r] = r < rows ? random[half][j][r] & mask : 0u;
      }
      if (block >= by_pattern.row_blocks()) continue;
      std::copy_n(&random[half][0][0], count * row_block,
                  &by_pattern.words(set, block, draw * draw_words, 0));
    }
    std::int64_t const to_block = 2 * draw * draw_words;
    micro.signs.transpose(
        &random[0][0][0], draw_words * row_block, 2, count, &by_neuron.words(set, to_block, c, 0),
        by_neuron.words.stride(1),
        static_cast<int>(std::min<std::int64_t>(2 * count, by_neuron.row_blocks() - to_block)));
  });
}

/// On a device: a thread per row, so that the sixteen rows of a block, whose words are neighbours
/// in memory, are drawn by neighbours.
template <ExecutionSpace Exec>
void draw_by_pattern(Exec const& exec, SignMatrix<Exec> const& matrix, std::uint64_t seed,
                     std::int64_t first_trial, std::int64_t first_pattern) {
  std::int64_t const blocks = matrix.row_blocks();
  std::int64_t const words = matrix.column_words();
  std::int64_t const draws = ceil_div(words, draw_words);
  for_entries(
      exec, "mattis::patterns::draw", {matrix.sets() * blocks * draws * row_block, 20},
      KOKKOS_LAMBDA(std::int64_t item) {
        std::int64_t const r = item % row_block;
        std::int64_t const draw = item / row_block % draws;
        std::int64_t const block = item / row_block / draws % blocks;
        std::int64_t const set = item / row_block / draws / blocks;
        std::int64_t const row = block * row_block + r;
        auto const random =
            random_words(seed, Purpose::patterns, static_cast<std::uint32_t>(first_trial + set),
                         static_cast<std::uint64_t>((first_pattern + row) * draws + draw));
        for (int j = 0; j < draw_words; ++j) {
          std::int64_t const c = draw * draw_words + j;
          if (c < words) {
            matrix.words(set, block, c, r) =
                row < matrix.rows ? random.word[j] & column_mask(matrix.columns, c) : 0u;
          }
        }
      });
}

/// by_neuron = transpose of by_pattern, 32 patterns x 32 neurons at a time.
template <ExecutionSpace Exec>
void transpose(Exec const& exec, PatternSet<Exec> const& xi) {
  auto const from = xi.by_pattern();
  auto const to = xi.by_neuron();
  std::int64_t const pattern_words = to.column_words();
  std::int64_t const neuron_words = from.column_words();
  std::int64_t const from_blocks = from.row_blocks();
  std::int64_t const to_blocks = to.row_blocks();
  for_entries(
      exec, "mattis::patterns::transpose", {xi.trials() * neuron_words * pattern_words, 100},
      KOKKOS_LAMBDA(std::int64_t item) {
        std::int64_t const c = item % pattern_words;
        std::int64_t const w = item / pattern_words % neuron_words;
        std::int64_t const set = item / pattern_words / neuron_words;
        std::uint32_t bits[word_bits];
        for (int r = 0; r < word_bits; ++r) {
          std::int64_t const block = 2 * c + r / row_block;
          bits[r] = block < from_blocks ? from.words(set, block, w, r % row_block) : 0u;
        }
        transpose_bits(bits);
        for (int r = 0; r < word_bits; ++r) {
          std::int64_t const block = 2 * w + r / row_block;
          if (block < to_blocks) to.words(set, block, c, r % row_block) = bits[r];
        }
      });
}

constexpr auto none = std::numeric_limits<std::int64_t>::max();

/// The first entry, counted row by row, that is no sign.
template <class Signs>
struct FirstBadSign {
  Signs signs;

  KOKKOS_FUNCTION void operator()(std::int64_t i, std::int64_t& first) const {
    auto const neurons = static_cast<std::int64_t>(signs.extent(1));
    auto const sign = signs(i / neurons, i % neurons);
    if (sign != 1 && sign != -1 && i < first) first = i;
  }
};

/// `none` where all are signs.
template <ExecutionSpace Exec, class Signs>
std::int64_t first_bad_sign(Exec const& exec, Signs const& signs) {
  constexpr std::int64_t at_once = 4096;
  auto const entries = static_cast<std::int64_t>(signs.size());
  std::int64_t first = none;
  if constexpr (is_host_execution_space<Exec>) {
    FirstBadSign<Signs> const find{signs};
    detail::for_items(exec, "mattis::patterns::check", {ceil_div(entries, at_once), 2.0 * at_once},
                      [&](std::int64_t b) {
      std::int64_t of_block = none;
      for (std::int64_t i = b * at_once; i < std::min(entries, (b + 1) * at_once); ++i)
        find(i, of_block);
      Kokkos::atomic_min(&first, of_block);
    });
  } else {
    Kokkos::parallel_reduce(
        "mattis::patterns::check",
        Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::int64_t>>(exec, 0, entries),
        FirstBadSign<Signs>{signs}, Kokkos::Min<std::int64_t>(first));
  }
  return first;
}

}  // namespace

template <ExecutionSpace Exec>
PatternSet<Exec>::PatternSet(Exec const& exec, std::int64_t patterns, std::int64_t neurons,
                             std::int64_t trials)
    : PatternSet(detail::Arena<Exec>(exec), patterns, neurons, trials) {}

template <ExecutionSpace Exec>
PatternSet<Exec>::PatternSet(detail::Arena<Exec> const& arena, std::int64_t patterns,
                             std::int64_t neurons, std::int64_t trials) {
  expect(patterns > 0, "P", "at least one pattern", patterns);
  expect(neurons > 0, "N", "at least one neuron", neurons);
  expect(trials > 0, "trials", "at least one trial", trials);
  by_pattern_ = take(arena, "mattis::patterns::by_pattern", patterns, neurons, trials);
  by_neuron_ = take(arena, "mattis::patterns::by_neuron", neurons, patterns, trials);
}

template <ExecutionSpace Exec>
std::size_t PatternSet<Exec>::bytes(std::int64_t patterns, std::int64_t neurons,
                                    std::int64_t trials) {
  auto const words = [](std::int64_t rows, std::int64_t columns) {
    return row_block * ceil_div(rows, row_block) * ceil_div(columns, word_bits);
  };
  return sizeof(std::uint32_t) *
         static_cast<std::size_t>(trials * (words(patterns, neurons) + words(neurons, patterns)));
}

template <ExecutionSpace Exec>
void fill_random_patterns(Exec const& exec, PatternSet<Exec> const& xi, std::uint64_t seed,
                          std::int64_t first_trial, How const& how) {
  fill_pattern_block(exec, xi, seed, first_trial, 0, how);
}

template <ExecutionSpace Exec>
void fill_pattern_block(Exec const& exec, PatternSet<Exec> const& xi, std::uint64_t seed,
                        std::int64_t first_trial, std::int64_t first_pattern, How const& how) {
  if constexpr (is_host_execution_space<Exec>) {
    if (runs_simd<Exec>(how)) {
      draw_both_orientations(exec, xi, seed, first_trial, first_pattern, how);
      return;
    }
  }
  draw_by_pattern(exec, xi.by_pattern(), seed, first_trial, first_pattern);
  transpose(exec, xi);
}

template <ExecutionSpace Exec>
PatternSet<Exec> random_patterns(Exec const& exec, std::int64_t patterns, std::int64_t neurons,
                                 std::uint64_t seed, std::int64_t trials, std::int64_t first_trial,
                                 How const& how) {
  PatternSet<Exec> xi(exec, patterns, neurons, trials);
  fill_random_patterns(exec, xi, seed, first_trial, how);
  return xi;
}

template <ExecutionSpace Exec>
PatternSet<Exec> pack_patterns(
    Exec const& exec, Kokkos::View<std::int8_t const**, typename Exec::memory_space> signs) {
  auto const patterns = static_cast<std::int64_t>(signs.extent(0));
  auto const neurons = static_cast<std::int64_t>(signs.extent(1));
  PatternSet<Exec> xi(exec, patterns, neurons);
  clear(exec, xi.by_pattern());  // its padding
  std::int64_t const first_bad = first_bad_sign(exec, signs);
  if (first_bad != none) {
    throw_unexpected(
        "signs(" + to_text(first_bad / neurons) + ", " + to_text(first_bad % neurons) + ")",
        "+1 or -1", "another value");
  }
  auto const matrix = xi.by_pattern();
  std::int64_t const words = matrix.column_words();
  for_entries(
      exec, "mattis::patterns::pack", {patterns * words, 50}, KOKKOS_LAMBDA(std::int64_t item) {
        std::int64_t const row = item / words;
        std::int64_t const c = item % words;
        std::uint32_t bits = 0;
        for (int b = 0; b < word_bits && c * word_bits + b < neurons; ++b) {
          bits |= static_cast<std::uint32_t>(signs(row, c * word_bits + b) > 0) << b;
        }
        matrix.words(0, row / row_block, c, row % row_block) = bits;
      });
  transpose(exec, xi);
  return xi;
}

template <ExecutionSpace Exec>
Kokkos::View<std::int8_t**, typename Exec::memory_space> unpack_patterns(
    Exec const& exec, PatternSet<Exec> const& xi) {
  expect(xi.trials() == 1, "xi", "one pattern set", xi.trials());
  auto const matrix = xi.by_pattern();
  std::int64_t const neurons = matrix.columns;
  Kokkos::View<std::int8_t**, typename Exec::memory_space> signs(
      Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, "mattis::patterns::signs"),
      static_cast<std::size_t>(matrix.rows), static_cast<std::size_t>(neurons));
  for_entries(
      exec, "mattis::patterns::unpack", {matrix.rows * neurons, 2}, KOKKOS_LAMBDA(std::int64_t i) {
        signs(i / neurons, i % neurons) =
            matrix.sign(0, i / neurons, i % neurons) ? std::int8_t{1} : std::int8_t{-1};
      });
  exec.fence("mattis::patterns::unpack");
  return signs;
}

#define MATTIS_INSTANTIATE_PATTERNS(EXEC)                                                 \
  template class PatternSet<EXEC>;                                                        \
  template void fill_random_patterns(EXEC const&, PatternSet<EXEC> const&, std::uint64_t, \
                                     std::int64_t, How const&);                           \
  template void fill_pattern_block(EXEC const&, PatternSet<EXEC> const&, std::uint64_t,   \
                                   std::int64_t, std::int64_t, How const&);               \
  template PatternSet<EXEC> random_patterns(EXEC const&, std::int64_t, std::int64_t,      \
                                            std::uint64_t, std::int64_t, std::int64_t,    \
                                            How const&);                                  \
  template PatternSet<EXEC> pack_patterns(                                                \
      EXEC const&, Kokkos::View<std::int8_t const**, typename EXEC::memory_space>);       \
  template Kokkos::View<std::int8_t**, typename EXEC::memory_space> unpack_patterns(      \
      EXEC const&, PatternSet<EXEC> const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_PATTERNS)

}  // namespace mattis
