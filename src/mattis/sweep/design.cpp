// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/fingerprint.hpp>
#include <mattis/core/philox.hpp>
#include <mattis/sweep/design.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_set>

namespace mattis::sweep {

namespace {

std::string number_text(Range const& range, double value) {
  return to_text((range.whole ? std::round(value) : value) + 0.0);  // no negative zero
}

/// At `share` of the way, from 0 to 1.
double between(Range const& range, double share) {
  if (range.logarithmic) return range.from * std::pow(range.to / range.from, share);
  return range.from * (1 - share) + range.to * share;
}

/// All values of a point in one text: no value holds a zero byte.
std::string together(Point const& point) {
  std::string text;
  for (auto const& [name, value] : point) text.append(value).push_back('\0');
  return text;
}

/// Uniform in [0, 1), of 53 bits.
double uniform(std::uint64_t seed, std::string const& axis, std::uint64_t draw) {
  auto const stream = static_cast<std::uint32_t>(fingerprint(axis.data(), axis.size()));
  auto const words = random_words(seed, Purpose::sweep_point, stream, draw);
  auto const high = static_cast<std::uint64_t>(words.word[0]) << 21;
  return static_cast<double>(high | (words.word[1] >> 11)) * 0x1p-53;
}

std::string drawn(RandomAxis const& axis, double share) {
  if (axis.choices.empty()) return number_text(axis.range, between(axis.range, share));
  auto const count = axis.choices.size();
  auto const which = static_cast<std::size_t>(share * static_cast<double>(count));
  return axis.choices[std::min(which, count - 1)];
}

}  // namespace

void validate(Range const& range) {
  bool const finite = std::isfinite(range.from) && std::isfinite(range.to);
  if (!finite || !(range.from < range.to))
    throw_unexpected("to", "a number above from, " + to_text(range.from), to_text(range.to));
  if (range.logarithmic) expect(range.from > 0, "from", "above 0 with scale log", range.from);
}

std::vector<std::string> spaced(Range const& range, std::int64_t count) {
  validate(range);
  auto const most = static_cast<std::int64_t>(most_points);
  expect(count >= 2 && count <= most, "count", "from 2 to " + to_text(most), count);
  std::vector<std::string> values;
  auto const last = static_cast<double>(count - 1);
  for (std::int64_t i = 0; i < count; ++i) {
    auto const at = static_cast<double>(i);
    // Weighted, so that three values from 0.02 to 0.06 have 0.04 and not its neighbour.
    double const value = range.logarithmic ? between(range, at / last)
                                           : (range.from * (last - at) + range.to * at) / last;
    values.push_back(number_text(range, i == 0 ? range.from : i + 1 == count ? range.to : value));
    if (i > 0 && values[values.size() - 2] == values.back())
      throw_unexpected("count", "different values", values.back() + " twice");
  }
  return values;
}

void expect_each_once(Axis const& axis) {
  if (axis.values.empty()) throw_unexpected(axis.name, "at least one value", "none");
  std::set<std::string> before;
  for (auto const& value : axis.values)
    if (!before.insert(value).second)
      throw_unexpected(axis.name, "each value once", value + " twice");
}

std::vector<Point> grid(std::vector<Axis> const& axes) {
  std::size_t count = 1;
  for (auto const& axis : axes) {
    expect_each_once(axis);
    count *= axis.values.size();
    expect(count <= most_points, "grid",
           "at most " + to_text(static_cast<std::int64_t>(most_points)) + " points",
           static_cast<std::int64_t>(count));
  }
  std::vector<Point> points(count);
  for (std::size_t i = 0; i < count; ++i) {
    auto rest = i, block = count;
    for (auto const& axis : axes) {
      block /= axis.values.size();
      points[i].emplace_back(axis.name, axis.values[rest / block]);
      rest %= block;
    }
  }
  return points;
}

std::vector<Point> list(std::vector<Axis> const& axes) {
  if (axes.empty()) return {};
  auto const count = axes.front().values.size();
  for (auto const& axis : axes)
    expect(
        axis.values.size() == count, axis.name,
        to_text(static_cast<std::int64_t>(count)) + " values, as many as of " + axes.front().name,
        static_cast<std::int64_t>(axis.values.size()));
  std::vector<Point> points(count);
  std::unordered_set<std::string> before;
  for (std::size_t i = 0; i < count; ++i) {
    for (auto const& axis : axes) points[i].emplace_back(axis.name, axis.values[i]);
    if (!before.insert(together(points[i])).second)
      throw_unexpected("list", "each point once",
                       "point " + to_text(static_cast<std::int64_t>(i + 1)) + " again");
  }
  return points;
}

std::vector<Point> product(std::vector<Point> const& slow, std::vector<Point> const& fast) {
  auto const count = slow.size() * fast.size();
  expect(count <= most_points, "list and grid",
         "at most " + to_text(static_cast<std::int64_t>(most_points)) + " points",
         static_cast<std::int64_t>(count));
  std::vector<Point> points;
  points.reserve(count);
  for (auto const& one : slow) {
    for (auto const& other : fast) {
      points.push_back(one);
      points.back().insert(points.back().end(), other.begin(), other.end());
    }
  }
  return points;
}

std::vector<Point> random(std::vector<RandomAxis> const& axes, std::int64_t samples,
                          std::uint64_t seed) {
  auto const most = static_cast<std::int64_t>(most_points);
  expect(samples >= 1 && samples <= most, "samples", "from 1 to " + to_text(most), samples);
  for (auto const& axis : axes)
    if (axis.choices.empty()) validate(axis.range);
  std::vector<Point> points;
  std::unordered_set<std::string> before;
  auto const draws = 64 * static_cast<std::uint64_t>(samples);
  for (std::uint64_t draw = 0; points.size() < static_cast<std::size_t>(samples); ++draw) {
    if (draw == draws)
      throw_unexpected(
          "samples", "as many different points",
          to_text(static_cast<std::int64_t>(points.size())) + " of " + to_text(samples));
    Point point;
    for (auto const& axis : axes)
      point.emplace_back(axis.name, drawn(axis, uniform(seed, axis.name, draw)));
    if (before.insert(together(point)).second) points.push_back(std::move(point));
  }
  return points;
}

}  // namespace mattis::sweep
