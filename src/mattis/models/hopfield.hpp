// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

namespace mattis {

/// The graded Hopfield network (Hopfield 1984; Clark 2025; MODELS 1.1, n = 1).
struct Hopfield {
  double alpha;                         ///< load P / N, > 0
  double g;                             ///< coupling gain, > 0
  std::vector<double> a = {};           ///< initial amplitude of each condensed pattern; empty: none
  std::optional<double> ic_noise = {};  ///< standard deviation of the initial noise; none: sqrt(max(0, g^2 - |a|^2))

  static constexpr int order = 1;  ///< n
};

/// Standard deviation of the initial noise: the given one, or sqrt(max(0, g^2 - |a|^2)).
double initial_noise(Hopfield const& model);

/// P = floor(alpha N^n); a product within rounding of the next integer counts as that integer.
std::int64_t pattern_count(Hopfield const& model, std::int64_t neurons);

/// Checks alpha, g, a and ic_noise. \throws Error naming the parameter
void validate(Hopfield const& model);

}  // namespace mattis
