// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <concepts>
#include <string>
#include <string_view>
#include <vector>

namespace mattis::command {

/// A JSON object of one line, keys in the order they were added. NaN and infinities, which JSON
/// lacks, become null.
class JsonLine {
 public:
  JsonLine& add(std::string_view key, std::string_view text);
  JsonLine& add(std::string_view key, char const* text) { return add(key, std::string_view(text)); }
  JsonLine& add(std::string_view key, double number);
  JsonLine& add(std::string_view key, bool truth) { return add_raw(key, truth ? "true" : "false"); }
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) JsonLine& add(std::string_view key, Integer number) {
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

 private:
  JsonLine& add_raw(std::string_view key, std::string_view value);

  std::string fields_;
};

}  // namespace mattis::command
