// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace mattis::binary::detail {

/// A sum of doubles without rounding, as an expansion of parts that do not overlap (Shewchuk 1997,
/// Adaptive precision floating-point arithmetic): couplings of 1 count beside fields of 1e30.
class ExactSum {
 public:
  void clear() { parts_.clear(); }

  void add(double value) {
    std::size_t kept = 0;
    for (double part : parts_) {
      if (std::abs(value) < std::abs(part)) std::swap(value, part);
      double const sum = value + part;
      double const rest = part - (sum - value);
      if (rest != 0) parts_[kept++] = rest;
      value = sum;
    }
    parts_.resize(kept);
    if (value != 0) parts_.push_back(value);
  }

  /// Within one rounding.
  double value() const {
    double sum = 0;
    for (double const part : parts_) sum += part;  // the smallest first
    return sum;
  }

 private:
  std::vector<double> parts_;
};

}  // namespace mattis::binary::detail
