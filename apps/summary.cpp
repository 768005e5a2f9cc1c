// SPDX-License-Identifier: BSD-3-Clause
#include "summary.hpp"

#include <mattis/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace mattis::command {

std::string estimate_text(double mean, double se) {
  constexpr int most_decimals = 12;
  char entry[100];
  if (!std::isfinite(se) || se <= 0) {
    std::snprintf(entry, sizeof entry, "%.6f", mean);
  } else if (se < 5e-13) {
    std::snprintf(entry, sizeof entry, "%.*f +- %.1e", most_decimals, mean, se);
  } else {
    int const decimals =
        std::clamp(1 - static_cast<int>(std::floor(std::log10(se))), 0, most_decimals);
    std::snprintf(entry, sizeof entry, "%.*f +- %.*f", decimals, mean, decimals, se);
  }
  // what rounds to zero has no sign
  bool const zero = entry[0] == '-' && std::strspn(entry + 1, "0.") == std::strcspn(entry + 1, " ");
  return zero ? entry + 1 : entry;
}

std::string estimates_text(Estimates const& estimates) {
  constexpr std::size_t most = 8;
  auto const count = estimates.mean.size();
  std::string text;
  for (std::size_t i = 0; i < std::min(count, most); ++i)
    text.append(text.empty() ? "" : ", ").append(estimate_text(estimates.mean[i], estimates.se[i]));
  if (count > most) text += ", .. (" + std::to_string(count) + " in all)";
  return text.empty() ? "none" : text;
}

std::string time_text(double dt, int steps) {
  char time[40];
  std::snprintf(time, sizeof time, "%.10g", dt * (steps - 1));
  return time + (" (" + std::to_string(steps) + " steps)");
}

void print_row(std::string_view label, std::string_view text) {
  std::printf("%-18.*s%.*s\n", static_cast<int>(label.size()), label.data(),
              static_cast<int>(text.size()), text.data());
}

void finish_output() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    throw_unexpected("standard output", "to be written", "a failed write (is the disk full?)");
}

}  // namespace mattis::command
