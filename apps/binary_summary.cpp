// SPDX-License-Identifier: BSD-3-Clause
#include "binary_summary.hpp"

#include "summary.hpp"

#include <algorithm>
#include <cstdio>

namespace mattis::command {

namespace {

double per_nanosecond(std::int64_t count, double seconds) {
  return seconds > 0 ? static_cast<double>(count) * 1e-9 / seconds : 0;
}

}  // namespace

std::string text_of(binary::Estimate const& one) { return estimate_text(one.mean, one.se); }

void add_estimate(JsonLine& line, std::string const& name, binary::Estimate const& one) {
  line.add(name, one.mean).add(name + "_se", one.se);
}

void add_estimates(JsonLine& line, std::string const& name,
                   std::vector<binary::Estimate> const& all) {
  std::vector<double> mean, se;
  for (auto const& one : all) {
    mean.push_back(one.mean);
    se.push_back(one.se);
  }
  line.add(name, mean).add(name + "_se", se);
}

void add_endings(JsonLine& line, HostArray<binary::Ending**> const& endings) {
  if (endings.size() == 0) return;
  auto const count = [&](binary::Ending ending) {
    return static_cast<std::int64_t>(
        std::count(endings.data(), endings.data() + endings.size(), ending));
  };
  line.add("fixed_points", count(binary::Ending::fixed));
  line.add("two_cycles", count(binary::Ending::two_cycle));
}

void SpinSpeed::add_to(JsonLine& line) const {
  line.add("attempts", attempts).add("flips", flips);
  line.add("attempts_per_ns", per_nanosecond(attempts, seconds));
  line.add("flips_per_ns", per_nanosecond(flips, seconds));
}

void SpinSpeed::print() const {
  char text[120];
  std::snprintf(text, sizeof text, "%.3g attempts and %.3g flips per ns",
                per_nanosecond(attempts, seconds), per_nanosecond(flips, seconds));
  print_row("speed", text);
}

}  // namespace mattis::command
