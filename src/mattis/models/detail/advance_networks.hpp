// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// How simulate() goes through time and through its groups of networks.
#include <mattis/core/clock.hpp>
#include <mattis/core/detail/latest_state.hpp>
#include <mattis/models/detail/continuous_network.hpp>
#include <mattis/models/detail/shared_groups.hpp>
#include <mattis/models/detail/simulation_records.hpp>
#include <mattis/models/network.hpp>
#include <mattis/models/shared_network.hpp>
#include <mattis/models/simulate.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace mattis::detail {

/// Rows of the results.
inline std::int64_t network_count(SimulateOptions const& options) {
  return std::int64_t{options.trials} * options.cues;
}

/// A network by the integrator of the options.
template <ExecutionSpace Exec, Real T>
class NetworkInTime {
 public:
  NetworkInTime(Exec const& exec, PatternSet<Exec> const& xi, Dense const& model,
                SimulateOptions const& options, Network<Exec, T>& network,
                std::function<void()> watch, Arena<Exec> const& arena)
      : options_(options), network_(network) {
    if constexpr (std::is_same_v<T, double>) {
      if (options.integrator == Integrator::cvode)
        continuous_.emplace(exec, xi, model, options, std::move(watch), arena);
    }
  }

  /// From the state that the network has.
  void begin(Exec const& exec) {
    if constexpr (std::is_same_v<T, double>) {
      if (continuous_) continuous_->start(exec, network_.state());
    }
  }
  /// Records step t and, but for the last, goes on to the next.
  void step(Exec const& exec, int t) {
    if constexpr (std::is_same_v<T, double>) {
      if (continuous_) {
        network_.record(exec, t);
        if (t + 1 < options_.T) network_.move_to(exec, continuous_->at((t + 1) * options_.dt));
        return;
      }
    }
    network_.step(exec, t);
  }
  /// Steps of the integrator for T records.
  std::int64_t steps() const {
    if constexpr (std::is_same_v<T, double>) {
      if (continuous_) return continuous_->steps();
    }
    return options_.T - 1;
  }

 private:
  SimulateOptions const& options_;
  Network<Exec, T>& network_;
  std::optional<ContinuousNetwork<Exec>> continuous_;
};

/// A network whose patterns are shared.
template <ExecutionSpace Exec, Real T>
struct SharedInTime {
  SharedNetwork<Exec, T>& network;
  int records;

  void begin(Exec const&) const {}
  void step(Exec const& exec, int t) const { network.step(exec, t); }
  std::int64_t steps() const { return records - 1; }
};

/// The networks of `options`, whose team takes one group each.
/// \param network  of groups of this shape   \param in_time  the same, by the integrator
/// \param a  the model's amplitudes   \param draw  the patterns of a group from a trial on
template <Real T, ExecutionSpace Exec, class AnyNetwork, class InTime, class Draw>
Simulation advance_all(Exec const& exec, Dense const& model, SimulateOptions const& options,
                       NetworkShape const& shape, AnyNetwork& network, InTime& in_time,
                       Array<double const*, Exec> const& a, Draw const& draw,
                       LatestState<SimulationCheckpoint>& latest) {
  Clock const clock;
  auto result =
      allocate_results(network_count(options), shape.T, shape.K, options.save_states ? shape.N : 0);
  result.P = shape.P;
  double const noise = initial_noise(model);

  auto const* const resume = options.checkpoint.resume.get();
  if (resume != nullptr) take_over(*resume, shape, options, result);
  double const before = resume != nullptr ? resume->results.wall_seconds : 0;
  result.steps = resume != nullptr ? resume->results.steps : 0;
  auto const* const team = options.team;
  bool const shared = team_size(team) > 1;
  std::int64_t const all = network_count(options);
  std::int64_t row = 0, drawn = -1;  // the next network, and the trial whose patterns are there
  bool resumed = false;              // within a group; shared ones begin it anew
  if (resume != nullptr) {
    row = resume->trial * options.cues + resume->cue;
    auto const kept = static_cast<std::int64_t>(resume->x.extent(0));
    if (resume->t == options.T) row = group_at(row, kept, options).end();
    resumed = resume->t < options.T && !shared;
  }
  // The last group is completed with networks that nobody asked for, so that one plan serves all
  // groups.
  while (row < all) {
    auto const groups = groups_at(row, shape.networks(), options);
    auto const rank = static_cast<std::size_t>(team_rank(team));
    std::int64_t const end = groups.back().end();
    std::int64_t steps = 0;
    if (rank < groups.size()) {
      auto const& group = groups[rank];
      latest.begin_step();
      if (group.trial != drawn) draw(group.trial);
      drawn = group.trial;
      if (resumed) {
        network.start(exec, device_state<T>(exec, resume->x));
      } else {
        network.start(exec, a, noise, options.seed, group.trial, group.cue);
      }
      in_time.begin(exec);
      int collected = resumed ? resume->t : 0;
      for (int t = collected; t < shape.T; ++t) {
        latest.begin_step();
        in_time.step(exec, t);
        if (options.progress) {
          double const done =
              static_cast<double>(row) + static_cast<double>(end - row) * (t + 1) / shape.T;
          exec.fence("mattis::simulation::progress");
          options.progress(
              {.stage = "trial", .fraction = std::min(1.0, done / static_cast<double>(all))});
        }
        if (t + 1 == shape.T) break;
        // In continuous time no state between is one: how CVODE came there decides how it goes on.
        if (!shared && options.integrator != Integrator::cvode && latest.wants_step()) {
          collect(exec, network, result, {group.row, group.networks, collected, t + 1});
          collected = t + 1;
          result.wall_seconds = before + clock.seconds();
          latest.keep({group.trial, group.cue, collected, host_state(exec, network), result});
        }
        latest.end_step();
      }
      collect(exec, network, result, {group.row, group.networks, collected, shape.T});
      steps = group.networks * in_time.steps();
    }
    if (shared) steps = hand_on(*team, groups, result, steps);
    result.steps += steps;
    resumed = false;
    row = end;
    if (row >= all) break;
    if (latest.wants_group()) {
      auto const& group = groups.back();
      result.wall_seconds = before + clock.seconds();
      latest.keep({group.trial, group.cue, shape.T, host_state(exec, network), result});
    }
    latest.end_step();
  }
  result.wall_seconds = before + clock.seconds();
  return result;
}

}  // namespace mattis::detail
