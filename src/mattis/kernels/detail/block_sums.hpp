// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/detail/team_launch.hpp>
#include <mattis/core/scratch.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace mattis::detail {

/// Sums of blocks of samples with the same bits for any number of threads and of buffers.
///
/// Blocks are worked off in waves. In a wave every buffer takes the sums of one block, starting
/// from zero; then the buffers are added to the totals, entry by entry in the order of the blocks.
template <ExecutionSpace Exec>
class BlockSums {
 public:
  BlockSums() = default;
  BlockSums(Exec const& exec, std::string const& label, std::size_t entries, int buffers)
      : BlockSums(Arena<Exec>(exec), label, entries, buffers) {}
  BlockSums(Arena<Exec> const& arena, std::string const& label, std::size_t entries, int buffers)
      : labels_{label + "::wave", label + "::restart", label + "::add_blocks"},
        buffers_(arena.template take<Array<double**, Exec>>(label + "::buffers", buffers, entries)),
        totals_(arena.template take<Array<double*, Exec>>(label + "::totals", entries)) {}

  static std::size_t bytes(std::size_t entries, int buffers) {
    return (static_cast<std::size_t>(buffers) + 1) * entries * sizeof(double);
  }

  /// Buffers of a plan for `workers` threads: several for each, so that one that is held up delays
  /// nobody until the end of the wave, but no more than 64 MiB where one each is less.
  static int buffers_for(std::size_t entries, int workers, int most_of_worker = 16) {
    std::size_t const affordable =
        (std::size_t{1} << 26) / (entries * sizeof(double) * static_cast<std::size_t>(workers));
    return workers * static_cast<int>(std::clamp<std::size_t>(
                         affordable, 1, static_cast<std::size_t>(most_of_worker)));
  }

  /// No fewer bytes than buffers_for() comes to, and not fewer for more entries.
  static std::size_t most_buffer_bytes(std::size_t entries, int workers, int most_of_worker = 16) {
    std::size_t const one_each = entries * sizeof(double) * static_cast<std::size_t>(workers);
    return std::max(one_each, std::min(one_each * static_cast<std::size_t>(most_of_worker),
                                       std::size_t{1} << 26));
  }

  /// Buffers of a single call, which also pays for the first touch of their memory.
  static int few_buffers_for(int workers) { return 2 * workers; }

  Array<double*, Exec> const& totals() const { return totals_; }
  int buffers() const { return static_cast<int>(buffers_.extent(0)); }

  /// Runs work(worker, block, sums) on the host for each of `blocks` blocks, by at most `workers`
  /// threads. \param nanoseconds  about what a block takes
  template <class Work>
  void run_workers(Exec const& exec, std::int64_t blocks, double nanoseconds, int workers,
                   Work const& work) const {
    restart(exec);
    for (std::int64_t first = 0; first < blocks; first += buffers()) {
      int const count = static_cast<int>(std::min<std::int64_t>(buffers(), blocks - first));
      for_items(exec, labels_.wave, {count, nanoseconds, workers}, [&](int worker, std::int64_t b) {
        double* const sums = &buffers_(static_cast<std::size_t>(b), 0);
        std::fill_n(sums, buffers_.extent(1), 0.0);
        work(worker, first + b, sums);
      });
      add(exec, count);
    }
  }

  /// Runs work(team, block, buffer, sums) by one team for each of `blocks` blocks;
  /// make_policy(count) is the policy of a wave, after which after_wave(buffers, first, count) may
  /// launch what adds to the sums of its blocks.
  template <class MakePolicy, class Work, class AfterWave>
  void run_teams(Exec const& exec, std::int64_t blocks, MakePolicy const& make_policy,
                 Work const& work, AfterWave const& after_wave) const {
    restart(exec);
    for (std::int64_t first = 0; first < blocks; first += buffers()) {
      int const count = static_cast<int>(std::min<std::int64_t>(buffers(), blocks - first));
      for_teams(exec, labels_.wave, make_policy(count), TeamWave<Work>{buffers_, first, work});
      after_wave(buffers_, first, count);
      add(exec, count);
    }
  }
  template <class MakePolicy, class Work>
  void run_teams(Exec const& exec, std::int64_t blocks, MakePolicy const& make_policy,
                 Work const& work) const {
    run_teams(exec, blocks, make_policy, work,
              [](Array<double**, Exec> const&, std::int64_t, int) {});
  }

  // What a kernel runs is public: nvcc names it in the host code that it generates.
  template <class Work>
  struct TeamWave {
    Array<double**, Exec> buffers;
    std::int64_t first;
    Work work;

    KOKKOS_FUNCTION void operator()(typename Kokkos::TeamPolicy<Exec>::member_type const& team,
                                    int b) const {
      double* const sums = &buffers(static_cast<std::size_t>(b), 0);
      Kokkos::parallel_for(Kokkos::TeamVectorRange(team, static_cast<int>(buffers.extent(1))),
                           [&](int i) { sums[i] = 0; });
      team.team_barrier();
      work(team, first + b, b, sums);
    }
  };

  struct Restart {
    Array<double*, Exec> totals;

    KOKKOS_FUNCTION void operator()(std::int64_t i) const { totals(i) = 0; }
  };

  struct Add {
    Array<double const**, Exec> buffers;
    Array<double*, Exec> totals;
    int count;

    KOKKOS_FUNCTION void operator()(std::int64_t i) const {
      double total = totals(i);
      for (int b = 0; b < count; ++b) total += buffers(b, i);
      totals(i) = total;
    }
  };

 private:
  std::int64_t entries() const { return static_cast<std::int64_t>(totals_.extent(0)); }
  void restart(Exec const& exec) const {
    for_entries(exec, labels_.restart, {entries(), 0.2}, Restart{totals_});
  }
  void add(Exec const& exec, int count) const {
    for_entries(exec, labels_.add_blocks, {entries(), 0.5 * count + 0.5},
                Add{buffers_, totals_, count});
  }

  struct Labels {
    std::string wave, restart, add_blocks;
  };

  Labels labels_;  // made once: runs allocate nothing
  Array<double**, Exec> buffers_;
  Array<double*, Exec> totals_;
};

}  // namespace mattis::detail
