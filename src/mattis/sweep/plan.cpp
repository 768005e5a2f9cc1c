// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/sweep/plan.hpp>
#include <mattis/sweep/row.hpp>

#include <algorithm>

namespace mattis::sweep {

std::size_t Plan::points() const {
  std::size_t count = 0;
  for (auto const& part : parts) count += part.points.size();
  return count;
}

Task task(Plan const& plan, std::size_t i) {
  std::size_t which = 0;
  for (; i >= plan.parts[which].points.size(); ++which) i -= plan.parts[which].points.size();
  auto const& part = plan.parts[which];
  Task one{.part = which, .parameters = part.fixed, .name = {}};
  auto const& point = part.points[i];
  one.parameters.insert(one.parameters.end(), point.begin(), point.end());
  one.name = row_name(part.command, part.model, one.parameters);
  if (!part.seeded) return one;
  one.parameters.emplace_back("seed", std::to_string(row_seed(plan.seed, one.name)));
  one.name = row_name(part.command, part.model, one.parameters);
  return one;
}

std::string value_of(Point const& point, std::string const& name) {
  auto const found =
      std::find_if(point.begin(), point.end(), [&](auto const& one) { return one.first == name; });
  return found == point.end() ? std::string() : found->second;
}

}  // namespace mattis::sweep
