// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/sweep/pareto.hpp>
#include <mattis/sweep/table.hpp>
#include <support/refuses.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <chrono>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace mattis::sweep;
using mattis::Error;
using mattis::testing::Refuses;
using Scores = std::vector<std::vector<double>>;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

/// As the definition says.
std::vector<bool> front_by_definition(Scores const& scores) {
  auto const points = scores[0].size();
  auto const known = [&](std::size_t i) {
    for (auto const& score : scores)
      if (std::isnan(score[i])) return false;
    return true;
  };
  auto const dominates = [&](std::size_t a, std::size_t b) {
    bool better = false;
    for (auto const& score : scores) {
      if (!(score[a] <= score[b])) return false;
      better = better || score[a] < score[b];
    }
    return better;
  };
  std::vector<bool> front(points);
  for (std::size_t i = 0; i < points; ++i) {
    front[i] = known(i);
    for (std::size_t j = 0; j < points; ++j)
      if (known(j) && dominates(j, i)) front[i] = false;
  }
  return front;
}

}  // namespace

TEST_CASE("sweep: a front of two scores", "[sweep][pareto]") {
  CHECK(pareto_front({{1, 2, 3, 2}, {3, 2, 1, 3}}) == std::vector{true, true, true, false});
  // Ties: the same scores are there together; the same in one and worse in the other is not.
  CHECK(pareto_front({{1, 1, 1}, {2, 2, 3}}) == std::vector{true, true, false});
  CHECK(pareto_front({{1, 2}, {2, 2}}) == std::vector{true, false});
  CHECK(pareto_front({{0.0, -0.0}, {1, 1}}) == std::vector{true, true});
  // NaN neither is there nor dominates; infinities are numbers.
  CHECK(pareto_front({{NAN, 2, 1}, {0, 1, NAN}}) == std::vector{false, true, false});
  CHECK(pareto_front({{-inf, 0, inf}, {inf, 0, -inf}}) == std::vector{true, true, true});
  CHECK(pareto_front({{NAN}, {1}}) == std::vector{false});
  CHECK(pareto_front({{}, {}}).empty());
  CHECK(pareto_front({{3, 1, 1, 2}}) == std::vector{false, true, true, false});
}

TEST_CASE("sweep: fronts are what the definition says", "[sweep][pareto]") {
  auto const scores = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{4});
  auto const values = GENERATE(3, 20, 1000000);  // few values: many ties
  std::mt19937 engine(static_cast<unsigned>(17 * scores) + static_cast<unsigned>(values));
  for (int draw = 0; draw < 20; ++draw) {
    Scores all(scores, std::vector<double>(60));
    for (auto& score : all)
      for (double& value : score) {
        auto const number = std::uniform_int_distribution<>(0, values)(engine);
        value = number % 17 == 16 ? std::nan("") : static_cast<double>(number);
      }
    CHECK(pareto_front(all) == front_by_definition(all));
  }
}

TEST_CASE("sweep: a front of two scores takes n log n", "[sweep][pareto]") {
  // All of half a million points are on it: n^2 would be minutes.
  Scores all(2, std::vector<double>(500'000));
  for (std::size_t i = 0; i < all[0].size(); ++i) {
    all[0][i] = static_cast<double>(i);
    all[1][i] = -static_cast<double>(i);
  }
  auto const start = std::chrono::steady_clock::now();
  CHECK(pareto_front(all) == std::vector<bool>(500'000, true));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}

TEST_CASE("sweep: scores that do not fit are named", "[sweep][errors]") {
  CHECK_THROWS_MATCHES(pareto_front({}), Error, Refuses("scores: expected at least one", "none"));
  CHECK_THROWS_MATCHES(pareto_front({{1, 2}, {1}}), Error,
                       Refuses("scores: expected 2 points each", "got 1"));
}

namespace {

/// Four points of T with scores fast and long, and rows of them.
Plan plan_of_four() {
  return {
      .parts = {{.command = "c", .varied = {"T"}, .points = grid({{"T", {"1", "2", "3", "4"}}})}},
      .trade = {.minimise = {"fast"}, .maximise = {"long"}}};
}

Rows rows_of(Plan const& plan, std::vector<std::pair<double, double>> const& scores) {
  Rows rows;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    auto const name = task(plan, i).name;
    rows[name] = {.name = name, .numbers = {{"fast", scores[i].first}, {"long", scores[i].second}}};
  }
  return rows;
}

}  // namespace

TEST_CASE("sweep: constraints keep points off the front", "[sweep][pareto]") {
  auto plan = plan_of_four();
  auto const rows = rows_of(plan, {{1, 1}, {2, 5}, {3, 9}, {4, 8}});
  CHECK(table(plan, rows).on_front == std::vector{true, true, true, false});
  plan.trade.at_least = {{"long", 5}};
  CHECK(table(plan, rows).on_front == std::vector{false, true, true, false});
  plan.trade.at_most = {{"fast", 2}};
  CHECK(table(plan, rows).on_front == std::vector{false, true, false, false});
  // Without the one that dominates it, the last is there.
  plan.trade.at_most = {};
  plan.trade.at_least = {{"T", 4}};
  CHECK(table(plan, rows).on_front == std::vector{false, false, false, true});
}

TEST_CASE("sweep: each part has a front of its own", "[sweep][pareto]") {
  auto plan = plan_of_four();
  plan.parts.push_back(plan.parts[0]);
  plan.parts[1].command = "d";
  auto const rows = rows_of(plan, {{1, 1}, {2, 0}, {3, 0}, {4, 0}, {9, 0}, {9, 1}, {9, 1}, {8, 0}});
  CHECK(table(plan, rows).on_front ==
        std::vector{true, false, false, false, false, true, true, true});
}

TEST_CASE("sweep: a score that no row has is named once it cannot come any more",
          "[sweep][errors]") {
  auto plan = plan_of_four();
  plan.trade.origin = "f.toml:9: pareto";
  plan.trade.maximise = {"lon"};
  CHECK(table(plan, {}).on_front.empty());
  auto const rows = rows_of(plan, {{1, 1}});
  CHECK_THROWS_MATCHES(table(plan, rows), Error,
                       Refuses("f.toml:9: pareto: expected some of fast, long", "'lon'"));
  plan.parts.push_back(plan.parts[0]);
  plan.parts[1].command = "d";
  CHECK(table(plan, rows).on_front.empty());  // rows of the second may have it
}

TEST_CASE("sweep: a table has the columns of all its rows", "[sweep]") {
  auto plan = plan_of_four();
  plan.trade = {};
  Rows rows;
  auto const put = [&](std::size_t i, Row row) {
    row.name = task(plan, i).name;
    rows[row.name] = row;
  };
  put(0, {.failed = true, .remark = "why"});
  put(1, {.numbers = {{"T", 99}, {"m", 0.5}}});
  put(3, {.numbers = {{"q", 7}, {"m", 0.25}}});
  auto const all = table(plan, rows);
  REQUIRE(all.rows() == 3);  // one is not there yet
  CHECK(all.failures() == 1);
  REQUIRE(all.parameters.size() == 1);
  CHECK(all.parameters[0].values == std::vector<std::string>{"1", "2", "4"});
  REQUIRE(all.scores.size() == 2);  // T is the parameter
  CHECK(all.scores[0].name == "m");
  CHECK(all.scores[1].name == "q");
  CHECK(std::isnan(all.scores[0].values[0]));
  CHECK(all.scores[0].values[1] == 0.5);
  CHECK(std::isnan(all.scores[1].values[1]));
  CHECK(all.scores[1].values[2] == 7);
  CHECK(all.remark[0] == "why");
}
