// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Responses read from overlaps as they come, record by record.
#include <mattis/stimulus/programme.hpp>
#include <mattis/stimulus/scores.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mattis::stimulus {

/// What is on top of what: overlaps of P memories, or one number (the autapse).
struct WatchRule {
  double threshold = 0.5, fall_threshold = 0.5;
  bool magnitude = false;  ///< |m| counts: patterns and their negatives are one memory
  double dt = 0.01;
  std::int64_t steps = 0;  ///< the last record
};

/// Of all trials; each is read by one thread at a time.
class Watch {
 public:
  Watch(Programme const& programme, WatchRule const& rule, std::int64_t trials);

  /// Goes on from what was seen before; a record that was taken already may be taken again.
  /// \throws Error  where it has other trials or presentations
  void resume(Responses const& seen) const;

  /// Takes the overlaps m(0) .. m(P - 1) of record `step`; records come in rising order.
  template <class M>
  void take(std::int64_t trial, std::int64_t step, std::int64_t P, M const& m) const {
    auto const r = static_cast<std::size_t>(trial);
    for (std::size_t k = 0; k < shown_.size() && shown_[k].onset <= step; ++k) {
      auto const& one = shown_[k];
      double const target = value(m(one.target));
      if (step <= one.offset) {
        if (!seen_.passed(r, k) && target >= rule_.threshold) {
          seen_.passed(r, k) = 1;
          seen_.reaction_time(r, k) = static_cast<double>(step - one.onset) * rule_.dt;
        }
        if (step == one.offset) {
          seen_.held(r, k) = target >= rule_.threshold;
          seen_.error(r, k) = is_wrong(P, m, one.target, target);
        }
      } else if (step <= one.watched && seen_.held(r, k) && !seen_.fell(r, k) &&
                 target < rule_.fall_threshold) {
        seen_.fell(r, k) = 1;
        seen_.memory_length(r, k) = static_cast<double>(step - one.offset) * rule_.dt;
      }
    }
  }
  /// The trial's states are not finite from record `step` on.
  void overflow(std::int64_t trial, std::int64_t step) const {
    auto& first = seen_.overflow(static_cast<std::size_t>(trial));
    if (first < 0) first = step;
  }
  /// The first record, `end` or one before, at which the trial's states are not finite.
  std::int64_t finite_before(std::int64_t trial, std::int64_t end) const {
    auto const first = seen_.overflow(static_cast<std::size_t>(trial));
    return first < 0 ? end : std::min(first, end);
  }
  /// Whether the trial's states are finite at record `step`.
  bool is_finite(std::int64_t trial, std::int64_t step) const {
    return step < finite_before(trial, step + 1);
  }
  Responses const& responses() const { return seen_; }

 private:
  struct Shown {
    std::int64_t onset, offset, watched;  ///< records; memory is looked at up to `watched`
    std::int64_t target;
  };

  double value(double m) const { return rule_.magnitude ? std::abs(m) : m; }
  template <class M>
  bool is_wrong(std::int64_t P, M const& m, std::int64_t target, double of_target) const {
    if (P == 1) return of_target <= -rule_.threshold;
    for (std::int64_t mu = 0; mu < P; ++mu)
      if (mu != target && value(m(mu)) > of_target) return true;
    return false;
  }

  WatchRule rule_;
  std::vector<Shown> shown_;
  Responses seen_;
};

}  // namespace mattis::stimulus
