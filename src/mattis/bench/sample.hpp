// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// One sample of each of several ways to do one thing.
#include <functional>
#include <span>
#include <vector>

namespace mattis::detail {

/// The seconds that `repeats` calls take.
using Way = std::function<double(int repeats)>;

struct Sampling {
  double warm_up = 4e-3;    ///< seconds of calls before the first that counts
  double timing = 1e-3;     ///< a call that is shorter is repeated within a timing, in seconds
  double long_call = 0.05;  ///< one of so many seconds needs no warming up, and is timed once
  int timings = 3;          ///< in rounds over all ways, each round in another order
};

/// The seconds of a call of each way: the least of its timings, so that what another program took
/// in one of them is in none.
///
/// The warming up is of a few milliseconds because threads sleep by then: the first regions are
/// slow until they are awake, and small loops stay on the calling thread for a while after
/// (core/launch.cpp).
std::vector<double> sample(std::span<Way const> ways, Sampling const& sampling = {});

}  // namespace mattis::detail
