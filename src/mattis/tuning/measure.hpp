// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Several ways to do one thing, timed so that what else the machine does meets all of them alike:
// in rounds, each way once a round, the rounds in turning order.
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace mattis::tuning {

struct Limits {
  double seconds = 1;      ///< of all ways together; exceeded by one call at most
  int rounds = 31;         ///< most
  double sample = 200e-6;  ///< a call that is shorter is repeated within a round, in seconds
  double hopeless =
      1.25;              ///< a way whose best of three rounds is so many times the best is dropped
  int least_rounds = 0;  ///< whatever time they take
};

/// The seconds of a call of one way, round by round; fewer than the first's where it was dropped.
struct Samples {
  std::vector<double> seconds;
  bool dropped = false;
};

struct Measurement {
  std::vector<Samples> ways;
  bool complete = false;  ///< the limit of time did not end it
};

/// Calls each way, which is done when it returns, once to warm up and then in rounds. The first is
/// timed first and never dropped.
Measurement measure(std::span<std::function<void()> const> ways, Limits const& limits = {});

/// A ratio of times with its 95 % interval, from the rounds that both were in: the median of the
/// rounds' ratios, and the order statistics that hold the true median in 95 of 100 cases.
struct Ratio {
  double median = 1;
  double low = 0;
  double high = 0;  ///< low..high is 0..infinity with fewer than six rounds
  int rounds = 0;
};
Ratio ratio(Samples const& of, Samples const& to);

}  // namespace mattis::tuning
