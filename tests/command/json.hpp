// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <algorithm>
#include <cctype>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace mattis::testing {

/// Reads one JSON object; values stay text. \throws std::runtime_error for anything that is not
/// JSON
class JsonObject {
 public:
  explicit JsonObject(std::string_view text) : rest_(text) {
    object();
    space();
    if (!rest_.empty()) throw std::runtime_error("text after the object");
  }

  std::string const& operator[](std::string const& key) const { return fields_.at(key); }
  bool has(std::string const& key) const { return fields_.contains(key); }

 private:
  void space() {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_[0])))
      rest_.remove_prefix(1);
  }
  bool next_is(char c) {
    space();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void need(char c) {
    if (!next_is(c)) throw std::runtime_error(std::string("missing ") + c);
  }
  void object() { fields_ = fields(); }
  std::map<std::string, std::string> fields() {
    std::map<std::string, std::string> fields;
    need('{');
    if (next_is('}')) return fields;
    do {
      auto const key = string();
      need(':');
      auto const before = (space(), rest_);
      value();
      if (!fields.emplace(key, before.substr(0, before.size() - rest_.size())).second)
        throw std::runtime_error("twice: " + key);
    } while (next_is(','));
    need('}');
    return fields;
  }
  void value() {
    space();
    if (rest_.starts_with('"')) {
      string();
    } else if (next_is('[')) {
      if (next_is(']')) return;
      do value();
      while (next_is(','));
      need(']');
    } else if (rest_.starts_with('{')) {
      fields();
    } else {
      word();
    }
  }
  std::string string() {
    need('"');
    std::string text;
    while (!rest_.starts_with('"')) {
      if (rest_.size() < 2 || static_cast<unsigned char>(rest_[0]) < 0x20)
        throw std::runtime_error("open string");
      if (rest_.starts_with('\\')) rest_.remove_prefix(1);
      text += rest_[0];
      rest_.remove_prefix(1);
    }
    rest_.remove_prefix(1);
    return text;
  }
  void word() {
    auto const end = std::min(rest_.find_first_of(",]} \n"), rest_.size());
    auto const text = std::string(rest_.substr(0, end));
    rest_.remove_prefix(end);
    if (text == "true" || text == "false" || text == "null") return;
    std::size_t used = 0;
    bool const starts =
        !text.empty() && (text[0] == '-' || std::isdigit(static_cast<unsigned char>(text[0])));
    if (starts) static_cast<void>(std::stod(text, &used));
    if (!starts || used != text.size()) throw std::runtime_error("no number: " + text);
  }

  std::string_view rest_;
  std::map<std::string, std::string> fields_;
};

}  // namespace mattis::testing
