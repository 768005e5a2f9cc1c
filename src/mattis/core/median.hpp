// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <algorithm>
#include <cstddef>
#include <vector>

namespace mattis {

/// Of one number at least; the mean of the two in the middle where their number is even.
inline double median(std::vector<double> numbers) {
  std::sort(numbers.begin(), numbers.end());
  std::size_t const n = numbers.size();
  return n % 2 == 1 ? numbers[n / 2] : (numbers[n / 2 - 1] + numbers[n / 2]) / 2;
}

}  // namespace mattis
