// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/equilibrium/hopfield_lines.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace mattis::io {

/// A dataset of numbers, row-major.
struct Column {
  std::string name;
  std::vector<std::size_t> extents;
  std::vector<double> values;
};

/// What a file of the equilibrium theory holds beside its provenance.
struct EquilibriumTable {
  std::string kind;  ///< attribute: "diagram", "mixtures", "sk", "curie-weiss", ..
  std::vector<std::pair<std::string, double>> parameters;  ///< attributes
  std::vector<Column> columns;                             ///< datasets
};

/// Columns alpha, T and their errors of a line, named as "T_M_alpha", "T_M_alpha_error".
void add_line(EquilibriumTable& table, equilibrium::LinePath const& path);

/// \throws Error  when the file cannot be written
void write_equilibrium(std::filesystem::path const& path, EquilibriumTable const& table);

}  // namespace mattis::io
