// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/report/detail/markup.hpp>

namespace mattis::report::detail {

std::string escaped(std::string_view text) {
  std::string markup;
  markup.reserve(text.size());
  for (char const character : text) {
    auto const code = static_cast<unsigned char>(character);
    if (character == '&') {
      markup += "&amp;";
    } else if (character == '<') {
      markup += "&lt;";
    } else if (character == '>') {
      markup += "&gt;";
    } else if (character == '"') {
      markup += "&quot;";
    } else if (character == '\'') {
      markup += "&#39;";
    } else if (code < 0x20 || code == 0x7f) {
      markup += character == '\n' || character == '\t' ? " " : "\xef\xbf\xbd";
    } else {
      markup += character;
    }
  }
  return markup;
}

std::string data(double value, std::string_view text) {
  return "<data value=\"" + to_text(value) + "\">" + escaped(text) + "</data>";
}

std::string letter(std::size_t file) {
  std::string name(1, static_cast<char>('A' + file % 26));
  return file < 26 ? name : name + std::to_string(file / 26 + 1);
}

}  // namespace mattis::report::detail
