// SPDX-License-Identifier: BSD-3-Clause
#include "equilibrium_report.hpp"

#include "summary.hpp"

#include <mattis/core/error.hpp>

#include <cmath>
#include <cstdio>
#include <limits>

namespace mattis::command {

namespace {

using equilibrium::Bounded;

std::string text(Bounded const& number) {
  char line[80];
  if (number.error < 1e-300 || !std::isfinite(number.value) || !std::isfinite(number.error)) {
    std::snprintf(line, sizeof line, "%.15g", number.value);
  } else {
    std::snprintf(line, sizeof line, "%.15g +- %.1e", number.value, number.error);
  }
  return line;
}

}  // namespace

JsonLine EquilibriumReport::json() const {
  JsonLine line;
  for (auto const& [name, value] : entries_) {
    if (auto const* bounded = std::get_if<Bounded>(&value)) {
      // Readers of numbers stumble over those with fewer digits than others.
      double const error = bounded->error, least = std::numeric_limits<double>::min();
      line.add(name, bounded->value)
          .add(name + "_error", error > 0 ? std::fmax(error, least) : error);
    } else if (auto const* parts = std::get_if<std::vector<EquilibriumReport>>(&value)) {
      std::vector<std::string> objects;
      for (auto const& part : *parts) objects.push_back(part.json().text());
      line.add_objects(name, objects);
    } else if (auto const* number = std::get_if<double>(&value)) {
      line.add(name, *number);
    } else if (auto const* truth = std::get_if<bool>(&value)) {
      line.add(name, *truth);
    } else {
      line.add(name, std::get<std::string>(value));
    }
  }
  return line;
}

void EquilibriumReport::print(std::string const& indent) const {
  for (auto const& [name, value] : entries_) {
    if (auto const* parts = std::get_if<std::vector<EquilibriumReport>>(&value)) {
      for (auto const& part : *parts) {
        print_row(indent + name, "");
        part.print(indent + "  ");
      }
    } else if (auto const* bounded = std::get_if<Bounded>(&value)) {
      print_row(indent + name, text(*bounded));
    } else if (auto const* number = std::get_if<double>(&value)) {
      print_row(indent + name, to_text(*number));
    } else if (auto const* truth = std::get_if<bool>(&value)) {
      print_row(indent + name, *truth ? "yes" : "no");
    } else {
      print_row(indent + name, std::get<std::string>(value));
    }
  }
}

}  // namespace mattis::command
