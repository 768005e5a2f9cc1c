// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/report/format.hpp>

#include <array>
#include <cmath>
#include <cstdio>

namespace mattis::report {

namespace {

/// The decimal exponent of a number that is rounded to three digits: 999.6 has that of 1000.
int exponent(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2e", value);
  std::string_view const all = text;
  return std::stoi(std::string(all.substr(all.find('e') + 1)));
}

std::string fixed(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string scientific(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2e", value);
  return text;
}

}  // namespace

std::string quantity_text(double value, std::string_view unit) {
  constexpr std::array<char const*, 11> prefixes = {"f", "p", "n", "µ", "m", "",
                                                    "k", "M", "G", "T", "P"};
  auto const with = [&](std::string const& number, char const* prefix) {
    return number + " " + prefix + std::string(unit);
  };
  if (value == 0) return with("0", "");
  if (!std::isfinite(value)) return with(to_text(value), "");
  int const power = exponent(value);
  int const thousands = static_cast<int>(std::floor(power / 3.0));
  if (thousands < -5 || thousands > 5) return with(scientific(value), "");
  return with(fixed(value / std::pow(10.0, 3 * thousands), 2 - (power - 3 * thousands)),
              prefixes[static_cast<std::size_t>(thousands + 5)]);
}

std::string percent_text(double share) { return number_text(100 * share) + " %"; }

std::string number_text(double value) {
  if (value == 0) return "0";
  if (!std::isfinite(value)) return to_text(value);
  int const power = exponent(value);
  if (power < -3 || power > 5) return scientific(value);
  return fixed(value, power < 2 ? 2 - power : 0);
}

std::string ratio_text(double ratio) {
  return ratio >= 0.01 && ratio < 100 ? fixed(ratio, 3) : number_text(ratio);
}

std::string sizes_text(Sizes const& sizes) {
  std::string text;
  for (auto const& [name, size] : sizes)
    text += (text.empty() ? "" : " ") + name + " " + to_text(size);
  return text;
}

std::string threads_text(int threads) {
  return std::to_string(threads) + (threads == 1 ? " thread" : " threads");
}

std::string row_text(BenchRow const& row) {
  return row.kernel + " " + row.precision + " " + sizes_text(row.sizes) + ", " + row.target + ", " +
         threads_text(row.threads);
}

}  // namespace mattis::report
