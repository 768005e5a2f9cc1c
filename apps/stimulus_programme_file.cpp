// SPDX-License-Identifier: BSD-3-Clause
#include "stimulus_programme_file.hpp"

#include "nearest_name.hpp"
#include "toml_text.hpp"

#include <mattis/core/error.hpp>

#include <algorithm>
#include <string>

namespace mattis::command {

namespace {

using Keys = std::vector<std::string>;

/// One table of a file, and how it speaks of itself.
class Table {
 public:
  Table(toml::table const& table, std::string const& file, Keys const& known)
      : table_(table), file_(file) {
    for (auto const& [key, node] : table) {
      std::string const name(key.str());
      if (std::find(known.begin(), known.end(), name) == known.end())
        throw_unexpected(mattis::command::place(file, key.source()) + ": " + name,
                         "a known key (the nearest is " + nearest_name(name, known) + ")",
                         "an unknown one");
    }
  }

  std::string place(char const* key) const {
    auto const* node = table_.get(key);
    return mattis::command::place(file_, node != nullptr ? node->source() : table_.source()) +
           ": " + key;
  }
  std::optional<double> number(char const* key) const {
    auto const* node = table_.get(key);
    if (node == nullptr) return std::nullopt;
    auto const value = node->is_number() ? node->value<double>() : std::nullopt;
    if (!value) throw_unexpected(place(key), "a number", "another type");
    return value;
  }
  double number(char const* key, double otherwise) const { return number(key).value_or(otherwise); }
  double needed(char const* key) const {
    auto const value = number(key);
    if (!value) throw_unexpected(place(key), "a number", "none");
    return *value;
  }
  std::optional<std::vector<double>> numbers(char const* key) const {
    auto const* node = table_.get(key);
    if (node == nullptr) return std::nullopt;
    std::vector<double> values;
    auto const* array = node->as_array();
    if (array == nullptr) throw_unexpected(place(key), "an array of numbers", "another type");
    for (auto const& entry : *array) {
      auto const value = entry.is_number() ? entry.value<double>() : std::nullopt;
      if (!value) throw_unexpected(place(key), "an array of numbers", "another type in it");
      values.push_back(*value);
    }
    return values;
  }
  /// The tables [[key]].
  std::vector<Table> tables(char const* key, Keys const& known) const {
    std::vector<Table> all;
    auto const* node = table_.get(key);
    if (node == nullptr) return all;
    auto const* array = node->as_array();
    if (array == nullptr) throw_unexpected(place(key), "tables [[..]]", "another type");
    for (auto const& entry : *array) {
      auto const* table = entry.as_table();
      if (table == nullptr) throw_unexpected(place(key), "tables [[..]]", "another type");
      all.emplace_back(*table, file_, known);
    }
    return all;
  }

 private:
  toml::table const& table_;
  std::string file_;
};

/// weights, or target, strength and others.
void read_weights(Table const& table, std::int64_t P, ProgrammeEntry& entry) {
  if (auto const target = table.number("target")) {
    entry.target = static_cast<std::int64_t>(*target);
    expect(static_cast<double>(*entry.target) == *target && *target >= 1 &&
               *target <= static_cast<double>(P),
           table.place("target"), "a memory from 1 to P = " + to_text(P), *target);
  }
  if (auto const weights = table.numbers("weights")) {
    auto const count = static_cast<std::int64_t>(weights->size());
    expect(count == P, table.place("weights"), "P = " + to_text(P) + " numbers", count);
    if (table.number("strength") || table.number("others"))
      throw_unexpected(table.place("weights"), "either weights or strength and others", "both");
    entry.weights = *weights;
    return;
  }
  if (!entry.target)
    throw_unexpected(table.place("weights"), "P = " + to_text(P) + " numbers, or a target",
                     "neither");
  entry.weights.assign(static_cast<std::size_t>(P), table.number("others", 0));
  entry.weights[static_cast<std::size_t>(*entry.target - 1)] = table.number("strength", 1);
}

}  // namespace

ProgrammeEntries read_programme(std::filesystem::path const& path, std::int64_t P) {
  auto const name = path.string();
  auto const parsed = parse_toml(read_toml_text(path), name);
  Table const file(parsed, name, {"stimulus", "glitch", "input-noise"});
  Keys const known{"time", "duration", "weights", "target", "strength", "others"};
  ProgrammeEntries programme;
  programme.input_noise = file.number("input-noise");
  auto const positive = [](Table const& table, double duration) {
    expect(duration > 0, table.place("duration"), "more than 0", duration);
    return duration;
  };
  for (auto const& table : file.tables("stimulus", known)) {
    ProgrammeEntry entry{.time = table.needed("time"), .duration = table.number("duration")};
    auto& before = programme.stimuli;
    if (!before.empty())
      expect(entry.time > before.back().time, table.place("time"),
             "times that rise, more than " + to_text(before.back().time), entry.time);
    expect(entry.time >= 0, table.place("time"), "at least 0", entry.time);
    if (entry.duration) positive(table, *entry.duration);
    read_weights(table, P, entry);
    before.push_back(std::move(entry));
  }
  if (programme.stimuli.empty())
    throw_unexpected(name + ": stimulus", "at least one table [[stimulus]]", "none");
  for (auto const& table : file.tables("glitch", known)) {
    ProgrammeEntry entry{.time = table.needed("time"),
                         .duration = positive(table, table.needed("duration"))};
    expect(entry.time >= 0, table.place("time"), "at least 0", entry.time);
    read_weights(table, P, entry);
    programme.glitches.push_back(std::move(entry));
  }
  return programme;
}

}  // namespace mattis::command
