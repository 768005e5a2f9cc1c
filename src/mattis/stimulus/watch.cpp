// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/stimulus/detail/take_over.hpp>
#include <mattis/stimulus/watch.hpp>

#include <algorithm>

namespace mattis::stimulus {

Watch::Watch(Programme const& programme, WatchRule const& rule, std::int64_t trials) : rule_(rule) {
  auto const& presentations = programme.presentations;
  auto const record = [&](double time) {
    return std::min<std::int64_t>(std::llround(time / rule.dt), rule.steps);
  };
  for (auto const& one : presentations)
    shown_.push_back({.onset = record(one.onset),
                      .offset = record(one.offset),
                      .watched = rule.steps,
                      .target = one.target});
  // What comes back is not kept: a memory is looked at until it is shown again.
  for (std::size_t k = 0; k < shown_.size(); ++k)
    for (std::size_t later = shown_.size(); later-- > k + 1;)
      if (shown_[later].target == shown_[k].target) shown_[k].watched = shown_[later].onset;

  auto const R = static_cast<std::size_t>(trials), K = shown_.size();
  using Flags = HostArray<std::int8_t**>;
  using Times = HostArray<double**>;
  seen_.passed = Flags("mattis::stimulus::passed", R, K);
  seen_.held = Flags("mattis::stimulus::held", R, K);
  seen_.fell = Flags("mattis::stimulus::fell", R, K);
  seen_.error = Flags("mattis::stimulus::error", R, K);
  seen_.reaction_time = Times("mattis::stimulus::reaction_time", R, K);
  seen_.memory_length = Times("mattis::stimulus::memory_length", R, K);
  seen_.reaction_window = HostArray<double*>("mattis::stimulus::reaction_window", K);
  seen_.memory_window = HostArray<double*>("mattis::stimulus::memory_window", K);
  for (std::size_t k = 0; k < K; ++k) {
    auto const& one = shown_[k];
    seen_.reaction_window(k) = static_cast<double>(one.offset - one.onset) * rule.dt;
    seen_.memory_window(k) = static_cast<double>(one.watched - one.offset) * rule.dt;
  }
  seen_.overflow = HostArray<std::int64_t*>("mattis::stimulus::overflow", R);
  for (std::size_t r = 0; r < R; ++r) {
    seen_.overflow(r) = -1;
    for (std::size_t k = 0; k < K; ++k) {
      seen_.reaction_time(r, k) = seen_.reaction_window(k);
      seen_.memory_length(r, k) = seen_.memory_window(k);
    }
  }
}

void Watch::resume(Responses const& seen) const {
  take_over("passed", seen.passed, seen_.passed);
  take_over("reaction_time", seen.reaction_time, seen_.reaction_time);
  take_over("held", seen.held, seen_.held);
  take_over("fell", seen.fell, seen_.fell);
  take_over("memory_length", seen.memory_length, seen_.memory_length);
  take_over("error", seen.error, seen_.error);
  take_over("overflow", seen.overflow, seen_.overflow);
}

}  // namespace mattis::stimulus
