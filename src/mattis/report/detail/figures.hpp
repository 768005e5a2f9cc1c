// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Plots as SVG inside the page: 360 units wide, a phone's width, so that text keeps its size there.
// What a colour says is said by a letter, a marker or a number as well.
#include <mattis/report/bench_file.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mattis::report::detail {

/// A row and the file it is of.
struct Entry {
  std::size_t file = 0;
  BenchRow const* row = nullptr;
};

/// Numbers the elements of one page that others refer to.
class Ids {
 public:
  std::string next() { return "f" + std::to_string(++last_); }

 private:
  int last_ = 0;
};

/// Figures of one kernel, each a <figure>; empty where there is nothing to draw. Entries are in the
/// order in which they are shown; \param files  how many there are: letters are for more than one
std::string ceiling_bars(std::string_view kernel, std::span<Entry const> entries, std::size_t files,
                         Ids& ids);

/// The rate over the size that has the most values, over those that take several values at one of
/// it, and over threads: a line for each file, target and whatever else is fixed, with two points
/// or more.
std::string scaling_lines(std::string_view kernel, std::span<Entry const> entries,
                          std::size_t files, Ids& ids);

/// For each problem that several files have, the fastest row of each file.
std::string side_by_side(std::string_view kernel, std::span<Entry const> entries, std::size_t files,
                         Ids& ids);

}  // namespace mattis::report::detail
