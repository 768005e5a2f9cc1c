// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// When rows are timed: not one after the other but all in turn, again and again, so that a bad
// second of the machine is in one sample of many rows and not in all samples of one.
#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <vector>

namespace mattis::detail {

/// Rows that are timed together.
struct Station {
  /// Makes what they need anew, memory and plans, and gives a sample of each, in seconds; of as
  /// many each time.
  std::function<std::vector<double>()> visit;
  bool always = false;  ///< visited as long as any is, as ceilings are
};

struct Turns {
  int least = 7;  ///< visits of each station, but for lack of time
  int most = 31;
  double seconds = 40;  ///< of all visits; exceeded where five of each take longer
  /// A station whose rows' medians are known as well is not visited again: the half of the 95 %
  /// interval by the median.
  double half_width = 0.015;
  std::function<void(double fraction)> on_progress = {};
};

/// Half of the interval of order statistics that holds the median in 95 of 100 cases, by the
/// median; infinite with fewer than six samples.
double relative_half_width(std::vector<double> const& samples);

/// By station and row, a sample of each visit.
using TurnSamples = std::vector<std::vector<std::vector<double>>>;
/// \param now  seconds on some clock
/// \throws Stopped between visits
TurnSamples take_turns(std::span<Station const> stations, Turns const& turns,
                       std::function<double()> const& now);

}  // namespace mattis::detail
