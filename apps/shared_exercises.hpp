// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What `mattis bench --mpi` runs: a step of each of the things that processes share.
#include <mattis/core/execution.hpp>
#include <mattis/core/team.hpp>
#include <mattis/mpi/cost_model.hpp>

#include <functional>
#include <string>
#include <vector>

namespace mattis::command {

struct Exercise {
  std::string name;
  int repeats;                     ///< steps of a call
  std::function<void()> alone;     ///< this process's share, without a message
  std::function<void()> together;  ///< all, by all
  /// What the model makes of a step whose shares take `work` s.
  std::function<mpi::Cost(double work, int ranks, mpi::MessageTimes const& times, double adds)>
      cost;
};

std::vector<Exercise> shared_exercises(Kokkos::DefaultExecutionSpace const& exec, Team const& team);

/// A problem for which many nodes are used, of whose work a part was timed here.
struct Problem {
  std::string name;
  bool weak;  ///< it grows with the number of nodes
  std::function<mpi::Cost(int nodes, mpi::MessageTimes const& times, double adds)> cost;
};

/// Times parts of them, by all processes at a time. Collective.
std::vector<Problem> large_problems(Kokkos::DefaultExecutionSpace const& exec, Team const& team);

}  // namespace mattis::command
