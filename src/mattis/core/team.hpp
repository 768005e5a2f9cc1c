// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>

namespace mattis {

/// Processes that work on one call together, each called with the same arguments. An operation that
/// takes one shares its work among them and gives every one the same result, the bits of which do
/// not depend on how many there are. mattis::mpi makes one of an MPI communicator
/// (mpi/communicator.hpp); where none is given, a call is this process's alone.
///
/// The waiting calls end with Stopped where the call that they are made for is told to end
/// (core/stop.hpp), and with Error where another process failed.
class Team {
 public:
  virtual ~Team() = default;

  virtual int rank() const = 0;  ///< of this process, from 0
  virtual int size() const = 0;
  /// Processes that share this one's memory, itself included.
  virtual int on_node() const = 0;
  /// Whether send() and receive() take addresses of a device's memory.
  virtual bool takes_device_memory() const = 0;

  /// \param to, from  another rank; messages of two processes arrive in their order
  virtual void send(void const* data, std::size_t bytes, int to) const = 0;
  virtual void receive(void* data, std::size_t bytes, int from) const = 0;
  /// What rank `from` has goes to all.
  virtual void broadcast(void* data, std::size_t bytes, int from) const = 0;
  /// The least of all, to all.
  virtual double least(double value) const = 0;
};

/// Those that a call has, where `team` is the one that it was given.
inline int team_size(Team const* team) { return team == nullptr ? 1 : team->size(); }
inline int team_rank(Team const* team) { return team == nullptr ? 0 : team->rank(); }

/// The greatest of all, to all.
inline double greatest(Team const& team, double value) { return -team.least(-value); }

}  // namespace mattis
