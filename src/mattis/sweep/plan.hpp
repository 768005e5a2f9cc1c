// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/sweep/design.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace mattis::sweep {

/// Points of one command. A sweep has several parts where systems are compared.
struct Part {
  std::string name = {};  ///< of the part; empty where there is one alone
  std::string command = {}, model = {};
  bool seeded = false;  ///< the command draws random numbers, and the sweep gives each row a seed
  Point fixed = {};     ///< parameters that all points share
  std::vector<std::string> varied = {};  ///< those of the design, in its order
  std::vector<Point> points = {};
};

/// The scores of which the fronts are wanted, and what a point must keep to be on one.
struct Trade {
  std::string origin = "pareto";  ///< where it is said, for errors
  std::vector<std::string> minimise = {}, maximise = {};
  std::vector<std::pair<std::string, double>> at_least = {}, at_most = {};
};

/// What a figure shows of it; empty: what comes first.
struct Shown {
  std::string x = {}, y = {};
  std::vector<std::string> scores = {};
};

/// A whole sweep, as its file says.
struct Plan {
  std::string text = {};  ///< the file
  std::uint64_t seed = 1;
  std::vector<Part> parts = {};
  Trade trade = {};
  Shown shown = {};

  std::size_t points() const;
};

/// One row to be computed.
struct Task {
  std::size_t part = 0;
  Point parameters;  ///< all that the command is given, its seed too
  std::string name;  ///< row_name() of them
};

/// Row `i` of the plan: parts one after the other, points in their order.
Task task(Plan const& plan, std::size_t i);

/// The value of a parameter; empty where it is none of them.
std::string value_of(Point const& point, std::string const& name);

}  // namespace mattis::sweep
