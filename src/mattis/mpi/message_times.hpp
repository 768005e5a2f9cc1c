// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/team.hpp>

#include <vector>

namespace mattis::mpi {

/// How long messages take, by their size.
class MessageTimes {
 public:
  struct Row {
    double bytes;
    double one_way;  ///< s until the receiver has it
    double busy;     ///< s that the sender waits: about none where MPI keeps a copy of it
  };

  /// \param measured  by size, the smallest first; one at least
  explicit MessageTimes(std::vector<Row> measured);
  /// Of a network that is known by two numbers, in s and bytes/s; the sender of more than 64 KiB
  /// waits.
  MessageTimes(double latency, double bandwidth);

  /// Straight lines between the sizes that were measured, the last one's slope beyond.
  double one_way(double bytes) const { return at(bytes, &Row::one_way); }
  double busy(double bytes) const { return at(bytes, &Row::busy); }
  /// Of the smallest message, s.
  double latency() const { return rows_.front().one_way; }
  /// Of large ones, bytes/s.
  double bandwidth() const;
  std::vector<Row> const& rows() const { return rows_; }

 private:
  double at(double bytes, double Row::*seconds) const;

  std::vector<Row> rows_;
};

/// Messages between the first process and up to seven others, spread over the ranks; of each size
/// the median of the pair that is slowest. Collective; all get the times. Two processes at least.
MessageTimes measure_messages(Team const& team);

}  // namespace mattis::mpi
