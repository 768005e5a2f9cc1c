// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/bounded.hpp>

#include <cstdint>

namespace mattis::equilibrium {

// Signal-to-noise analysis of a stored pattern (models.md 3.6): N neurons, P random patterns, J =
// sum xi xi^T / N without its diagonal, no temperature.

/// P(a neuron of a stored pattern is unstable) for infinitely many neurons: erfc(1/sqrt(2
/// alpha))/2. \param alpha  load, at least 0
Bounded unstable_fraction(double alpha);

/// The same for N neurons and P patterns, exactly: the noise is a sum of (N - 1)(P - 1) signs, and
/// a neuron is unstable where it is below -(N - 1) (on a tie it stays). \param N  from 2 on  \param
/// P  from 1 on, (N - 1)(P - 1) at most 1e12
Bounded unstable_fraction(std::int64_t N, std::int64_t P);

/// Patterns at which the expected number of unstable neurons of one pattern stops to vanish as N
/// grows: N / (2 ln N).
Bounded capacity_of_one(std::int64_t N);
/// Of all patterns: N / (4 ln N).
Bounded capacity_of_all(std::int64_t N);

/// The largest number of patterns at which the expected number of unstable neurons of one pattern,
/// or of all of them, stays below `errors`, by the exact law.
std::int64_t largest_load_of_one(std::int64_t N, double errors = 1);
std::int64_t largest_load_of_all(std::int64_t N, double errors = 1);

}  // namespace mattis::equilibrium
