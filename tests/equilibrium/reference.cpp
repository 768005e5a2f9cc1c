// SPDX-License-Identifier: BSD-3-Clause
// Every bound on an error holds: results of the equilibrium theory against the same equations
// solved with 30 digits (tests/data/equilibrium/make_reference.py).
#include <mattis/equilibrium/curie_weiss.hpp>
#include <mattis/equilibrium/hopfield.hpp>
#include <mattis/equilibrium/hopfield_lines.hpp>
#include <mattis/equilibrium/mixtures.hpp>
#include <mattis/equilibrium/sherrington_kirkpatrick.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace mattis::equilibrium;

namespace {

using Row = std::vector<std::string>;

std::vector<Row> rows(std::string const& kind) {
  std::ifstream file(MATTIS_TEST_DATA "/equilibrium/reference.csv");
  std::vector<Row> found;
  for (std::string line; std::getline(file, line);) {
    std::istringstream stream(line);
    Row row;
    for (std::string word; std::getline(stream, word, ',');) row.push_back(word);
    if (row.front() == kind) found.push_back(row);
  }
  REQUIRE(!found.empty());
  return found;
}

double number(std::string const& text) { return std::stod(text); }

/// Within the bound, to which the reference's own 17th digit is added; and the bound is worth it.
void check(Bounded const& value, std::string const& reference, double most = 1e-12) {
  long double const exact = std::stold(reference);
  INFO("value " << value.value << " +- " << value.error << ", reference " << reference);
  CHECK(std::abs(static_cast<long double>(value.value) - exact) <=
        static_cast<long double>(value.error) + 1e-19L * std::abs(exact));
  CHECK(value.error <= most * std::max(1.0, std::abs(value.value)));
}

}  // namespace

TEST_CASE("equilibrium: Curie-Weiss states are within their bounds", "[equilibrium]") {
  for (auto const& row : rows("curie-weiss")) {
    auto const all = curie_weiss(number(row[1]), number(row[2]), number(row[3]));
    double const m = number(row[4]);
    auto const nearest =
        std::min_element(all.states.begin(), all.states.end(), [m](auto const& a, auto const& b) {
          return std::abs(a.m.value - m) < std::abs(b.m.value - m);
        });
    REQUIRE(nearest != all.states.end());
    check(nearest->m, row[4]);
    check(nearest->f, row[5]);
  }
}

TEST_CASE("equilibrium: mixtures are within their bounds", "[equilibrium]") {
  for (auto const& row : rows("mixture")) {
    auto const mix = mixture(std::stoi(row[1]), number(row[2]));
    check(mix.m, row[3]);
    check(mix.f, row[4]);
  }
  for (auto const& row : rows("threshold")) {
    auto const T = mixture_stability(std::stoi(row[1]));
    REQUIRE(T);
    check(*T, row[2]);
  }
}

TEST_CASE("equilibrium: the SK model is within its bounds", "[equilibrium]") {
  for (auto const& row : rows("sk")) {
    auto const s = sherrington_kirkpatrick(number(row[1]), number(row[2]), number(row[3]));
    check(s.m, row[4]);
    check(s.q, row[5]);
    check(s.f, row[6]);
    check(s.entropy, row[7]);
  }
  for (auto const& row : rows("at")) check(de_almeida_thouless(number(row[1])), row[2]);
}

TEST_CASE("equilibrium: solutions of the Hopfield network are within their bounds",
          "[equilibrium]") {
  for (auto const& row : rows("hopfield")) {
    auto const point = hopfield_point(number(row[1]), number(row[2]));
    auto const found =
        std::find_if(point.solutions.begin(), point.solutions.end(),
                     [&](auto const& one) { return solution_name(one.kind) == row[3]; });
    INFO(row[1] << ", " << row[2] << ", " << row[3]);
    REQUIRE(found != point.solutions.end());
    check(found->m, row[4]);
    check(found->q, row[5]);
    check(found->r, row[6]);
    check(found->f, row[7]);
    check(found->entropy, row[8]);
  }
}

TEST_CASE("equilibrium: lines of the Hopfield network are within their bounds", "[equilibrium]") {
  for (auto const& row : rows("line")) {
    for (auto const line : {Line::T_M, Line::T_c, Line::T_R}) {
      if (line_name(line) != row[1]) continue;
      INFO(row[1] << ", alpha " << row[2]);
      check(line_temperature(line, number(row[2])).T, row[3]);
    }
  }
  auto const capacity = rows("alpha_c").front();
  check(load_at_zero(Line::T_M), capacity[1]);
}
