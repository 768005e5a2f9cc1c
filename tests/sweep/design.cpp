// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/sweep/design.hpp>
#include <mattis/sweep/plan.hpp>
#include <mattis/sweep/row.hpp>
#include <support/refuses.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <set>
#include <string>
#include <vector>

using namespace mattis::sweep;
using mattis::Error;
using mattis::testing::Refuses;
using Texts = std::vector<std::string>;

TEST_CASE("sweep: equally spaced values have exact ends", "[sweep]") {
  CHECK(spaced({.from = 0.02, .to = 0.06}, 3) == Texts{"0.02", "0.04", "0.06"});
  CHECK(spaced({.from = 0.1, .to = 0.7}, 2) == Texts{"0.1", "0.7"});
  CHECK(spaced({.from = -1, .to = 1}, 3) == Texts{"-1", "0", "1"});
  CHECK(spaced({.from = 1, .to = 100, .logarithmic = true}, 3) == Texts{"1", "10", "100"});
  CHECK(spaced({.from = 1, .to = 10, .whole = true}, 4) == Texts{"1", "4", "7", "10"});
  CHECK(spaced({.from = 0.3, .to = 4.7, .logarithmic = true}, 40).back() == "4.7");
}

TEST_CASE("sweep: a range that is none is named", "[sweep][errors]") {
  CHECK_THROWS_MATCHES(spaced({.from = 2, .to = 1}, 3), Error,
                       Refuses("to: expected a number above from, 2", "got 1"));
  CHECK_THROWS_MATCHES(spaced({.from = 1, .to = 1}, 3), Error, Refuses("to: ", "got 1"));
  CHECK_THROWS_MATCHES(spaced({.from = NAN, .to = 1}, 3), Error, Refuses("to: ", "nan"));
  CHECK_THROWS_MATCHES(spaced({.from = 0, .to = 1, .logarithmic = true}, 3), Error,
                       Refuses("from: expected above 0 with scale log", "got 0"));
  CHECK_THROWS_MATCHES(spaced({.from = 0, .to = 1}, 1), Error, Refuses("count: ", "got 1"));
  CHECK_THROWS_MATCHES(spaced({.from = 0, .to = 1}, 1'000'000'000), Error, Refuses("count: ", ""));
  CHECK_THROWS_MATCHES(spaced({.from = 1, .to = 3, .whole = true}, 5), Error,
                       Refuses("count: expected different values", "2 twice"));
}

TEST_CASE("sweep: a grid is every combination, the last axis fastest", "[sweep]") {
  auto const points = grid({{"a", {"1", "2"}}, {"b", {"x", "y", "z"}}});
  REQUIRE(points.size() == 6);
  CHECK(points[0] == Point{{"a", "1"}, {"b", "x"}});
  CHECK(points[1] == Point{{"a", "1"}, {"b", "y"}});
  CHECK(points[5] == Point{{"a", "2"}, {"b", "z"}});
  CHECK_THROWS_MATCHES(grid({{"a", {"1", "2", "1"}}}), Error,
                       Refuses("a: expected each value once", "1 twice"));
  CHECK_THROWS_MATCHES(grid({{"a", {}}}), Error, Refuses("a: expected at least one value", "none"));
  Axis many{"a", {}};
  for (int i = 0; i < 2000; ++i) many.values.push_back(std::to_string(i));
  CHECK_THROWS_MATCHES(grid({many, many}), Error, Refuses("grid: expected at most", "4000000"));
}

TEST_CASE("sweep: a list and a grid are every point of both", "[sweep]") {
  auto const points =
      product(list({{"a", {"1", "2"}}, {"b", {"x", "y"}}}), grid({{"c", {"5", "6"}}}));
  REQUIRE(points.size() == 4);
  CHECK(points[1] == Point{{"a", "1"}, {"b", "x"}, {"c", "6"}});
  CHECK(points[2] == Point{{"a", "2"}, {"b", "y"}, {"c", "5"}});
  Axis many{"a", {}};
  for (int i = 0; i < 2000; ++i) many.values.push_back(std::to_string(i));
  CHECK_THROWS_MATCHES(product(list({many}), grid({many})), Error,
                       Refuses("list and grid: expected at most", "4000000"));
}

TEST_CASE("sweep: a list takes the entries side by side", "[sweep]") {
  auto const points = list({{"a", {"1", "1"}}, {"b", {"x", "y"}}});
  CHECK(points == std::vector<Point>{{{"a", "1"}, {"b", "x"}}, {{"a", "1"}, {"b", "y"}}});
  CHECK_THROWS_MATCHES(list({{"a", {"1", "2"}}, {"b", {"x"}}}), Error,
                       Refuses("b: expected 2 values, as many as of a", "got 1"));
  CHECK_THROWS_MATCHES(list({{"a", {"1", "1"}}, {"b", {"x", "x"}}}), Error,
                       Refuses("list: expected each point once", "point 2 again"));
}

TEST_CASE("sweep: drawn points are within their ranges, and more of them keep the first",
          "[sweep]") {
  std::vector<RandomAxis> const axes{
      {.name = "g", .range = {.from = 0.1, .to = 10, .logarithmic = true}},
      {.name = "N", .range = {.from = 10, .to = 20, .whole = true}},
      {.name = "rule", .choices = {"a", "b", "c"}}};
  auto const points = random(axes, 200, 7);
  REQUIRE(points.size() == 200);
  int below = 0;
  std::set<std::string> rules;
  for (auto const& point : points) {
    double const g = std::stod(value_of(point, "g")), N = std::stod(value_of(point, "N"));
    CHECK((g >= 0.1 && g <= 10));
    CHECK((N >= 10 && N <= 20 && N == std::round(N)));
    below += g < 1 ? 1 : 0;
    rules.insert(value_of(point, "rule"));
  }
  CHECK((below > 70 && below < 130));  // half of them, four standard deviations
  CHECK(rules.size() == 3);
  auto const fewer = random(axes, 50, 7);
  CHECK(std::vector(points.begin(), points.begin() + 50) == fewer);
  CHECK(random(axes, 50, 8) != fewer);
  // Another parameter changes no value of those that were there.
  auto more = axes;
  more.insert(more.begin(), {.name = "T", .range = {.from = 0, .to = 1}});
  CHECK(value_of(random(more, 50, 7)[49], "g") == value_of(fewer[49], "g"));
  CHECK_THROWS_MATCHES(random({{.name = "rule", .choices = {"a", "b"}}}, 3, 1), Error,
                       Refuses("samples: expected as many different points", "2 of 3"));
  CHECK_THROWS_MATCHES(random(axes, 0, 1), Error, Refuses("samples: ", "got 0"));
}

TEST_CASE("sweep: a row's name and seed are its parameters', in any order", "[sweep]") {
  auto const name = row_name("solve", "hopfield", {{"g", "1.2"}, {"alpha", "0.1"}});
  CHECK(name == "solve hopfield alpha=0.1 g=1.2");
  CHECK(row_name("solve", "hopfield", {{"alpha", "0.1"}, {"g", "1.2"}}) == name);
  CHECK(row_seed(1, name) == row_seed(1, name));
  CHECK(row_seed(1, name) != row_seed(2, name));
  CHECK(row_seed(1, name) != row_seed(1, "solve hopfield alpha=0.1 g=1.3"));
  CHECK(row_seed(1, name) < std::uint64_t{1} << 53);
  std::string const odd = "a b\\s\tc\nd\r\\";
  CHECK(escaped(odd).find_first_of(" \t\n\r") == std::string::npos);
  CHECK(unescaped(escaped(odd)) == odd);
}

TEST_CASE("sweep: more points change neither the names nor the seeds of the others", "[sweep]") {
  auto const plan = [](Texts const& values) {
    return Plan{.seed = 3,
                .parts = {{.command = "binary retrieve",
                           .seeded = true,
                           .fixed = {{"N", "64"}},
                           .varied = {"T"},
                           .points = grid({{"T", values}})}}};
  };
  auto const before = plan({"0.1", "0.3"}), after = plan({"0.1", "0.2", "0.3"});
  CHECK(task(before, 0).name == task(after, 0).name);
  CHECK(task(before, 1).name == task(after, 2).name);
  CHECK(value_of(task(before, 1).parameters, "seed") ==
        value_of(task(after, 2).parameters, "seed"));
  CHECK(value_of(task(after, 1).parameters, "seed") != value_of(task(after, 2).parameters, "seed"));
}
