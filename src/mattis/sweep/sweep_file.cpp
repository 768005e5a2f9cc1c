// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/hdf5.hpp>
#include <mattis/sweep/sweep_file.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>
#include <optional>
#include <set>

namespace mattis::sweep {

namespace {

using io::Hdf5File;

void write_texts(Hdf5File& file, std::string const& name, std::vector<std::string> const& texts) {
  for (auto const& text : texts) file.append_text(name, text);
}

void write_flags(Hdf5File& file, std::string const& name, std::vector<bool> const& flags) {
  std::vector<std::int8_t> bytes(flags.begin(), flags.end());
  file.write<std::int8_t>(name, {bytes.size()}, bytes);
}

void write_numbers(Hdf5File& file, std::string const& name, std::vector<double> const& numbers) {
  file.write<double>(name, {numbers.size()}, numbers);
}

/// The texts as numbers, NaN for empty ones; none where one is no number.
std::optional<std::vector<double>> as_numbers(std::vector<std::string> const& texts) {
  std::vector<double> numbers;
  for (auto const& text : texts) {
    double number = std::numeric_limits<double>::quiet_NaN();
    auto const end = text.data() + text.size();
    auto const [read, failure] = std::from_chars(text.data(), end, number);
    if (!text.empty() && (failure != std::errc() || read != end)) return std::nullopt;
    numbers.push_back(number);
  }
  return numbers;
}

/// Each once, in their order.
std::string all_of(std::vector<Origin> const& origins, std::string Origin::*what) {
  std::set<std::string> different;
  for (auto const& origin : origins) different.insert(origin.*what);
  std::string text;
  for (auto const& one : different) text.append(text.empty() ? "" : ", ").append(one);
  return text;
}

void write_trade(Hdf5File& file, Trade const& trade) {
  write_texts(file, "sweep_minimise", trade.minimise);
  write_texts(file, "sweep_maximise", trade.maximise);
}

void write_shown(Hdf5File& file, Shown const& shown) {
  if (!shown.x.empty()) file.set_attribute("figure_x", shown.x);
  if (!shown.y.empty()) file.set_attribute("figure_y", shown.y);
  write_texts(file, "sweep_figure_scores", shown.scores);
}

}  // namespace

void write_sweep(std::filesystem::path const& path, Plan const& plan, Table const& table,
                 std::vector<Origin> const& origins) {
  auto file = Hdf5File::create(path);
  file.set_attribute("command", "sweep");
  file.set_attribute("seed", plan.seed);
  file.set_attribute("points", static_cast<std::int64_t>(plan.points()));
  file.set_attribute("complete", table.rows() == plan.points());
  if (!origins.empty()) {
    file.set_attribute("version", origins.front().version);
    file.set_attribute("git_hash", origins.front().git_hash);
  }
  file.set_attribute("backend", all_of(origins, &Origin::backend));
  file.set_attribute("device", all_of(origins, &Origin::device));
  file.append_text("sweep_config", plan.text);
  std::vector<std::int64_t> part;
  for (auto const& one : plan.parts) {
    file.append_text("sweep_part_names", one.name);
    file.append_text("sweep_part_commands",
                     one.model.empty() ? one.command : one.command + " " + one.model);
  }
  std::copy(table.part.begin(), table.part.end(), std::back_inserter(part));
  file.write<std::int64_t>("row_part", {part.size()}, part);
  for (auto const& parameter : table.parameters) {
    auto const name = column_name(parameter.name);
    file.append_text("sweep_parameters", name);
    if (auto const numbers = as_numbers(parameter.values)) {
      write_numbers(file, name, *numbers);
    } else {
      write_texts(file, name, parameter.values);
    }
  }
  for (auto const& score : table.scores) {
    file.append_text("sweep_scores", score.name);
    write_numbers(file, score.name, score.values);
  }
  write_flags(file, "row_failed", table.failed);
  write_texts(file, "row_remark", table.remark);
  write_numbers(file, "row_seconds", table.seconds);
  if (!table.on_front.empty()) write_flags(file, "row_pareto", table.on_front);
  write_trade(file, plan.trade);
  write_shown(file, plan.shown);
  file.close();
}

}  // namespace mattis::sweep
