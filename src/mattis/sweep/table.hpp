// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/sweep/plan.hpp>
#include <mattis/sweep/row.hpp>

#include <string>
#include <unordered_map>
#include <vector>

namespace mattis::sweep {

/// Rows by their names; the last of a name.
using Rows = std::unordered_map<std::string, Row>;

/// The rows of a plan side by side, in its order; those that are not there yet left out.
struct Table {
  struct Parameter {
    std::string name;                 ///< as the option's
    std::vector<std::string> values;  ///< (rows) empty where the row's part has none
  };
  struct Score {
    std::string name;
    std::vector<double> values;  ///< (rows) NaN where the row has none
  };

  std::vector<Parameter> parameters;  ///< varied in a part, and the rows' seeds
  /// Numbers of the summaries, of the first row that has them on; none of a parameter's name.
  std::vector<Score> scores;
  std::vector<std::size_t> part;  ///< (rows)
  std::vector<bool> failed;       ///< (rows)
  std::vector<std::string> remark;
  std::vector<double> seconds;
  std::vector<bool> on_front;  ///< (rows) of its part; empty where no scores are weighed

  std::size_t rows() const { return part.size(); }
  std::size_t failures() const;
};

/// An option's name as summaries and files have it, with underscores.
std::string column_name(std::string name);

/// Fronts are left out as long as a part without a row may have a score that is missing.
/// \throws Error  beginning with where it is weighed, for a score that no row has
Table table(Plan const& plan, Rows const& rows);

}  // namespace mattis::sweep
