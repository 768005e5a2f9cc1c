// SPDX-License-Identifier: BSD-3-Clause
#include "json_line.hpp"

#include <mattis/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace mattis::command {

namespace {

/// Bytes of the UTF-8 character that `text` begins with; 0 where it begins with none.
std::size_t character_length(std::string_view text) {
  auto const byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  auto const follows = [&](std::size_t i) { return (byte(i) & 0xc0u) == 0x80u; };
  unsigned const first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return follows(1) ? 2 : 0;
  if (first >= 0xe0 && first < 0xf0) {
    bool const whole = follows(1) && follows(2);
    bool const overlong = first == 0xe0 && byte(1) < 0xa0;
    bool const surrogate = first == 0xed && byte(1) >= 0xa0;
    return whole && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xf0 && first < 0xf5) {
    bool const whole = follows(1) && follows(2) && follows(3);
    bool const overlong = first == 0xf0 && byte(1) < 0x90;
    bool const beyond = first == 0xf4 && byte(1) >= 0x90;
    return whole && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

/// A JSON string. File names may be any bytes; those that are no UTF-8 become the replacement
/// character.
std::string string_of(std::string_view text) {
  std::string quote = "\"";
  while (!text.empty()) {
    auto const length = character_length(text);
    auto const character = text.substr(0, std::max<std::size_t>(length, 1));
    text.remove_prefix(character.size());
    if (length == 0) {
      quote += "\\ufffd";
    } else if (character == "\"" || character == "\\") {
      quote.append("\\").append(character);
    } else if (static_cast<unsigned char>(character[0]) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(character[0]));
      quote += escape;
    } else {
      quote += character;
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

/// The innermost that is there.
thread_local TakenSummary* taker = nullptr;

}  // namespace

JsonLine& JsonLine::add_raw(std::string_view key, std::string_view value) {
  fields_.append(fields_.empty() ? "" : ", ").append(string_of(key)).append(": ").append(value);
  return *this;
}

JsonLine& JsonLine::add(std::string_view key, std::string_view text) {
  return add_raw(key, string_of(text));
}
JsonLine& JsonLine::add(std::string_view key, bool truth) {
  numbers_.emplace_back(key, truth ? 1 : 0);
  return add_raw(key, truth ? "true" : "false");
}
JsonLine& JsonLine::add(std::string_view key, double number) {
  numbers_.emplace_back(key, number);
  return add_raw(key, number_text(number));
}
JsonLine& JsonLine::add(std::string_view key, std::vector<double> const& numbers) {
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers_.emplace_back(std::string(key) + "[" + std::to_string(i) + "]", numbers[i]);
  return add_raw(key, list(numbers, number_text));
}
JsonLine& JsonLine::add(std::string_view key, std::vector<std::string> const& texts) {
  return add_raw(key, list(texts, string_of));
}
JsonLine& JsonLine::add_objects(std::string_view key, std::vector<std::string> const& objects) {
  return add_raw(key, list(objects, [](std::string const& object) { return object; }));
}

TakenSummary::TakenSummary() : before_(std::exchange(taker, this)) {}
TakenSummary::~TakenSummary() { taker = before_; }

void deliver(JsonLine const& summary) {
  if (taker != nullptr) {
    taker->summary_ = summary;
  } else {
    std::puts(summary.text().c_str());
  }
}

}  // namespace mattis::command
