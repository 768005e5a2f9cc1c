// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/lanes/spins.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace mattis {

/// Whether a spin flips, of the change dE of energy that it makes (docs/models.md 2).
enum class SpinRule {
  glauber,     ///< 1 / (1 + exp(dE / T)), the heat bath; at T = 0 one half where dE = 0
  metropolis,  ///< min(1, exp(-dE / T)); at T = 0 also where dE = 0
  zero,        ///< where dE < 0, whatever T: Hopfield's rule
};

/// \throws Error naming `what` for an unknown name
SpinRule spin_rule(std::string_view what, std::string_view name);
char const* name_of(SpinRule rule);

/// Probability of a flip that changes the energy by dE, T in [0, inf].
double flip_probability(SpinRule rule, double dE, double T);

namespace detail {

/// Fields as kernels keep them, whole numbers h: the local field is (step h + odd) / units, odd 0
/// or 1.
struct FieldScale {
  double units;           ///< N with Hebb's rule
  int step = 1;           ///< 2: halved, as far as they are all even or all odd
  std::int64_t most = 0;  ///< |h| never exceeds it
};

/// Thresholds of every temperature, for words that are at most lanes::most_spin_word: a spin of
/// reflected field h flips where word < threshold, the probability rounded to 32 bits.
class ThresholdTables {
 public:
  /// A table with its values for fields least .. most; beyond them it stays as at the ends.
  struct Table {
    std::int32_t offset;  ///< value of h is at offset + h
    std::int32_t least, most;
  };

  explicit ThresholdTables(FieldScale const& scale) : scale_(scale) {}

  /// \throws Error  naming the temperature, for a table of more than 2^24 values
  Table add(SpinRule rule, double T, bool odd);
  /// Of a replica that rests.
  Table add_rest();

  std::vector<std::uint32_t> const& values() const { return values_; }

 private:
  struct Known {
    SpinRule rule;
    double T;
    bool odd;
    Table table;
  };

  FieldScale scale_;
  std::vector<std::uint32_t> values_;
  std::vector<Known> known_;
};

/// The threshold of a flip probability.
std::uint32_t flip_threshold(double probability);

}  // namespace detail
}  // namespace mattis
