// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mattis::command {

/// Values with their standard errors; an error is NaN where one value says nothing about it.
struct Estimates {
  std::vector<double> mean;
  std::vector<double> se;
};

/// "0.9631 +- 0.0012": the error to two digits and the value to the same place.
std::string estimate_text(double mean, double se);
/// "0.9631 +- 0.0012, .."; "none" for no values.
std::string estimates_text(Estimates const& estimates);

/// "1.9 (20 steps)", the time of the last of T steps.
std::string time_text(double dt, int steps);

/// Prints "label   text", texts aligned.
void print_row(std::string_view label, std::string_view text);

/// Flushes standard output. \throws Error  when it could not be written, as on a full disk
void finish_output();

}  // namespace mattis::command
