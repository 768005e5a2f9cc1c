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
  double warm_up = 4e-3;         ///< seconds of calls before the first that counts
  double timing = 1e-3;          ///< a call that is shorter is repeated within a timing, in seconds
  double long_call = 0.05;       ///< one of so many seconds needs no warming up, and is timed once
  int timings = 3;               ///< in rounds over all ways, each round in another order
  double two_are_enough = 5e-3;  ///< timings, of a call of so many seconds
  double disturbed = 1.3;        ///< so many times the least that a way has ever taken: timed again
  double pause = 0.02;           ///< seconds before that
};

/// The seconds of a call of each way: the least of its timings, so that what another program took
/// in one of them is in none. One that is disturbed all the same, by what it took in earlier
/// samples on other memory, waits and is timed again on the memory that it has: what lasts a tenth
/// of a second is not of the memory.
///
/// The warming up is of a few milliseconds because threads sleep by then: the first regions are
/// slow until they are awake.
/// \param least  that each way has ever taken; filled and lowered here. Empty at first
std::vector<double> sample(std::span<Way const> ways, std::vector<double>& least,
                           Sampling const& sampling = {});

}  // namespace mattis::detail
