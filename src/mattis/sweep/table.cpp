// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/sweep/pareto.hpp>
#include <mattis/sweep/table.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace mattis::sweep {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> parameter_names(Plan const& plan) {
  std::vector<std::string> names;
  bool seeded = false;
  for (auto const& part : plan.parts) {
    seeded = seeded || part.seeded;
    for (auto const& name : part.varied)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  if (seeded && std::find(names.begin(), names.end(), "seed") == names.end())
    names.emplace_back("seed");
  return names;
}

/// Fills scores as rows bring them.
class Columns {
 public:
  Columns(Table& table, std::size_t rows) : table_(table), rows_(rows) {
    for (auto const& parameter : table.parameters) taken_[column_name(parameter.name)] = none;
  }

  void add(std::size_t row, std::string const& name, double value) {
    auto const [at, fresh] = taken_.try_emplace(name, table_.scores.size());
    if (at->second == none) return;
    if (fresh) table_.scores.push_back({name, std::vector<double>(rows_, unknown)});
    table_.scores[at->second].values[row] = value;
  }

 private:
  static constexpr auto none = std::numeric_limits<std::size_t>::max();
  Table& table_;
  std::size_t rows_;
  std::unordered_map<std::string, std::size_t> taken_;
};

/// A column of numbers by its name: a score's, or a parameter's.
std::optional<std::vector<double>> column(Table const& table, std::string const& name) {
  for (auto const& score : table.scores)
    if (score.name == name) return score.values;
  for (auto const& parameter : table.parameters) {
    if (column_name(parameter.name) != column_name(name)) continue;
    std::vector<double> numbers;
    for (auto const& text : parameter.values) {
      double number = unknown;
      std::from_chars(text.data(), text.data() + text.size(), number);
      numbers.push_back(number);
    }
    return numbers;
  }
  return std::nullopt;
}

/// Whether each part has a row that is done, so that no more columns are to come.
bool every_part_is_there(Plan const& plan, Table const& table) {
  std::vector<bool> there(plan.parts.size());
  for (std::size_t i = 0; i < table.rows(); ++i)
    if (!table.failed[i]) there[table.part[i]] = true;
  return std::count(there.begin(), there.end(), false) == 0;
}

/// Whether the scores that are weighed are columns of the table, as far as it is. \throws Error for
/// one that will never be
bool all_are_columns(Plan const& plan, Table const& table) {
  auto const& trade = plan.trade;
  std::vector<std::string> names = trade.minimise;
  names.insert(names.end(), trade.maximise.begin(), trade.maximise.end());
  for (auto const* bounds : {&trade.at_least, &trade.at_most})
    for (auto const& bound : *bounds) names.push_back(bound.first);
  for (auto const& name : names) {
    if (column(table, name)) continue;
    if (!every_part_is_there(plan, table)) return false;
    std::string known;
    for (auto const& score : table.scores)
      known.append(known.empty() ? "" : ", ").append(score.name);
    throw_unexpected(trade.origin, "some of " + known, "'" + name + "'");
  }
  return true;
}

void find_fronts(Plan const& plan, Table& table) {
  auto const& trade = plan.trade;
  if (!all_are_columns(plan, table)) return;
  std::vector<std::vector<double>> scores;
  for (auto const& name : trade.minimise) scores.push_back(*column(table, name));
  for (auto const& name : trade.maximise) {
    scores.push_back(*column(table, name));
    for (double& value : scores.back()) value = -value;
  }
  if (scores.empty()) return;
  std::vector<bool> kept(table.rows(), true);
  auto const keep = [&](auto const& bounds, auto const& holds) {
    for (auto const& [name, bound] : bounds) {
      auto const values = *column(table, name);
      for (std::size_t i = 0; i < kept.size(); ++i) kept[i] = kept[i] && holds(values[i], bound);
    }
  };
  keep(trade.at_least, [](double value, double bound) { return value >= bound; });
  keep(trade.at_most, [](double value, double bound) { return value <= bound; });
  table.on_front.assign(table.rows(), false);
  for (std::size_t part = 0; part < plan.parts.size(); ++part) {
    auto own = scores;
    for (auto& values : own)
      for (std::size_t i = 0; i < values.size(); ++i)
        if (table.part[i] != part || !kept[i]) values[i] = unknown;
    auto const front = pareto_front(own);
    for (std::size_t i = 0; i < front.size(); ++i)
      table.on_front[i] = table.on_front[i] || front[i];
  }
}

}  // namespace

std::string column_name(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::size_t Table::failures() const {
  return static_cast<std::size_t>(std::count(failed.begin(), failed.end(), true));
}

Table table(Plan const& plan, Rows const& rows) {
  Table all;
  for (auto const& name : parameter_names(plan)) all.parameters.push_back({name, {}});
  std::vector<Row const*> found;
  auto const points = plan.points();
  for (std::size_t i = 0; i < points; ++i) {
    auto const one = task(plan, i);
    auto const row = rows.find(one.name);
    if (row == rows.end()) continue;
    found.push_back(&row->second);
    all.part.push_back(one.part);
    for (auto& parameter : all.parameters)
      parameter.values.push_back(value_of(one.parameters, parameter.name));
  }
  Columns columns(all, found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    all.failed.push_back(found[i]->failed);
    all.remark.push_back(found[i]->remark);
    all.seconds.push_back(found[i]->seconds);
    for (auto const& [name, value] : found[i]->numbers) columns.add(i, name, value);
  }
  find_fronts(plan, all);
  return all;
}

}  // namespace mattis::sweep
