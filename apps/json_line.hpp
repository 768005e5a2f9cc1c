// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mattis::command {

/// A summary: a JSON object of one line, keys in the order they were added, and the numbers in it.
/// NaN and infinities, which JSON lacks, become null there.
class JsonLine {
 public:
  using Numbers = std::vector<std::pair<std::string, double>>;

  JsonLine& add(std::string_view key, std::string_view text);
  JsonLine& add(std::string_view key, char const* text) { return add(key, std::string_view(text)); }
  JsonLine& add(std::string_view key, double number);
  JsonLine& add(std::string_view key, bool truth);
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) JsonLine& add(std::string_view key, Integer number) {
    numbers_.emplace_back(key, static_cast<double>(number));
    return add_raw(key, std::to_string(number));
  }
  JsonLine& add(std::string_view key, std::vector<double> const& numbers);
  JsonLine& add(std::string_view key, std::vector<std::string> const& texts);

  /// Objects that are text already.
  JsonLine& add_object(std::string_view key, std::string const& object) {
    return add_raw(key, object);
  }
  JsonLine& add_objects(std::string_view key, std::vector<std::string> const& objects);

  std::string text() const { return "{" + fields_ + "}"; }
  /// Its numbers in their order: truths are 0 or 1, entry i of a list is "key[i]"; texts and
  /// objects are none.
  Numbers const& numbers() const { return numbers_; }

 private:
  JsonLine& add_raw(std::string_view key, std::string_view value);

  std::string fields_;
  Numbers numbers_;
};

/// Prints a command's summary, or hands it to whom the command runs for (TakenSummary).
void deliver(JsonLine const& summary);

/// While one is there, what the calling thread delivers comes here instead of being printed.
class TakenSummary {
 public:
  TakenSummary();
  ~TakenSummary();
  TakenSummary(TakenSummary const&) = delete;
  TakenSummary& operator=(TakenSummary const&) = delete;

  /// The last one delivered; none: there was none.
  std::optional<JsonLine> const& summary() const { return summary_; }

 private:
  friend void deliver(JsonLine const& summary);
  TakenSummary* before_;
  std::optional<JsonLine> summary_;
};

}  // namespace mattis::command
