// SPDX-License-Identifier: BSD-3-Clause
#include "nearest_name.hpp"

#include <algorithm>
#include <cstddef>

namespace mattis::command {

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> distance(a.size() + 1,
                                                 std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      auto& here = distance[i][j];
      if (i == 0 || j == 0) {
        here = i + j;
        continue;
      }
      here = std::min({distance[i - 1][j] + 1, distance[i][j - 1] + 1,
                       distance[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      bool const swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) here = std::min(here, distance[i - 2][j - 2] + 1);
    }
  }
  return distance[a.size()][b.size()];
}

}  // namespace

std::string nearest_name(std::string_view given, std::vector<std::string> const& names) {
  auto const nearest =
      std::min_element(names.begin(), names.end(), [&](auto const& a, auto const& b) {
        return edit_distance(given, a) < edit_distance(given, b);
      });
  return nearest == names.end() ? std::string() : *nearest;
}

}  // namespace mattis::command
