// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <vector>

namespace mattis {

struct MedianInterval {
  double median, low, high;
};

/// The median of positive numbers, one at least, and the two of them between which the true median
/// of what they are draws of lies in 95 of 100 cases or more, whatever its law: 0 to infinity with
/// fewer than six.
MedianInterval median_interval(std::vector<double> numbers);

}  // namespace mattis
