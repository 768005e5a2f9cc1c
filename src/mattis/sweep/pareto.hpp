// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <vector>

namespace mattis::sweep {

/// Points of a Pareto front: those that no other point dominates, that is, is at least as good in
/// every score and better in one. Points with the same scores are there together. A point of which
/// a score is NaN is not there and dominates none; infinities are numbers.
/// O(n log n) for one and two scores, else O(n f k) for a front of f points and k scores.
/// \param scores  each of as many points, the less the better  \return  (points) whether it is on
/// the front \throws Error  for scores of different lengths, or none
std::vector<bool> pareto_front(std::vector<std::vector<double>> const& scores);

}  // namespace mattis::sweep
