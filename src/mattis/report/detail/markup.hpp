// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string>
#include <string_view>

namespace mattis::report::detail {

/// Text of a file as HTML, in an element or a quoted attribute: nothing in it is markup, and
/// control characters are U+FFFD.
std::string escaped(std::string_view text);

/// `text` with the number that it rounds: <data value="0.0123">0.0123</data>.
std::string data(double value, std::string_view text);

/// The letter of a file: A, B, .. Z, A2, ..
std::string letter(std::size_t file);

}  // namespace mattis::report::detail
