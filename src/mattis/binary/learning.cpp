// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/learning.hpp>
#include <mattis/core/error.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace mattis::binary {

namespace {

constexpr std::array<std::pair<LearningRule, char const*>, 5> rules{
    {{LearningRule::hebb, "hebb"},
     {LearningRule::clipped, "clipped"},
     {LearningRule::saturating, "saturating"},
     {LearningRule::zero_one, "zero-one"},
     {LearningRule::sequence, "sequence"}}};

IntegerMatrix by_rule(Learning const& learning, GivenPatterns const& patterns) {
  switch (learning.rule) {
    case LearningRule::clipped:
      return clipped_rule(patterns);
    case LearningRule::saturating:
      return saturating_rule(patterns,
                             learning.limit > 0 ? learning.limit : best_limit(patterns.N));
    case LearningRule::zero_one: {
      auto const N = static_cast<std::size_t>(patterns.N);
      auto const U = whole_fields({learning.threshold}, static_cast<double>(patterns.N));
      return zero_one_rule(patterns, std::vector<std::int32_t>(N, U[0]));
    }
    case LearningRule::sequence:
      return sequence_rule(patterns, learning.stay, learning.go, learning.cyclic);
    case LearningRule::hebb:
      break;
  }
  return hebb_rule(patterns);
}

}  // namespace

char const* name_of(LearningRule rule) {
  return std::find_if(rules.begin(), rules.end(),
                      [&](auto const& one) { return one.first == rule; })
      ->second;
}

LearningRule learning_rule(std::string const& parameter, std::string const& name) {
  for (auto const& [rule, its_name] : rules)
    if (name == its_name) return rule;
  throw_unexpected(parameter, "hebb, clipped, saturating, zero-one or sequence", name);
}

int best_limit(std::int64_t N) {
  constexpr double best = 0.43;
  return std::max(1, static_cast<int>(std::lround(best * std::sqrt(static_cast<double>(N)))));
}

void validate(Learning const& learning, std::int64_t N) {
  expect(learning.limit >= 0 && learning.limit <= 32767, "limit",
         "from 1 to 32767, or 0 for about the best", learning.limit);
  expect(learning.kept > 0 && learning.kept <= 1, "kept", "a share in (0, 1]", learning.kept);
  expect(std::isfinite(learning.threshold), "threshold", "a finite number", learning.threshold);
  expect(learning.threshold == 0 || learning.rule == LearningRule::zero_one, "threshold",
         "0 with any rule but zero-one", learning.threshold);
  expect(learning.limit == 0 || learning.rule == LearningRule::saturating, "limit",
         "0 with any rule but saturating", learning.limit);
  expect(learning.field.empty() || static_cast<std::int64_t>(learning.field.size()) == N, "field",
         "one for each neuron, " + to_text(N), static_cast<std::int64_t>(learning.field.size()));
  for (double const h : learning.field) expect(std::isfinite(h), "field", "finite numbers", h);
  if (learning.couplings == nullptr) {
    if (learning.is_implicit()) whole_fields(learning.field, static_cast<double>(N));
    return;
  }
  if (learning.rule != LearningRule::hebb)
    throw_unexpected("rule", "none beside couplings", name_of(learning.rule));
  expect(learning.kept == 1, "kept", "1 beside couplings", learning.kept);
  expect(learning.couplings->N == N, "N",
         "the " + to_text(learning.couplings->N) + " neurons that the couplings are of", N);
}

std::vector<std::int32_t> whole_fields(std::vector<double> const& field, double units) {
  constexpr double most = 1 << 30;
  std::vector<std::int32_t> whole;
  for (double const h : field) {
    expect(std::abs(h * units) < most, "field", "less than " + to_text(most / units), h);
    whole.push_back(static_cast<std::int32_t>(std::lround(h * units)));
  }
  return whole;
}

IntegerMatrix learn(Learning const& learning, GivenPatterns const& patterns, std::uint64_t seed,
                    std::uint32_t network) {
  auto couplings = by_rule(learning, patterns);
  if (learning.kept < 1) dilute(couplings, learning.kept, learning.symmetric, seed, network);
  auto const h = whole_fields(learning.field, couplings.units);
  couplings.field.resize(static_cast<std::size_t>(couplings.N));
  for (std::size_t i = 0; i < h.size(); ++i) couplings.field[i] += h[i];
  return couplings;
}

}  // namespace mattis::binary
