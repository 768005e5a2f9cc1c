// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/checkpoint_hooks.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/core/stop.hpp>

#include <optional>
#include <utility>

namespace mattis::detail {

/// A long call between two checkpoints: keeps the last state that it could go on from, until it is
/// saved.
template <class State>
class LatestState {
 public:
  LatestState(CheckpointHooks<State> const& hooks, StoppableCall const& call)
      : hooks_(hooks), call_(call) {}

  void begin_step() {
    if (call_.request() != nullptr) call_.request()->grant(patience_seconds);
    step_ = Clock();
  }
  bool stopping() const { return call_.request() != nullptr && call_.request()->made(); }
  /// Whether the state after this step is worth a copy.
  bool wants_step() {
    due_ = hooks_.is_due();
    return hooks_.save && (due_ || stopping() || step_.seconds() > slow_seconds);
  }
  bool wants_group() {
    due_ = hooks_.is_due();
    return bool(hooks_.save);
  }
  void keep(State state) {
    state_ = std::move(state);
    if (due_) hooks_.save(*state_);
  }
  /// \throws Stopped  where it is asked for
  void end_step() const {
    if (stopping()) throw Stopped();
  }
  void save() const {
    if (state_ && hooks_.save) hooks_.save(*state_);
  }

 private:
  // A step that takes less is finished where a stop is asked for; of longer ones, which are left,
  // the state before is kept.
  static constexpr double patience_seconds = 0.3;
  static constexpr double slow_seconds = 0.05;

  CheckpointHooks<State> const& hooks_;
  StoppableCall const& call_;
  Clock step_;
  bool due_ = false;
  std::optional<State> state_;
};

}  // namespace mattis::detail
