// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/median.hpp>
#include <mattis/core/median_interval.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace mattis {

MedianInterval median_interval(std::vector<double> numbers) {
  MedianInterval result{median(numbers), 0, std::numeric_limits<double>::infinity()};
  std::sort(numbers.begin(), numbers.end());
  std::size_t const n = numbers.size();
  // How many lie below the true median is binomial (n, 1/2): as many from either end as it falls
  // short of in 2.5 of 100 cases.
  double tail = std::pow(0.5, static_cast<double>(n));
  double term = tail;
  std::size_t outside = 0;
  while (outside < n / 2 && tail <= 0.025) {
    ++outside;
    term *= static_cast<double>(n - outside + 1) / static_cast<double>(outside);
    tail += term;
  }
  if (outside > 0) {
    result.low = numbers[outside - 1];
    result.high = numbers[n - outside];
  }
  return result;
}

}  // namespace mattis
