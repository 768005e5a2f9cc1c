// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/kernels/choices.hpp>
#include <mattis/tuning/machine.hpp>

#include <string>
#include <vector>

namespace mattis::tuning {

/// How long a variant took, in seconds.
struct VariantTime {
  std::string variant;
  double best = 0;
  double median = 0;
  int rounds = 0;
  bool dropped = false;  ///< so slow that it was not timed to the end
};

/// What the tuner has found for one kernel and class of sizes: a line of a tuning file.
struct Entry {
  ChoiceKey key;     ///< the sizes are those that were timed
  int revision = 0;  ///< of the kernel's variants (tuning/subjects.hpp)
  Machine machine;
  std::string variant;               ///< the choice
  std::vector<VariantTime> timings;  ///< of all variants, the unmeasured default first
  /// The choice's time by the default's, median and 95 % interval; 1 where the default is the
  /// choice.
  double ratio = 1, ratio_low = 1, ratio_high = 1;
  bool complete = false;  ///< no limit of time cut the search short
};

}  // namespace mattis::tuning
