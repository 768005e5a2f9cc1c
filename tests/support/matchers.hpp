// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <catch2/matchers/catch_matchers_templated.hpp>

#include <cmath>
#include <cstddef>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace mattis::test {

/// Matches a range whose entries all lie within `bound` of the expected ones; names the worst entry
/// otherwise.
class Within : public Catch::Matchers::MatcherGenericBase {
 public:
  Within(std::vector<double> expected, double bound)
      : expected_(std::move(expected)), bound_(bound) {}

  template <class Range>
  bool match(Range const& values) const {
    std::size_t i = 0;
    double worst = -1;
    for (auto const value : values) {
      if (i >= expected_.size()) break;
      double const error = std::abs(static_cast<double>(value) - expected_[i]);
      if (!(error <= worst)) {
        worst = std::isnan(error) ? INFINITY : error;
        worst_ = i;
        got_ = static_cast<double>(value);
      }
      ++i;
    }
    count_ = i;
    return i == expected_.size() && worst <= bound_;
  }

  std::string describe() const override {
    std::ostringstream text;
    text.precision(17);
    text << "within " << bound_ << " of the expected " << expected_.size() << " values; ";
    if (count_ != expected_.size()) {
      text << "there are " << count_ << " values";
    } else if (!expected_.empty()) {
      text << "worst at " << worst_ << ": expected " << expected_[worst_] << ", got " << got_;
    }
    return text.str();
  }

 private:
  std::vector<double> expected_;
  double bound_;
  mutable std::size_t count_ = 0;
  mutable std::size_t worst_ = 0;
  mutable double got_ = 0;
};

}  // namespace mattis::test
