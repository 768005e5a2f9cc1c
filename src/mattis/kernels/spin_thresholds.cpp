// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/kernels/spin_thresholds.hpp>

#include <algorithm>
#include <cmath>

namespace mattis {

SpinRule spin_rule(std::string_view what, std::string_view name) {
  for (auto const rule : {SpinRule::glauber, SpinRule::metropolis, SpinRule::zero})
    if (name == name_of(rule)) return rule;
  throw_unexpected(what, "one of glauber, metropolis, zero", name);
}

char const* name_of(SpinRule rule) {
  switch (rule) {
    case SpinRule::glauber:
      return "glauber";
    case SpinRule::metropolis:
      return "metropolis";
    default:
      return "zero";
  }
}

double flip_probability(SpinRule rule, double dE, double T) {
  if (rule == SpinRule::zero) return dE < 0 ? 1 : 0;
  bool const metropolis = rule == SpinRule::metropolis;
  if (dE == 0) return metropolis ? 1 : 0.5;
  if (metropolis && dE < 0) return 1;
  // The quotient may overflow to either infinity, where the limits are right.
  double const exponent = T == 0 ? (dE < 0 ? -INFINITY : INFINITY) : dE / T;
  return metropolis ? std::exp(-exponent) : 1 / (1 + std::exp(exponent));
}

namespace detail {

std::uint32_t flip_threshold(double probability) {
  double const words = std::nearbyint(std::ldexp(probability, 32));
  return words >= 4294967295.0 ? 0xffffffffu : static_cast<std::uint32_t>(words);
}

ThresholdTables::Table ThresholdTables::add(SpinRule rule, double T, bool odd) {
  for (auto const& one : known_)
    if (one.rule == rule && one.T == T && one.odd == odd) return one.table;
  auto const threshold = [&](std::int64_t h) {
    double const field = static_cast<double>(scale_.step * h + (odd ? 1 : 0)) / scale_.units;
    return flip_threshold(flip_probability(rule, 2 * field, T));
  };
  // Monotonic: the ends are found by bisection between the largest fields.
  auto const first_at_most = [&](std::uint32_t value) {
    std::int64_t below = -scale_.most - 1, found = scale_.most;
    while (found - below > 1) {
      auto const middle = below + (found - below) / 2;
      (threshold(middle) <= value ? found : below) = middle;
    }
    return found;
  };
  auto const highest = threshold(-scale_.most);
  auto const least =
      highest == 0 ? -scale_.most : std::max(first_at_most(highest - 1) - 1, -scale_.most);
  auto const most = std::max(first_at_most(threshold(scale_.most)), least);
  constexpr std::int64_t longest = std::int64_t{1} << 24;
  expect(most - least < longest, "T", "a temperature with less than 2^24 different probabilities",
         T);
  Table const table{static_cast<std::int32_t>(static_cast<std::int64_t>(values_.size()) - least),
                    static_cast<std::int32_t>(least), static_cast<std::int32_t>(most)};
  for (auto h = least; h <= most; ++h) values_.push_back(threshold(h));
  known_.push_back({rule, T, odd, table});
  return table;
}

ThresholdTables::Table ThresholdTables::add_rest() {
  values_.push_back(0);
  return {static_cast<std::int32_t>(values_.size()) - 1, 0, 0};
}

}  // namespace detail
}  // namespace mattis
