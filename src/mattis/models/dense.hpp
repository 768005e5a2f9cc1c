// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mattis {

/// The dense associative memory of graded neurons (Krotov and Hopfield 2016; Clark 2025;
/// docs/models.md 1.1); n = 1 is the Hopfield network.
struct Dense {
  int n;                       ///< interaction order, >= 1: neurons interact n + 1 at a time
  double alpha;                ///< load P / N^n, > 0
  double g;                    ///< coupling gain, > 0
  std::vector<double> a = {};  ///< initial amplitude of each condensed pattern; empty: none
  std::optional<double> ic_noise =
      {};  ///< standard deviation of the initial noise; none: sqrt(max(0, g^2 - |a|^2))
};

/// "hopfield" where n = 1, else "dense".
std::string model_name(Dense const& model);

/// Standard deviation of the initial noise: the given one, or sqrt(max(0, g^2 - |a|^2)).
double initial_noise(Dense const& model);

/// alpha N^n as a real number, however large.
double load_times_size(Dense const& model, std::int64_t neurons);

/// P = floor(alpha N^n); a product within rounding of the next integer counts as that integer.
/// \throws Error when P does not fit in an integer
std::int64_t pattern_count(Dense const& model, std::int64_t neurons);

/// Checks n, alpha, g, a and ic_noise; amplitudes, noise and gain are at most 1e36 where states are
/// float, 1e150 where they are double: their sums and squares overflow nowhere. \throws Error
/// naming the parameter
template <Real T = double>
void validate(Dense const& model);

}  // namespace mattis
