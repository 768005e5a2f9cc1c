// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/sweep/design.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace mattis::sweep {

/// What a point gave.
struct Row {
  std::string name = {};  ///< row_name()
  bool failed = false;    ///< then without numbers
  std::string remark = {};
  double seconds = 0;
  std::vector<std::pair<std::string, double>> numbers = {};
};

/// All that decides a row, and nothing else: "solve hopfield T=100 alpha=0.1 seed=7", parameters in
/// the order of their names. Without tabs and line ends: spaces within are "\s", others "\t", ..
std::string row_name(std::string const& command, std::string const& model, Point parameters);

/// The seed of the row of that name in a sweep: 53 bits, which every reader of numbers keeps.
std::uint64_t row_seed(std::uint64_t sweep_seed, std::string const& name);

/// Without tabs, line ends and spaces, and back.
std::string escaped(std::string const& text);
std::string unescaped(std::string const& text);

}  // namespace mattis::sweep
