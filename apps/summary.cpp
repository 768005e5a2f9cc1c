// SPDX-License-Identifier: BSD-3-Clause
#include "summary.hpp"

#include <mattis/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace mattis::command {

std::string estimates_text(Estimates const& estimates) {
  std::string text;
  for (std::size_t i = 0; i < estimates.mean.size(); ++i) {
    double const se = estimates.se[i];
    bool const known = std::isfinite(se) && se > 0;
    int const decimals = known ? std::clamp(1 - static_cast<int>(std::floor(std::log10(se))), 0, 12) : 6;
    char entry[80];
    if (known) {
      std::snprintf(entry, sizeof entry, "%.*f +- %.*f", decimals, estimates.mean[i], decimals, se);
    } else {
      std::snprintf(entry, sizeof entry, "%.*f", decimals, estimates.mean[i]);
    }
    text.append(text.empty() ? "" : ", ").append(entry);
  }
  return text.empty() ? "none" : text;
}

void print_row(std::string_view label, std::string_view text) {
  std::printf("%-18.*s%.*s\n", static_cast<int>(label.size()), label.data(), static_cast<int>(text.size()),
              text.data());
}

void finish_output() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    throw_unexpected("standard output", "to be written", "a failed write (is the disk full?)");
}

}  // namespace mattis::command
