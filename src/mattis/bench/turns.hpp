// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// When rows are timed: not one after the other but all in turn, again and again, so that a bad
// second of the machine is in one sample of many rows and not in all samples of one.
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace mattis::detail {

/// Rows that are timed together.
struct Station {
  /// Makes what they need anew, memory and plans, and gives a sample of each, in seconds; the last
  /// of them may be left out.
  std::function<std::vector<double>()> visit;
  bool always = false;  ///< visited as long as any is, as ceilings are
  int every = 1;        ///< visited in each turn, or in every second
  /// Whether these samples of its rows are enough; left out: by Turns::spread.
  std::function<bool(std::vector<std::vector<double>> const& samples)> enough = {};
};

struct Turns {
  int least = 7;  ///< visits of each station, but for lack of time
  int most = 31;
  double seconds = 40;  ///< of all visits; exceeded where five of each take longer
  /// A station is not visited again once the faster half of each row's samples lies as close
  /// together: the largest by the least, minus 1.
  double spread = 0.03;
  std::function<void(double fraction)> on_progress = {};
};

/// The faster half of the samples, and five at least, in the order in which they were taken; the
/// rest goes to `dropped`. What slows a machine down, as when the two processors of a virtual one
/// come to lie further apart, lasts for seconds to minutes: the slower half is of how long it
/// lasted.
std::vector<double> faster_half(std::vector<double> const& samples, std::vector<double>& dropped);

/// By station and row, a sample of each visit.
using TurnSamples = std::vector<std::vector<std::vector<double>>>;
/// \param now  seconds on some clock
/// \throws Stopped between visits
TurnSamples take_turns(std::span<Station const> stations, Turns const& turns,
                       std::function<double()> const& now);

}  // namespace mattis::detail
