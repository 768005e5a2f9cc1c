// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/learning_rules.hpp>
#include <mattis/binary/real_spins.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mattis::binary {

enum class LearningRule { hebb, clipped, saturating, zero_one, sequence };

char const* name_of(LearningRule rule);
/// \throws Error  with the names that there are
LearningRule learning_rule(std::string const& parameter, std::string const& name);

/// How networks come to their couplings and fields (docs/models.md 2).
struct Learning {
  LearningRule rule = LearningRule::hebb;
  int limit = 0;          ///< of the saturating rule, in units of 1 / N; 0: best_limit(N)
  double kept = 1;        ///< share of the couplings that dilution leaves, in (0, 1]
  bool symmetric = true;  ///< dilution takes J_ij and J_ji together
  double threshold = 0;   ///< U of the 0/1 rule, of every neuron: V_i = 1 where sum T_ij V_j > U
  int stay = 0, go = 1;   ///< of sequences: weights of xi^mu xi^mu and of xi^{mu+1} xi^mu
  bool cyclic = true;     ///< of sequences: the last is followed by the first
  std::vector<double> field = {};         ///< (N) h_i, or none
  RealMatrix const* couplings = nullptr;  ///< instead of a rule; must outlive its use

  /// Whether the couplings are sums of patterns, which are never formed.
  bool is_implicit() const {
    return couplings == nullptr && rule == LearningRule::hebb && kept == 1;
  }
};

/// \param N  neurons  \throws Error  naming the option
void validate(Learning const& learning, std::int64_t N);

/// What the rule makes of the patterns, with its fields, as whole numbers: h_i to the nearest unit.
/// \param network  its number, which dilution is drawn with
IntegerMatrix learn(Learning const& learning, GivenPatterns const& patterns, std::uint64_t seed,
                    std::uint32_t network);

/// h_i as whole numbers of 1 / units. \throws Error  for fields of 2^30 units or more
std::vector<std::int32_t> whole_fields(std::vector<double> const& field, double units);

/// Of the saturating rule: 0.43 sqrt(N), where about the most patterns are remembered.
int best_limit(std::int64_t N);

}  // namespace mattis::binary
