// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/team.hpp>

#include <mpi.h>

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace mattis::mpi {

/// Why another process of a communicator left before its work was done.
struct Failure {
  int rank;
  int code;  ///< the exit code that it leaves with
  std::string message;
  bool speaks = true;  ///< false: it was found stopped by others
};

/// The processes of an MPI communicator as the team that a call is shared by (core/team.hpp): any
/// MPI 3, which the program starts (a level of MPI_THREAD_FUNNELED is enough) and ends. All calls
/// are made by the thread that calls the operation. Whoever waits looks for a told end and for a
/// failure elsewhere, and sleeps between looks from a fraction of a millisecond on, so that more
/// ranks than processors do not starve each other. A process that is stopped (SIGSTOP) while others
/// of its machine wait and run has failed after ten seconds of that.
class Communicator final : public Team {
 public:
  /// Messages go over a duplicate: they meet none of the program's. Collective.
  explicit Communicator(MPI_Comm communicator);
  ~Communicator() override;
  Communicator(Communicator const&) = delete;
  Communicator& operator=(Communicator const&) = delete;

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  int on_node() const override { return static_cast<int>(neighbours_.size()); }
  bool takes_device_memory() const override { return takes_device_memory_; }

  void send(void const* data, std::size_t bytes, int to) const override;
  void receive(void* data, std::size_t bytes, int from) const override;
  void broadcast(void* data, std::size_t bytes, int from) const override;
  double least(double value) const override;

  /// Tells the others, once, that this process leaves early; they end what they wait for. Not
  /// collective.
  void report(int code, std::string const& message) const;
  /// What another reported, where that was seen.
  std::optional<Failure> const& failure() const { return failure_; }
  /// Looks whether another reported; does not wait.
  void look() const;
  /// Waits until all have come here, at most so many seconds, and not for one that is found
  /// stopped. \return whether all have
  bool meet(double seconds) const;

 private:
  class Watch;
  struct Neighbour {  // on this machine; a process has both numbers to itself
    int rank;
    pid_t id;
    unsigned long long started;
  };

  void wait(MPI_Request& request) const;
  void find_neighbours();
  void tell(Failure const& failure) const;

  MPI_Comm messages_ = MPI_COMM_NULL, alarms_ = MPI_COMM_NULL;
  int rank_ = 0, size_ = 1;
  std::vector<Neighbour> neighbours_;  // this process included
  bool takes_device_memory_ = false;
  mutable std::optional<Failure> failure_;
  mutable bool reported_ = false;
  mutable std::vector<char> alarm_;  // what was reported, while it is being sent
};

}  // namespace mattis::mpi
