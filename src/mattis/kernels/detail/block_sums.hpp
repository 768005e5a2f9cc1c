// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/block_tree.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/detail/team_launch.hpp>
#include <mattis/core/host_copy.hpp>
#include <mattis/core/scratch.hpp>
#include <mattis/core/team.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace mattis::detail {

/// The blocks that a process sums, of all that there are.
struct BlockShare {
  BlockTree tree;
  Team const* team;  ///< null: all are this process's
  std::int64_t first_leaf, end_leaf;

  BlockShare(std::int64_t blocks, int most_levels, Team const* shared_by)
      : tree(blocks, most_levels),
        team(shared_by),
        first_leaf(tree.first_leaf(team_rank(team), team_size(team))),
        end_leaf(tree.first_leaf(team_rank(team) + 1, team_size(team))) {}

  std::int64_t first() const { return tree.first_block(first_leaf); }
  std::int64_t end() const { return tree.first_block(end_leaf); }
  std::int64_t count() const { return end() - first(); }
};

/// Sums of blocks of samples with the same bits for any number of threads, of buffers and of the
/// processes of a team.
///
/// Blocks are worked off in waves. In a wave every buffer takes the sums of one block, starting
/// from zero; then the buffers are added, entry by entry in the order of BlockTree, on a stack of
/// sums whose lowest is the total in the end.
template <ExecutionSpace Exec>
class BlockSums {
 public:
  BlockSums() = default;
  BlockSums(Exec const& exec, std::string const& label, std::size_t entries, int buffers)
      : BlockSums(Arena<Exec>(exec), label, entries, buffers) {}
  BlockSums(Arena<Exec> const& arena, std::string const& label, std::size_t entries, int buffers)
      : labels_{label + "::wave", label + "::add_blocks", label + "::add_shares"},
        buffers_(arena.template take<Array<double**, Exec>>(label + "::buffers", buffers, entries)),
        stack_(arena.template take<Array<double**, Exec>>(label + "::totals", rows(entries),
                                                          entries)) {
    arena.reserve(most_stack_bytes(entries) - stack_bytes(entries));
  }

  static std::size_t bytes(std::size_t entries, int buffers) {
    return (static_cast<std::size_t>(buffers) + static_cast<std::size_t>(rows(entries))) * entries *
           sizeof(double);
  }

  /// Levels of the tree: as many as let thousands of processes have equal shares, fewer where the
  /// stack's sums are large (4 MiB: those of 700 steps, 16 MiB: of 1400).
  static int most_levels(std::size_t entries) {
    std::size_t const bytes = entries * sizeof(double);
    return bytes <= few_bytes ? 12 : bytes <= some_bytes ? 10 : 8;
  }
  /// What this process has of so many blocks.
  static BlockShare share(std::size_t entries, std::int64_t blocks, Team const* team) {
    return {blocks, most_levels(entries), team};
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

  Array<double*, Exec> totals() const { return row(0); }
  int buffers() const { return static_cast<int>(buffers_.extent(0)); }

  /// Runs work(worker, block, sums) on the host for each of the blocks 0 .. blocks - 1 that are
  /// this process's, by at most `workers` threads. \param nanoseconds  about what a block takes
  template <class Work>
  void run_workers(Exec const& exec, std::int64_t blocks, double nanoseconds, int workers,
                   Work const& work, Team const* team = nullptr) const {
    auto const own = share(entries(), blocks, team);
    int height = 0;
    for (std::int64_t first = own.first(); first < own.end(); first += buffers()) {
      int const count = static_cast<int>(std::min<std::int64_t>(buffers(), own.end() - first));
      for_items(exec, labels_.wave, {count, nanoseconds, workers}, [&](int worker, std::int64_t b) {
        double* const sums = &buffers_(static_cast<std::size_t>(b), 0);
        std::fill_n(sums, buffers_.extent(1), 0.0);
        work(worker, first + b, sums);
      });
      height = add(exec, own, first, count, height);
    }
    add_shares(exec, own);
  }

  /// Runs work(team, block, buffer, sums) by one team of threads for each of these blocks;
  /// make_policy(count) is the policy of a wave, after which after_wave(buffers, first, count) may
  /// launch what adds to the sums of its blocks.
  template <class MakePolicy, class Work, class AfterWave>
  void run_teams(Exec const& exec, std::int64_t blocks, MakePolicy const& make_policy,
                 Work const& work, AfterWave const& after_wave, Team const* team = nullptr) const {
    run_waves(exec, blocks, team, [&](std::int64_t first, int count) {
      for_teams(exec, labels_.wave, make_policy(count), TeamWave<Work>{buffers_, first, work});
      after_wave(buffers_, first, count);
    });
  }

  /// Calls wave(first, count) for consecutive ranges of them, no longer than there are buffers; it
  /// writes the sums of block first + b to buffer b.
  template <class Wave>
  void run_waves(Exec const& exec, std::int64_t blocks, Team const* team, Wave const& wave) const {
    auto const own = share(entries(), blocks, team);
    int height = 0;
    for (std::int64_t first = own.first(); first < own.end(); first += buffers()) {
      int const count = static_cast<int>(std::min<std::int64_t>(buffers(), own.end() - first));
      wave(first, count);
      height = add(exec, own, first, count, height);
    }
    add_shares(exec, own);
  }
  Array<double**, Exec> const& wave_buffers() const { return buffers_; }

  /// Adds what the processes of a team have, up the rest of the tree; every one gets the total. The
  /// last part of a run, public for those who time it.
  void add_shares(Exec const& exec, BlockShare const& own) const {
    if (team_size(own.team) == 1) return;
    exec.fence("mattis::block_sums::shares");
    int next = 0;
    add_node(exec, own, own.tree.levels(), 0, next);
    move_sums(exec, *own.team, row(0), [&](double* sums, std::size_t bytes) {
      own.team->broadcast(sums, bytes, own.tree.owner(0, own.team->size()));
    });
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

  /// Blocks of one launch of Add, which takes what to merge as arguments.
  static constexpr int most_blocks = 64;

  struct Add {
    Array<double const**, Exec> buffers;
    Array<double**, Exec> stack;
    int first, count;  // buffers
    int height;        // of the stack before
    std::uint8_t merges[most_blocks];

    KOKKOS_FUNCTION void operator()(std::int64_t i) const {
      int rows = height;
      double top = rows > 0 ? stack(rows - 1, i) : 0;
      for (int b = 0; b < count; ++b) {
        double const sum = buffers(first + b, i);
        if (merges[b] == 0) {
          if (rows > 0) stack(rows - 1, i) = top;
          ++rows;
          top = sum;
          continue;
        }
        top += sum;
        for (int merged = 1; merged < merges[b]; ++merged) top += stack(--rows - 1, i);
      }
      stack(rows - 1, i) = top;
    }
  };

  struct AddRow {
    Array<double*, Exec> to;
    Array<double const*, Exec> from;

    KOKKOS_FUNCTION void operator()(std::int64_t i) const { to(i) += from(i); }
  };

 private:
  static constexpr std::size_t few_bytes = std::size_t{4} << 20, some_bytes = std::size_t{16} << 20;

  static int rows(std::size_t entries) { return BlockTree::rows(most_levels(entries)); }
  static std::size_t stack_bytes(std::size_t entries) {
    return static_cast<std::size_t>(rows(entries)) * entries * sizeof(double);
  }
  /// Not fewer for more entries.
  static std::size_t most_stack_bytes(std::size_t entries) {
    std::size_t most = stack_bytes(entries);
    for (std::size_t const bytes : {few_bytes, some_bytes})
      if (bytes < entries * sizeof(double))
        most = std::max(most, stack_bytes(bytes / sizeof(double)));
    return most;
  }
  std::size_t entries() const { return stack_.extent(1); }
  Array<double*, Exec> row(int r) const {
    return Array<double*, Exec>(stack_.data() + static_cast<std::size_t>(r) * entries(), entries());
  }

  /// Puts the wave on the stack. \return its height
  int add(Exec const& exec, BlockShare const& own, std::int64_t first_block, int count,
          int height) const {
    for (int first = 0; first < count; first += most_blocks) {
      Add part{buffers_, stack_, first, std::min(most_blocks, count - first), height, {}};
      for (int b = 0; b < part.count; ++b) {
        int const merges = own.tree.merges(first_block + first + b, own.first_leaf);
        part.merges[b] = static_cast<std::uint8_t>(merges);
        height += 1 - merges;
      }
      for_entries(exec, labels_.add_blocks,
                  {static_cast<std::int64_t>(entries()), 0.5 * part.count + 0.5}, part);
    }
    return height;
  }

  /// \param next  row of this process's next node   \return the node's row; less than 0 where
  /// another process has it
  int add_node(Exec const& exec, BlockShare const& own, int level, std::int64_t index,
               int& next) const {
    auto const& team = *own.team;
    std::int64_t const first = index << level, end = (index + 1) << level;
    int const owner = own.tree.owner(first, team.size());
    if (own.tree.owner(end - 1, team.size()) == owner) return owner == team.rank() ? next++ : -1;
    int const left = add_node(exec, own, level - 1, 2 * index, next);
    int const right = add_node(exec, own, level - 1, 2 * index + 1, next);
    int const other = own.tree.owner(first + (end - first) / 2, team.size());
    if (owner == other && left >= 0) {
      add_row(exec, row(left), row(right));
    } else if (owner == team.rank()) {
      Array<double*, Exec> const received(buffers_.data(), entries());  // no wave is under way
      move_sums(exec, team, received,
                [&](double* sums, std::size_t bytes) { team.receive(sums, bytes, other); });
      add_row(exec, row(left), received);
    } else if (other == team.rank()) {
      move_sums(exec, team, row(right),
                [&](double* sums, std::size_t bytes) { team.send(sums, bytes, owner); });
    }
    return left;
  }
  void add_row(Exec const& exec, Array<double*, Exec> const& to,
               Array<double*, Exec> const& from) const {
    for_entries(exec, labels_.add_shares, {static_cast<std::int64_t>(entries()), 0.5},
                AddRow{to, from});
    exec.fence("mattis::block_sums::shares");
  }

  /// Calls move(data, bytes) with sums where a message can read and write them: themselves, or a
  /// copy on the host that becomes them.
  template <class Move>
  void move_sums(Exec const& exec, Team const& team, Array<double*, Exec> const& there,
                 Move const& move) const {
    std::size_t const bytes = entries() * sizeof(double);
    if (is_host_execution_space<Exec> || team.takes_device_memory())
      return move(there.data(), bytes);
    auto const here = host_copy(exec, there);
    exec.fence("mattis::block_sums::shares");
    move(here.data(), bytes);
    Kokkos::deep_copy(exec, there, here);
    exec.fence("mattis::block_sums::shares");
  }

  struct Labels {
    std::string wave, add_blocks, add_shares;
  };

  Labels labels_;  // made once: runs allocate nothing
  Array<double**, Exec> buffers_;
  Array<double**, Exec> stack_;
};

}  // namespace mattis::detail
