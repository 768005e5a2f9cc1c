// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/team.hpp>
#include <mattis/models/simulate.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace mattis::detail {

/// Networks that are advanced together, trials or the cues of one trial.
struct NetworkGroup {
  std::int64_t row;  ///< of the results, of the first
  std::int64_t trial, cue;
  std::int64_t networks;

  std::int64_t end() const { return row + networks; }
};

/// The group that begins with a row, of at most so many networks.
inline NetworkGroup group_at(std::int64_t row, std::int64_t most, SimulateOptions const& options) {
  std::int64_t const trial = row / options.cues, cue = row % options.cues;
  std::int64_t const left = options.cues == 1 ? options.trials - trial : options.cues - cue;
  return {row, trial, cue, std::min(most, left)};
}

/// The groups from a row on that the processes of the options' team take at once, one each.
inline std::vector<NetworkGroup> groups_at(std::int64_t row, std::int64_t most,
                                           SimulateOptions const& options) {
  std::int64_t const all = std::int64_t{options.trials} * options.cues;
  std::vector<NetworkGroup> groups;
  while (row < all && static_cast<int>(groups.size()) < team_size(options.team)) {
    groups.push_back(group_at(row, most, options));
    row = groups.back().end();
  }
  return groups;
}

/// What each process has computed of its group, to all. \return the sum of their `steps`
inline std::int64_t hand_on(Team const& team, std::vector<NetworkGroup> const& groups,
                            Simulation const& result, std::int64_t steps) {
  std::int64_t all_steps = 0;
  for (int rank = 0; rank < static_cast<int>(groups.size()); ++rank) {
    auto const& group = groups[static_cast<std::size_t>(rank)];
    std::int64_t of_rank = steps;
    team.broadcast(&of_rank, sizeof of_rank, rank);
    all_steps += of_rank;
    for (auto const& array : {result.m, result.E, result.x, result.phi}) {
      std::size_t const of_network = array.extent(1) * array.extent(2);
      if (array.size() == 0) continue;
      team.broadcast(array.data() + static_cast<std::size_t>(group.row) * of_network,
                     static_cast<std::size_t>(group.networks) * of_network * sizeof(double), rank);
    }
  }
  return all_steps;
}

}  // namespace mattis::detail
