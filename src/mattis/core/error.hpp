// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace mattis {

/// The one exception of this library: a message of one line that names the parameter, its value and
/// what was expected. Visible, so that who is compiled with hidden symbols catches what a shared
/// library throws.
class [[gnu::visibility("default")]] Error : public std::runtime_error {
 public:
  /// \param message  what a user gave may be part of it: its control characters are written as
  /// "\n", "\x1b"
  explicit Error(std::string_view message);
};

/// Throws Error "<name>: expected <expected>, got <value>".
[[noreturn]] void throw_unexpected(std::string_view name, std::string_view expected,
                                   std::string_view value);

/// The shortest decimal text that reads back as the same number.
std::string to_text(double value);
std::string to_text(std::int64_t value);
inline std::string to_text(int value) { return to_text(static_cast<std::int64_t>(value)); }

/// Checks one argument; throws Error naming it when `holds` is false.
template <class Value>
void expect(bool holds, std::string_view name, std::string_view expected, Value value) {
  if (!holds) throw_unexpected(name, expected, to_text(value));
}

}  // namespace mattis
