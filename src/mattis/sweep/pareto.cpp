// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/sweep/pareto.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace mattis::sweep {

namespace {

using Scores = std::vector<std::vector<double>>;

/// The points without NaN, by their scores in order: nothing is dominated by what comes behind it.
std::vector<std::size_t> in_order(Scores const& scores) {
  std::vector<std::size_t> points;
  for (std::size_t i = 0; i < scores[0].size(); ++i)
    if (std::none_of(scores.begin(), scores.end(), [&](auto const& s) { return std::isnan(s[i]); }))
      points.push_back(i);
  std::stable_sort(points.begin(), points.end(), [&](std::size_t a, std::size_t b) {
    for (auto const& score : scores)
      if (score[a] != score[b]) return score[a] < score[b];
    return false;
  });
  return points;
}

bool same(Scores const& scores, std::size_t a, std::size_t b) {
  return std::all_of(scores.begin(), scores.end(), [&](auto const& s) { return s[a] == s[b]; });
}

bool dominates(Scores const& scores, std::size_t a, std::size_t b) {
  return !same(scores, a, b) &&
         std::all_of(scores.begin(), scores.end(), [&](auto const& s) { return s[a] <= s[b]; });
}

/// Of two scores the last of the front so far has the least second one.
std::vector<std::size_t> front_of_two(Scores const& scores) {
  std::vector<std::size_t> front;
  auto const& second = scores.back();
  for (auto const point : in_order(scores))
    if (front.empty() || second[point] < second[front.back()] || same(scores, point, front.back()))
      front.push_back(point);
  return front;
}

std::vector<std::size_t> front_of_many(Scores const& scores) {
  std::vector<std::size_t> front;
  for (auto const point : in_order(scores))
    if (std::none_of(front.begin(), front.end(),
                     [&](auto const other) { return dominates(scores, other, point); }))
      front.push_back(point);
  return front;
}

}  // namespace

std::vector<bool> pareto_front(Scores const& scores) {
  if (scores.empty()) throw_unexpected("scores", "at least one", "none");
  for (auto const& score : scores)
    expect(score.size() == scores[0].size(), "scores",
           to_text(static_cast<std::int64_t>(scores[0].size())) + " points each",
           static_cast<std::int64_t>(score.size()));
  std::vector<bool> on_front(scores[0].size());
  for (auto const point : scores.size() <= 2 ? front_of_two(scores) : front_of_many(scores))
    on_front[point] = true;
  return on_front;
}

}  // namespace mattis::sweep
