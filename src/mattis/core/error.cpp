// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>

#include <array>
#include <charconv>

namespace mattis {

void throw_unexpected(std::string_view name, std::string_view expected, std::string_view value) {
  std::string message(name);
  message.append(": expected ").append(expected).append(", got ").append(value);
  throw Error(message);
}

std::string to_text(double value) {
  std::array<char, 32> digits{};
  auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::general).ptr;
  return {digits.data(), end};
}

std::string to_text(std::int64_t value) { return std::to_string(value); }

}  // namespace mattis
