// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace mattis {

/// Of one number at least; the mean of the two in the middle where their number is even.
inline double median(std::vector<double> numbers) {
  std::sort(numbers.begin(), numbers.end());
  std::size_t const n = numbers.size();
  return n % 2 == 1 ? numbers[n / 2] : (numbers[n / 2 - 1] + numbers[n / 2]) / 2;
}

struct MedianInterval {
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
};

/// The order statistics that hold the median of what the numbers are drawn from in 95 of 100 cases:
/// 0..infinity for fewer than six.
inline MedianInterval median_interval(std::vector<double> numbers) {
  std::sort(numbers.begin(), numbers.end());
  std::size_t const n = numbers.size();
  // How many are below the true median is binomial (n, 1/2): as many from either end as it falls
  // short of in 2.5 of 100 cases.
  double tail = std::pow(0.5, static_cast<double>(n));
  double term = tail;
  std::size_t outside = 0;
  while (outside < n / 2 && tail <= 0.025) {
    ++outside;
    term *= static_cast<double>(n - outside + 1) / static_cast<double>(outside);
    tail += term;
  }
  if (outside == 0) return {};
  return {numbers[outside - 1], numbers[n - outside]};
}

}  // namespace mattis
