// SPDX-License-Identifier: BSD-3-Clause
#include "sweep_config.hpp"

#include "command_line.hpp"
#include "nearest_name.hpp"
#include "toml_text.hpp"

#include <mattis/core/error.hpp>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>

namespace mattis::command {

namespace {

using sweep::Axis;
using sweep::Part;
using sweep::Plan;
using sweep::Range;

struct Entry {
  std::string key;
  std::string where;  ///< "FILE:LINE: key"
  std::string origin;
  toml::node const* node;
};

/// The options that say how a command runs and where it writes, which a sweep decides.
constexpr char const* of_the_sweep[] = {"threads", "out",        "figure",
                                        "picture", "progress",   "json",
                                        "resume",  "checkpoint", "checkpoint-interval"};

/// Calls `check`, whose errors begin with `origin` then.
template <class Check>
auto at(std::string const& origin, Check const& check) {
  try {
    return check();
  } catch (Error const& error) {
    throw Error(origin + ": " + error.what());
  }
}

class Reader {
 public:
  explicit Reader(std::string const& name) : name_(name) {}

  Plan plan(toml::table const& table) const {
    Plan plan;
    bool const parts = table.contains("part");
    std::vector<std::string> known{"seed", "pareto", "figure", "part"};
    if (!parts) known.insert(known.end(), {"command", "model", "fixed", "grid", "list", "random"});
    expect_known(entries(table), known);
    if (auto const* seed = table.get("seed")) plan.seed = read_seed(*seed);
    if (parts) {
      auto const* list = table.get("part")->as_array();
      if (list == nullptr || list->empty() || !list->is_array_of_tables())
        throw_unexpected(where("part", *table.get("part")), "tables, [[part]] each",
                         "another type");
      for (auto const& one : *list) plan.parts.push_back(named_part(*one.as_table(), plan));
    } else {
      plan.parts.push_back(part(table, plan.seed));
    }
    expect_points(plan);
    if (auto const* trade = table.get("pareto")) read_trade(entry("pareto", *trade), plan.trade);
    if (auto const* shown = table.get("figure")) read_shown(entry("figure", *shown), plan);
    return plan;
  }

 private:
  std::string where(std::string const& key, toml::node const& node) const {
    return place(name_, node.source()) + ": " + key;
  }
  Entry entry(std::string const& key, toml::node const& node) const {
    return {key, where(key, node), place(name_, node.source()), &node};
  }

  /// Those of a table in the order of the file.
  std::vector<Entry> entries(toml::table const& table) const {
    std::vector<std::pair<toml::source_position, Entry>> found;
    for (auto const& [key, node] : table) {
      std::string const text(key.str());
      auto const origin = place(name_, key.source());
      found.push_back({key.source().begin, {text, origin + ": " + text, origin, &node}});
    }
    std::stable_sort(found.begin(), found.end(), [](auto const& a, auto const& b) {
      return std::pair(a.first.line, a.first.column) < std::pair(b.first.line, b.first.column);
    });
    std::vector<Entry> all;
    for (auto& [position, one] : found) all.push_back(std::move(one));
    return all;
  }

  static void expect_known(std::vector<Entry> const& given, std::vector<std::string> const& known) {
    for (auto const& one : given)
      if (std::find(known.begin(), known.end(), one.key) == known.end())
        throw_unexpected(one.where,
                         "a known key (the nearest is " + nearest_name(one.key, known) + ")",
                         "an unknown one");
  }

  static toml::table const& as_table(Entry const& one) {
    auto const* table = one.node->as_table();
    if (table == nullptr) throw_unexpected(one.where, "a table", "another type");
    return *table;
  }

  static double as_number(Entry const& one) {
    auto const number = one.node->is_number() ? one.node->value<double>() : std::nullopt;
    if (!number) throw_unexpected(one.where, "a number", "another type");
    return *number;
  }
  static std::int64_t as_integer(Entry const& one) {
    auto const number = one.node->value_exact<std::int64_t>();
    if (!number) throw_unexpected(one.where, "a whole number", "another type");
    return *number;
  }
  static std::string as_string(Entry const& one) {
    auto const text = one.node->value_exact<std::string>();
    if (!text) throw_unexpected(one.where, "a string", "another type");
    return *text;
  }
  static std::vector<std::string> as_strings(Entry const& one) {
    if (one.node->is_string()) return {as_string(one)};
    std::vector<std::string> texts;
    if (auto const* array = one.node->as_array())
      for (auto const& text : *array)
        texts.push_back(as_string({one.key, one.where, one.origin, &text}));
    if (texts.empty()) throw_unexpected(one.where, "strings", "none");
    return texts;
  }

  std::uint64_t read_seed(toml::node const& node) const {
    auto const one = entry("seed", node);
    auto const seed = as_integer(one);
    expect(seed >= 0, one.where, "at least 0", seed);
    return static_cast<std::uint64_t>(seed);
  }

  Part named_part(toml::table const& table, Plan const& plan) const {
    expect_known(entries(table), {"name", "command", "model", "fixed", "grid", "list", "random"});
    auto one = part(table, plan.seed);
    auto const name = word(name_, table, "name");
    for (auto const& other : plan.parts)
      if (other.name == name.text)
        throw_unexpected(name.origin + ": name", "each name once", "'" + name.text + "' again");
    one.name = name.text;
    return one;
  }

  Part part(toml::table const& table, std::uint64_t seed) const {
    Part part;
    auto const name = word(name_, table, "command");
    part.command = name.text;
    auto command = sweepable(name);
    if (!command.models.empty()) {
      auto const model = word(name_, table, "model");
      at(model.origin, [&] { choose_model(command, model.text); });
      part.model = model.text;
    } else if (auto const* model = table.get("model")) {
      throw_unexpected(where("model", *model), "none with " + part.command, "one");
    }
    if (auto const* fixed = table.get("fixed"))
      for (auto const& one : entries(as_table(entry("fixed", *fixed))))
        read_fixed(one, command, part);
    read_design(table, seed, command, part);
    at(name_, [&] { command.options.check(); });
    part.seeded = command.options.find("seed") != nullptr && !command.options.find("seed")->given;
    return part;
  }

  static Command sweepable(Word const& name) {
    std::string all;
    for (auto& command : all_commands()) {
      if (!command.sweepable) continue;
      if (command.name == name.text) return std::move(command);
      all.append(all.empty() ? "" : ", ").append(command.name);
    }
    throw_unexpected(name.origin + ": command", "one of " + all, "'" + name.text + "'");
  }

  /// The option that a key names, which is not given yet.
  static Option& fresh_option(Entry const& one, Command& command) {
    auto& option = known_option(command.options, one.key, one.where);
    for (auto const* taken : of_the_sweep)
      if (option.name == taken)
        throw_unexpected(one.where, "none in a sweep, which decides it for all rows", "one");
    if (option.given) throw_unexpected(one.where, "each parameter once", "it again");
    return option;
  }

  static void read_fixed(Entry const& one, Command& command, Part& part) {
    auto& option = fresh_option(one, command);
    auto const text = option_text(option, *one.node, one.where);
    if (one.node->is_array() && one.node->as_array()->empty()) return;  // the same as none
    command.options.set(option, text, one.origin);
    part.fixed.emplace_back(option.name, text);
  }

  void read_design(toml::table const& table, std::uint64_t seed, Command& command,
                   Part& part) const {
    std::string found;
    for (auto const* kind : {"list", "grid", "random"}) {
      auto const* node = table.get(kind);
      if (node == nullptr) continue;
      auto const design = entry(kind, *node);
      bool const random = design.key == "random", grid = design.key == "grid";
      if (!found.empty() && random)
        throw_unexpected(design.where, "no other design beside it", found + " too");
      auto points =
          random ? drawn(design, seed, command, part) : listed(design, grid, command, part);
      part.points = found.empty()
                        ? std::move(points)
                        : at(design.origin, [&] { return sweep::product(part.points, points); });
      found = kind;
    }
    if (found.empty()) throw_unexpected(name_, "a grid, a list or random", "none");
  }

  /// The points of a grid or a list.
  std::vector<sweep::Point> listed(Entry const& design, bool grid, Command& command,
                                   Part& part) const {
    std::vector<Axis> axes;
    for (auto const& one : entries(as_table(design))) {
      auto& option = fresh_option(one, command);
      Axis axis{option.name, one.node->is_table() ? spaced_values(one) : values(one, option)};
      for (auto const& value : axis.values) command.options.set(option, value, one.origin);
      if (axis.values.empty()) throw_unexpected(one.where, "at least one value", "none");
      if (grid) at(one.origin, [&] { sweep::expect_each_once(axis); });
      part.varied.push_back(axis.name);
      axes.push_back(std::move(axis));
    }
    if (axes.empty()) throw_unexpected(design.where, "at least one parameter", "none");
    return at(design.origin, [&] { return grid ? sweep::grid(axes) : sweep::list(axes); });
  }

  std::vector<sweep::Point> drawn(Entry const& design, std::uint64_t seed, Command& command,
                                  Part& part) const {
    std::vector<sweep::RandomAxis> axes;
    std::map<std::string, std::string> origins;
    std::int64_t samples = 0;
    for (auto const& one : entries(as_table(design))) {
      if (one.key == "samples") {
        samples = as_integer(one);
        continue;
      }
      auto& option = fresh_option(one, command);
      sweep::RandomAxis axis{.name = option.name};
      if (one.node->is_table()) {
        axis.range = range(one, false);
        at(one.where, [&] { sweep::validate(axis.range); });
      } else {
        axis.choices = values(one, option);
        at(one.origin, [&] { sweep::expect_each_once({axis.name, axis.choices}); });
      }
      option.given = true;
      origins[option.name] = one.origin;
      part.varied.push_back(axis.name);
      axes.push_back(std::move(axis));
    }
    if (axes.empty()) throw_unexpected(design.where, "at least one parameter", "none");
    auto points = at(design.origin, [&] { return sweep::random(axes, samples, seed); });
    for (auto const& point : points)
      for (auto const& [name, value] : point)
        command.options.set(*command.options.find(name), value, origins[name]);
    return points;
  }

  /// The values of an array, of which each may be what the option takes.
  std::vector<std::string> values(Entry const& one, Option const& option) const {
    auto const* array = one.node->as_array();
    if (array == nullptr)
      throw_unexpected(one.where, "an array of values or { from, to, .. }", "another type");
    std::vector<std::string> texts;
    for (auto const& value : *array)
      texts.push_back(option_text(option, value, where(one.key, value)));
    return texts;
  }

  std::vector<std::string> spaced_values(Entry const& one) const {
    std::int64_t count = 0;
    for (auto const& part : entries(*one.node->as_table()))
      if (part.key == "count") count = as_integer(part);
    auto const interval = range(one, true);
    return at(one.where, [&] { return sweep::spaced(interval, count); });
  }

  Range range(Entry const& one, bool counted) const {
    auto const parts = entries(*one.node->as_table());
    std::vector<std::string> known{"from", "to", "scale", "whole"};
    if (counted) known.emplace_back("count");
    expect_known(parts, known);
    Range range;
    bool from = false, to = false;
    for (auto const& part : parts) {
      if (part.key == "from") range.from = as_number(part), from = true;
      if (part.key == "to") range.to = as_number(part), to = true;
      if (part.key == "whole") {
        auto const whole = part.node->value_exact<bool>();
        if (!whole) throw_unexpected(part.where, "true or false", "another type");
        range.whole = *whole;
      }
      if (part.key == "scale") {
        auto const scale = as_string(part);
        if (scale != "linear" && scale != "log")
          throw_unexpected(part.where, "linear or log", "'" + scale + "'");
        range.logarithmic = scale == "log";
      }
    }
    if (!from || !to)
      throw_unexpected(one.where, "from and to", from || to ? "one of them" : "none");
    return range;
  }

  void read_trade(Entry const& one, sweep::Trade& trade) const {
    trade.origin = one.where;
    auto const parts = entries(as_table(one));
    expect_known(parts, {"minimise", "maximise", "at-least", "at-most"});
    for (auto const& part : parts) {
      if (part.key == "minimise") trade.minimise = as_strings(part);
      if (part.key == "maximise") trade.maximise = as_strings(part);
      if (part.key != "at-least" && part.key != "at-most") continue;
      auto& bounds = part.key == "at-least" ? trade.at_least : trade.at_most;
      for (auto const& bound : entries(as_table(part)))
        bounds.emplace_back(bound.key, as_number(bound));
    }
    if (trade.minimise.empty() && trade.maximise.empty())
      throw_unexpected(one.where, "scores to minimise or maximise", "none");
  }

  void read_shown(Entry const& one, Plan& plan) const {
    auto const parts = entries(as_table(one));
    expect_known(parts, {"x", "y", "scores"});
    for (auto const& part : parts) {
      if (part.key == "scores") plan.shown.scores = as_strings(part);
      if (part.key == "scores") continue;
      auto const name = as_string(part);
      std::vector<std::string> varied;
      for (auto const& other : plan.parts)
        varied.insert(varied.end(), other.varied.begin(), other.varied.end());
      if (std::find(varied.begin(), varied.end(), name) == varied.end())
        throw_unexpected(part.where, "a parameter of the design", "'" + name + "'");
      (part.key == "x" ? plan.shown.x : plan.shown.y) = name;
    }
  }

  void expect_points(Plan const& plan) const {
    at(name_, [&] {
      expect(plan.points() <= sweep::most_points, "part",
             "at most " + to_text(static_cast<std::int64_t>(sweep::most_points)) + " points",
             static_cast<std::int64_t>(plan.points()));
    });
  }

  std::string name_;
};

}  // namespace

sweep::Plan read_sweep(std::filesystem::path const& path) {
  return parse_sweep(read_toml_text(path), path.string());
}

sweep::Plan parse_sweep(std::string_view text, std::string const& name) {
  auto plan = Reader(name).plan(parse_toml(text, name));
  plan.text = text;
  return plan;
}

}  // namespace mattis::command
