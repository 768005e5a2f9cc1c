// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Results of simulations as the tests compare them.
#include <mattis/core/execution.hpp>

#include <cmath>
#include <span>
#include <vector>

namespace mattis::test {

inline std::span<double const> entries(HostArray<double***> const& array) {
  return {array.data(), array.size()};
}

/// Mean and standard error over trials of array(trial, t, k), row-major (t, k).
struct TrialMean {
  std::vector<double> mean, se;

  explicit TrialMean(HostArray<double***> const& array) {
    auto const trials = array.extent(0);
    std::size_t const size = array.extent(1) * array.extent(2);
    for (std::size_t i = 0; i < size; ++i) {
      double sum = 0, squares = 0;
      for (std::size_t r = 0; r < trials; ++r) sum += array.data()[r * size + i];
      double const average = sum / static_cast<double>(trials);
      for (std::size_t r = 0; r < trials; ++r)
        squares += std::pow(array.data()[r * size + i] - average, 2);
      mean.push_back(average);
      se.push_back(std::sqrt(squares / static_cast<double>(trials * (trials - 1))));
    }
  }
};

}  // namespace mattis::test
