// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Means over the rows of a block of samples: on a host the block in a worker's cache, row by row
// and compiled for its vectors; on a device all blocks of a wave.
#include <mattis/core/detail/team_launch.hpp>
#include <mattis/expr/detail/assign_plan.hpp>
#include <mattis/expr/effective_neuron.hpp>
#include <mattis/kernels/detail/vector_width.hpp>

#include <cstring>

namespace mattis::expr::detail {

/// The sums of one mean statement over the samples of a block, its value planned.
template <SampleNode Value>
struct RowSums {
  using Planned = decltype(std::declval<Value>().template planned<0>());
  using T = typename Value::value_type;
  static constexpr int rows = Value::sample_rows;
  static constexpr bool of_steps = SampleEntries<Value>::of_steps;
  static constexpr bool of_patterns = SampleEntries<Value>::of_patterns;

  SumEntries<Planned> sum;
  std::size_t offset;  // of its entries among the means of a sweep

  KOKKOS_FUNCTION static constexpr bool reads(NeuronRow kind) {
    return (rows >> static_cast<int>(kind) & 1) != 0;
  }
  KOKKOS_FUNCTION static int entries(int steps, int condensed) {
    return (of_steps ? steps : 1) * (of_patterns ? condensed : 1);
  }
};

/// All mean statements of a sweep on the blocks of a wave, a team for each.
template <ExecutionSpace Exec, Real T, class... Sums>
struct WaveMeans {
  using Member = typename Kokkos::TeamPolicy<Exec>::member_type;

  SampleWave<Exec, T> wave;
  Tuple<Sums...> means;

  KOKKOS_FUNCTION void operator()(Member const& team, int b) const {
    add_all(team, b, std::index_sequence_for<Sums...>{});
  }

  template <std::size_t... I>
  KOKKOS_FUNCTION void add_all(Member const& team, int b, std::index_sequence<I...>) const {
    (..., add(team, b, get<I>(means)));
  }

  template <class Mean>
  KOKKOS_FUNCTION void add(Member const& team, int b, Mean const& mean) const {
    int const live = wave.live(b);
    int const steps = wave.layout.steps;
    int const condensed = wave.layout.condensed;
    double* const sums = &wave.sums(b, wave.layout.means() + mean.offset);
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, Mean::entries(steps, condensed)),
                         [&](int entry) {
      int const t = Mean::of_steps ? (Mean::of_patterns ? entry / condensed : entry) : 0;
      int const k = Mean::of_patterns ? (Mean::of_steps ? entry % condensed : entry) : 0;
      SampleRows<T> rows{};
      if constexpr (Mean::reads(NeuronRow::eta)) rows.row[0] = wave.row(b, NeuronRow::eta, t);
      if constexpr (Mean::reads(NeuronRow::x)) rows.row[1] = wave.row(b, NeuronRow::x, t);
      if constexpr (Mean::reads(NeuronRow::phi)) rows.row[2] = wave.row(b, NeuronRow::phi, t);
      if constexpr (Mean::reads(NeuronRow::xi)) rows.row[3] = wave.row(b, NeuronRow::xi, k);
      double total = 0;
      Kokkos::parallel_reduce(
          Kokkos::ThreadVectorRange(team, live),
          [&](int l, double& sum) {
        sum += mean.sum.template perform<1>(Block{t, l, 1}, rows);
          },
          total);
      Kokkos::single(Kokkos::PerThread(team), [&] { sums[entry] += total; });
    });
  }
};

/// The mean statements of a sweep, in the order written.
template <ExecutionSpace Exec, Real T, class... Sums>
class StatementMeans final : public BlockMeans<Exec, T> {
 public:
  StatementMeans(Tuple<Sums...> const& means, How const& how) : means_(means), how_(how) {}

  void add(lanes::SampleBlock<T> const& block, int lanes, double* sums) const override {
    if constexpr (sizeof...(Sums) > 0) {
      int const bytes = lanes == most ? how_.vector_bytes() : lanes * static_cast<int>(sizeof(T));
      mattis::detail::run_with_vectors(bytes, [&] { visit(block, lanes, sums); });
    }
  }

  void add(Exec const& exec, SampleWave<Exec, T> const& wave) const override {
    if constexpr (sizeof...(Sums) > 0 && !is_host_execution_space<Exec>)
      mattis::detail::for_teams(exec, "mattis::expr::sums_over_samples",
                                Kokkos::TeamPolicy<Exec>(exec, wave.count, 8, 32),
                                WaveMeans<Exec, T, Sums...>{wave, means_});
  }

 private:
  static constexpr int most = lanes::block_samples;

  /// Rows of a block lie in pieces [tile][row][lane], unless a tile is the whole block; here a row
  /// is gathered.
  struct GatheredRows {
    alignas(64) T entries[4][most];
    SampleRows<T> rows;

    void take(NeuronRow kind, T const* array, int row_count, int row, int live, int lanes) {
      T* const to = entries[static_cast<int>(kind)];
      T const* const from = array + std::ptrdiff_t{row} * lanes;
      std::ptrdiff_t const stride = std::ptrdiff_t{row_count} * lanes;
      int const bytes = lanes * static_cast<int>(sizeof(T));
      rows.row[static_cast<int>(kind)] = lanes == most ? from : to;
      if (lanes == most) return;
      if (bytes == 64) {
        copy<64>(from, stride, live, to);
      } else if (bytes == 32) {
        copy<32>(from, stride, live, to);
      } else if (bytes == 16) {
        copy<16>(from, stride, live, to);
      } else {
        copy<8>(from, stride, live, to);
      }
    }
    template <int bytes>
    static void copy(T const* from, std::ptrdiff_t stride, int live, T* to) {
      constexpr int lanes = bytes / static_cast<int>(sizeof(T));
      for (int first = 0; first < live; first += lanes, from += stride)
        std::memcpy(to + first, from, bytes);
    }
  };

  static constexpr bool any_reads(NeuronRow kind) { return (Sums::reads(kind) || ...); }

  void visit(lanes::SampleBlock<T> const& block, int lanes, double* sums) const {
    GatheredRows gathered;
    int pattern = -1;  // the one whose signs are gathered
    auto const take = [&](NeuronRow kind, T const* array, int rows, int row) {
      gathered.take(kind, array, rows, row, block.live, lanes);
    };
    for (int t = 0; t < block.steps; ++t) {
      if constexpr (any_reads(NeuronRow::eta)) take(NeuronRow::eta, block.noise, block.steps, t);
      if constexpr (any_reads(NeuronRow::x)) take(NeuronRow::x, block.x, block.steps, t);
      if constexpr (any_reads(NeuronRow::phi)) take(NeuronRow::phi, block.phi, block.steps, t);
      add_entries<true, false>(block, gathered, t, t, sums);
      if constexpr (((Sums::of_steps && Sums::of_patterns) || ...)) {
        for (int k = 0; k < block.condensed; ++k) {
          if (k != pattern) take(NeuronRow::xi, block.signs, block.condensed, pattern = k);
          add_entries<true, true>(block, gathered, t, t * block.condensed + k, sums);
        }
      }
    }
    if constexpr (((!Sums::of_steps) || ...)) {
      for (int k = 0; k < block.condensed; ++k) {
        take(NeuronRow::xi, block.signs, block.condensed, k);
        add_entries<false, true>(block, gathered, 0, k, sums);
      }
    }
  }

  /// Entry `entry` of every statement that has one for each step, pattern, or pair.
  template <bool of_steps, bool of_patterns>
  void add_entries(lanes::SampleBlock<T> const& block, GatheredRows const& gathered, int t,
                   int entry, double* sums) const {
    auto const& rows = gathered.rows;
    auto const* const set = set_of<Exec>(how_);
    apply(
        [&](auto const&... mean) {
      (add_entry<of_steps, of_patterns>(mean, block.live, rows, t, entry, sums, set), ...);
        },
        means_);
  }
  template <bool of_steps, bool of_patterns, class Mean>
  static void add_entry(Mean const& mean, int live, SampleRows<T> const& rows, int t, int entry,
                        double* sums, lanes::InstructionSet const* set) {
    if constexpr (Mean::of_steps == of_steps && Mean::of_patterns == of_patterns)
      sums[mean.offset + static_cast<std::size_t>(entry)] +=
          mean.sum.template perform<most>(Block{t, 0, live, set}, rows);
  }

  Tuple<Sums...> means_;
  How how_;
};

}  // namespace mattis::expr::detail
