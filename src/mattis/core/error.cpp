// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>

#include <array>
#include <charconv>

namespace mattis {
namespace {

/// In one line, which leaves a terminal as it is.
std::string printable(std::string_view message) {
  std::string line;
  line.reserve(message.size());
  for (char const character : message) {
    auto const code = static_cast<unsigned char>(character);
    if (character == '\n') {
      line += "\\n";
    } else if (code < 0x20 || code == 0x7f) {
      constexpr std::string_view digits = "0123456789abcdef";
      line.append("\\x").append({digits[code / 16], digits[code % 16]});
    } else {
      line += character;
    }
  }
  return line;
}

/// Long lists and texts by their two ends: an error is one line that a person reads.
std::string shortened(std::string_view value) {
  constexpr std::size_t begin = 160, end = 40, most = 400;
  if (value.size() <= most) return std::string(value);
  return std::string(value.substr(0, begin)) + " .. " +
         std::string(value.substr(value.size() - end)) + " (" + std::to_string(value.size()) +
         " characters)";
}

}  // namespace

Error::Error(std::string_view message) : std::runtime_error(printable(message)) {}

void throw_unexpected(std::string_view name, std::string_view expected, std::string_view value) {
  std::string message(name);
  message.append(": expected ").append(expected).append(", got ").append(shortened(value));
  throw Error(message);
}

std::string to_text(double value) {
  std::array<char, 32> digits{};
  auto const end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::general)
          .ptr;
  return {digits.data(), end};
}

std::string to_text(std::int64_t value) { return std::to_string(value); }

}  // namespace mattis
