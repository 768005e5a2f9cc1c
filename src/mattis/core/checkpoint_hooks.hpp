// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <functional>
#include <memory>

namespace mattis {

/// How a long call that may be ended at any moment goes on later. `State` is where it stands
/// between two steps; one that is saved is good during the call of `save`.
template <class State>
struct CheckpointHooks {
  std::function<bool()> due = {};  ///< whether to save now, asked between steps
  std::function<void(State const&)> save =
      {};  ///< called where it is due, and before a call ends with Stopped
  std::shared_ptr<State const> resume = nullptr;  ///< where to go on; null: from the start

  bool is_due() const { return save && due && due(); }
  /// Whether states are wanted at all: one that an error ends is saved too, where going on with
  /// other options helps.
  bool is_wanted() const { return save != nullptr; }
};

}  // namespace mattis
