// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What a shared call costs (docs/cluster.md), from the times of messages and of work: the messages
// of core/block_tree.hpp and of broadcasts are passed between clocks instead of processes.
#include <mattis/core/block_tree.hpp>
#include <mattis/mpi/message_times.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace mattis::mpi {

/// When each of some processes has done what it was given so far. A process works, sends and
/// receives one thing at a time; what it sends goes out, and what it receives comes in, at the
/// bandwidth.
class ProcessClocks {
 public:
  ProcessClocks(int ranks, MessageTimes const& times);

  int ranks() const { return static_cast<int>(clocks_.size()); }
  void work(int rank, double seconds) { clock(rank).now += seconds; }
  void message(double bytes, int from, int to);
  void broadcast(double bytes, int from);
  /// Sums of a tree, each process having those of its blocks, and the total to all.
  /// \param add  s for adding two of them
  void add_shares(detail::BlockTree const& tree, double bytes, double add);

  /// Seconds until the last has done all.
  double seconds() const;
  std::int64_t messages() const { return messages_; }
  double bytes() const { return bytes_; }

 private:
  struct OfProcess {
    double now = 0, sent = 0, received = 0;  // when its link is free again
  };

  OfProcess& clock(int rank) { return clocks_[static_cast<std::size_t>(rank)]; }
  void add_node(detail::BlockTree const& tree, int level, std::int64_t index, double bytes,
                double add);

  std::vector<OfProcess> clocks_;
  MessageTimes const* times_;
  std::int64_t messages_ = 0;
  double bytes_ = 0;
};

/// A step whose blocks are shared and whose sums go up the tree: a sweep of the mean-field theory,
/// a pass through time (many sums), a step of a network whose patterns are shared.
struct SummedStep {
  double each = 0;          ///< s of every process, however many there are
  double block = 0;         ///< s of a block
  std::int64_t blocks = 1;  ///< of all processes
  int most_levels = 12;     ///< BlockSums::most_levels
  double entries = 1;       ///< numbers of a sum
  int sums = 1;             ///< of a step
};

/// Networks that are shared, and whose results go to all in the end.
struct SharedNetworks {
  double network = 0;         ///< s of one, with all its steps
  std::int64_t networks = 1;  ///< rows of the results
  std::int64_t together = 1;  ///< most in a group
  double bytes = 8;           ///< of the results of one, in two arrays
};

struct Cost {
  double seconds;
  std::int64_t messages;
  double bytes;  ///< of all messages
};

/// \param add_bandwidth  bytes/s at which one array is added to another
Cost cost_of(SummedStep const& step, int ranks, MessageTimes const& times, double add_bandwidth);
Cost cost_of(SharedNetworks const& call, int ranks, MessageTimes const& times);

}  // namespace mattis::mpi
