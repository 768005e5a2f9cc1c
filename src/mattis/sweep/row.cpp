// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/fingerprint.hpp>
#include <mattis/core/philox.hpp>
#include <mattis/sweep/row.hpp>

#include <algorithm>
#include <string_view>

namespace mattis::sweep {

namespace {

constexpr std::string_view hidden = "\\ \t\n\r", letters = "\\stnr";

}  // namespace

std::string escaped(std::string const& text) {
  std::string all;
  for (char const c : text) {
    auto const at = hidden.find(c);
    if (at != hidden.npos) all += '\\';
    all += at == hidden.npos ? c : letters[at];
  }
  return all;
}

std::string unescaped(std::string const& text) {
  std::string all;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool const pair = text[i] == '\\' && i + 1 < text.size();
    auto const at = pair ? letters.find(text[i + 1]) : letters.npos;
    if (at != letters.npos) ++i;
    all += at == letters.npos ? text[i] : hidden[at];
  }
  return all;
}

std::string row_name(std::string const& command, std::string const& model, Point parameters) {
  std::sort(parameters.begin(), parameters.end());
  auto name = command;
  if (!model.empty()) name += " " + model;
  for (auto const& [parameter, value] : parameters) name += " " + parameter + "=" + escaped(value);
  return name;
}

std::uint64_t row_seed(std::uint64_t sweep_seed, std::string const& name) {
  auto const words =
      random_words(sweep_seed, Purpose::sweep_row, 0, fingerprint(name.data(), name.size()));
  return static_cast<std::uint64_t>(words.word[0]) << 21 | (words.word[1] >> 11);
}

}  // namespace mattis::sweep
