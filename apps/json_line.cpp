// SPDX-License-Identifier: BSD-3-Clause
#include "json_line.hpp"

#include <mattis/core/error.hpp>

#include <cmath>
#include <cstdio>

namespace mattis::command {

namespace {

std::string in_quotes(std::string_view text) {
  std::string quote = "\"";
  for (char const c : text) {
    if (c == '"' || c == '\\') {
      quote += '\\';
      quote += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      quote += escape;
    } else {
      quote += c;
    }
  }
  return quote + "\"";
}

std::string number_text(double number) { return std::isfinite(number) ? to_text(number) : "null"; }

template <class Range, class Text>
std::string list(Range const& range, Text const& text) {
  std::string all = "[";
  for (auto const& entry : range) all.append(all.size() > 1 ? ", " : "").append(text(entry));
  return all + "]";
}

}  // namespace

JsonLine& JsonLine::add_raw(std::string_view key, std::string_view value) {
  fields_.append(fields_.empty() ? "" : ", ").append(in_quotes(key)).append(": ").append(value);
  return *this;
}

JsonLine& JsonLine::add(std::string_view key, std::string_view text) { return add_raw(key, in_quotes(text)); }
JsonLine& JsonLine::add(std::string_view key, double number) { return add_raw(key, number_text(number)); }
JsonLine& JsonLine::add(std::string_view key, std::vector<double> const& numbers) {
  return add_raw(key, list(numbers, number_text));
}
JsonLine& JsonLine::add(std::string_view key, std::vector<std::string> const& texts) {
  return add_raw(key, list(texts, in_quotes));
}

}  // namespace mattis::command
