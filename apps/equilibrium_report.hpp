// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "json_line.hpp"

#include <mattis/equilibrium/bounded.hpp>

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mattis::command {

/// What a command of the equilibrium theory found: printed as rows, or as one line of JSON, where a
/// bound on the error of "m" is "m_error".
class EquilibriumReport {
 public:
  using Value =
      std::variant<double, std::string, bool, equilibrium::Bounded, std::vector<EquilibriumReport>>;

  EquilibriumReport& add(std::string name, Value value) {
    entries_.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  std::vector<std::pair<std::string, Value>> const& entries() const { return entries_; }
  JsonLine json() const;
  void print(std::string const& indent = "") const;

 private:
  std::vector<std::pair<std::string, Value>> entries_;
};

}  // namespace mattis::command
