// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Which points a sweep goes through. Values are texts, as options take them.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace mattis::sweep {

/// Parameters by name, in the order of their design.
using Point = std::vector<std::pair<std::string, std::string>>;

/// The values of one parameter.
struct Axis {
  std::string name;
  std::vector<std::string> values;
};

/// An interval of numbers, `from` below `to`.
struct Range {
  double from = 0, to = 1;
  bool logarithmic = false;  ///< equal ratios instead of equal differences; from > 0
  bool whole = false;        ///< rounded to whole numbers
};

/// A parameter that is drawn: from its range, or one of the choices where there are some.
struct RandomAxis {
  std::string name = {};
  Range range = {};
  std::vector<std::string> choices = {};
};

/// More points than any machine works off.
inline constexpr std::size_t most_points = 1'000'000;

/// \throws Error  naming what is wrong with the ends
void validate(Range const& range);

/// `count` values of the range, both ends among them and exact.
/// \throws Error  "count: ..", below 2, or where rounding makes two the same
std::vector<std::string> spaced(Range const& range, std::int64_t count);

/// Every combination; the first axis changes slowest. \throws Error  for more than most_points
std::vector<Point> grid(std::vector<Axis> const& axes);

/// Point i has the i-th value of every axis. \throws Error  naming the axis of another length, or
/// the number of a point that is there twice
std::vector<Point> list(std::vector<Axis> const& axes);

/// Every point of the one with every point of the other, of other parameters; the second changes
/// fastest. \throws Error  for more than most_points
std::vector<Point> product(std::vector<Point> const& slow, std::vector<Point> const& fast);

/// `samples` points, drawn independently and uniformly; one that came before is drawn again. A
/// value depends on the seed, the axis' name and the draw's number alone: fewer samples are the
/// first of more. \throws Error  where there are not that many
std::vector<Point> random(std::vector<RandomAxis> const& axes, std::int64_t samples,
                          std::uint64_t seed);

/// \throws Error  for values that are no different ones, naming the one there twice, or none at all
void expect_each_once(Axis const& axis);

}  // namespace mattis::sweep
