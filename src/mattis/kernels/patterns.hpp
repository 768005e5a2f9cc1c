// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/core/scratch.hpp>
#include <mattis/kernels/how.hpp>

#include <cstdint>

namespace mattis {

/// A matrix of signs, one bit each (set: +1, clear: -1), for `sets` independent matrices of one
/// shape.
///
/// Sixteen rows are interleaved word by word, so that sixteen lanes read sixteen rows with one
/// load: the word of row r, columns 32 c .. 32 c + 31 is words(set, r / 16, c, r % 16). Padding
/// bits are 0.
template <ExecutionSpace Exec>
struct SignMatrix {
  static constexpr int row_block = lanes::row_block;
  static constexpr int word_bits = 32;

  std::int64_t rows = 0;
  std::int64_t columns = 0;
  Kokkos::View<std::uint32_t*** [row_block], Kokkos::LayoutRight, typename Exec::memory_space>
      words;

  std::int64_t sets() const { return static_cast<std::int64_t>(words.extent(0)); }
  std::int64_t row_blocks() const { return detail::ceil_div(rows, row_block); }
  std::int64_t column_words() const { return detail::ceil_div(columns, word_bits); }

  KOKKOS_FUNCTION bool sign(std::int64_t set, std::int64_t row, std::int64_t column) const {
    return (words(set, row / row_block, column / word_bits, row % row_block) >>
            (column % word_bits)) &
           1u;
  }
};

/// P patterns of N signs xi^mu_i = +-1, stored as bits in both orientations: overlaps read them by
/// pattern, fields by neuron. `trials` > 1 holds that many independent sets of one shape, as a
/// simulation of several trials needs. Memory: about P N / 4 bytes per set.
template <ExecutionSpace Exec>
class PatternSet {
 public:
  PatternSet() = default;
  /// Allocates on `exec`, to be filled. \throws Error when a size is not positive
  PatternSet(Exec const& exec, std::int64_t patterns, std::int64_t neurons,
             std::int64_t trials = 1);
  /// The same in memory that is taken from `arena`.
  PatternSet(detail::Arena<Exec> const& arena, std::int64_t patterns, std::int64_t neurons,
             std::int64_t trials);

  std::int64_t patterns() const { return by_pattern_.rows; }    ///< P
  std::int64_t neurons() const { return by_pattern_.columns; }  ///< N
  std::int64_t trials() const { return by_pattern_.sets(); }

  SignMatrix<Exec> const& by_pattern() const { return by_pattern_; }  ///< P rows of N
  SignMatrix<Exec> const& by_neuron() const { return by_neuron_; }    ///< N rows of P

  /// Bytes of both orientations.
  static std::size_t bytes(std::int64_t patterns, std::int64_t neurons, std::int64_t trials = 1);

 private:
  SignMatrix<Exec> by_pattern_;
  SignMatrix<Exec> by_neuron_;
};

/// Independent fair signs from Philox at (seed, Purpose::patterns, trial, ..): the same patterns on
/// every target. `first_trial` is the trial number of set 0.
template <ExecutionSpace Exec>
PatternSet<Exec> random_patterns(Exec const& exec, std::int64_t patterns, std::int64_t neurons,
                                 std::uint64_t seed, std::int64_t trials = 1,
                                 std::int64_t first_trial = 0, How const& how = {});

/// The same, into a set that exists already.
template <ExecutionSpace Exec>
void fill_random_patterns(Exec const& exec, PatternSet<Exec> const& xi, std::uint64_t seed,
                          std::int64_t first_trial = 0, How const& how = {});

/// Bits from signs (P, N) of +1 and -1 on `exec`'s memory space.
/// \throws Error when an entry is neither +1 nor -1, naming its position
template <ExecutionSpace Exec>
PatternSet<Exec> pack_patterns(
    Exec const& exec, Kokkos::View<std::int8_t const**, typename Exec::memory_space> signs);

/// Signs (P, N) of +1 and -1 from bits; blocks until they are there.
template <ExecutionSpace Exec>
Kokkos::View<std::int8_t**, typename Exec::memory_space> unpack_patterns(
    Exec const& exec, PatternSet<Exec> const& xi);

}  // namespace mattis
