// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace mattis::detail {

/// Sums of blocks of samples with the same bits for any number of threads and of buffers.
///
/// Blocks are worked off in waves. In a wave every buffer takes the sums of one block, starting from zero; then the
/// buffers are added to the totals, entry by entry in the order of the blocks.
template <ExecutionSpace Exec>
class BlockSums {
 public:
  BlockSums() = default;
  BlockSums(Exec const& exec, std::string const& label, std::size_t entries, int buffers)
      : label_(label),
        buffers_(Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, label + "::buffers"),
                 static_cast<std::size_t>(buffers), entries),
        totals_(Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, label + "::totals"), entries),
        next_(Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, label + "::next_block"), 1) {}

  static std::size_t bytes(std::size_t entries, int buffers) {
    return (static_cast<std::size_t>(buffers) + 1) * entries * sizeof(double) + sizeof(std::int64_t);
  }

  /// Buffers of a plan for `workers` threads: several for each, so that one that is held up delays nobody until the end
  /// of the wave, but no more than 64 MiB where one each is less.
  static int buffers_for(std::size_t entries, int workers) {
    std::size_t const affordable =
        (std::size_t{1} << 26) / (entries * sizeof(double) * static_cast<std::size_t>(workers));
    return workers * static_cast<int>(std::clamp<std::size_t>(affordable, 1, 16));
  }

  /// Buffers of a single call, which also pays for the first touch of their memory.
  static int few_buffers_for(int workers) { return 2 * workers; }

  Array<double*, Exec> const& totals() const { return totals_; }
  int buffers() const { return static_cast<int>(buffers_.extent(0)); }

  /// Runs work(worker, block, sums) on the host for each of `blocks` blocks, by `workers` threads that take the next
  /// block whenever they are free.
  template <class Work>
  void run_workers(Exec const& exec, std::int64_t blocks, int workers, Work const& work) const {
    restart(exec);
    for (std::int64_t first = 0; first < blocks; first += buffers()) {
      int const count = static_cast<int>(std::min<std::int64_t>(buffers(), blocks - first));
      Kokkos::parallel_for(label_ + "::wave", Kokkos::RangePolicy<Exec>(exec, 0, workers, Kokkos::ChunkSize(1)),
                           [buffers = buffers_, next = next_, first, count, work](int worker) {
                             for (std::int64_t b; (b = Kokkos::atomic_fetch_add(&next(0), std::int64_t{1})) < count;) {
                               double* const sums = &buffers(static_cast<std::size_t>(b), 0);
                               std::fill_n(sums, buffers.extent(1), 0.0);
                               work(worker, first + b, sums);
                             }
                           });
      add(exec, count);
    }
  }

  /// Runs work(team, block, buffer, sums) by one team for each of `blocks` blocks; make_policy(count) is the policy of
  /// a wave, after which after_wave(buffers, first, count) may launch what adds to the sums of its blocks.
  template <class MakePolicy, class Work, class AfterWave>
  void run_teams(Exec const& exec, std::int64_t blocks, MakePolicy const& make_policy, Work const& work,
                 AfterWave const& after_wave) const {
    restart(exec);
    for (std::int64_t first = 0; first < blocks; first += buffers()) {
      int const count = static_cast<int>(std::min<std::int64_t>(buffers(), blocks - first));
      Kokkos::parallel_for(label_ + "::wave", make_policy(count), TeamWave<Work>{buffers_, first, work});
      after_wave(buffers_, first, count);
      add(exec, count);
    }
  }
  template <class MakePolicy, class Work>
  void run_teams(Exec const& exec, std::int64_t blocks, MakePolicy const& make_policy, Work const& work) const {
    run_teams(exec, blocks, make_policy, work, [](Array<double**, Exec> const&, std::int64_t, int) {});
  }

  // What a kernel runs is public: nvcc names it in the host code that it generates.
  template <class Work>
  struct TeamWave {
    Array<double**, Exec> buffers;
    std::int64_t first;
    Work work;

    KOKKOS_FUNCTION void operator()(typename Kokkos::TeamPolicy<Exec>::member_type const& team) const {
      int const b = team.league_rank();
      double* const sums = &buffers(static_cast<std::size_t>(b), 0);
      Kokkos::parallel_for(Kokkos::TeamVectorRange(team, static_cast<int>(buffers.extent(1))),
                           [&](int i) { sums[i] = 0; });
      team.team_barrier();
      work(team, first + b, b, sums);
    }
  };

  struct Restart {
    Array<double*, Exec> totals;
    Array<std::int64_t*, Exec> next;

    KOKKOS_FUNCTION void operator()(std::size_t i) const {
      totals(i) = 0;
      if (i == 0) next(0) = 0;
    }
  };

  struct Add {
    Array<double const**, Exec> buffers;
    Array<double*, Exec> totals;
    Array<std::int64_t*, Exec> next;
    int count;

    KOKKOS_FUNCTION void operator()(std::size_t i) const {
      double total = totals(i);
      for (int b = 0; b < count; ++b) total += buffers(b, i);
      totals(i) = total;
      if (i == 0) next(0) = 0;
    }
  };

 private:
  auto entries(Exec const& exec) const {
    return Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>(exec, 0, totals_.extent(0));
  }
  void restart(Exec const& exec) const {
    Kokkos::parallel_for(label_ + "::restart", entries(exec), Restart{totals_, next_});
  }
  void add(Exec const& exec, int count) const {
    Kokkos::parallel_for(label_ + "::add_blocks", entries(exec), Add{buffers_, totals_, next_, count});
  }

  std::string label_;
  Array<double**, Exec> buffers_;
  Array<double*, Exec> totals_;
  Array<std::int64_t*, Exec> next_;
};

}  // namespace mattis::detail
