// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/device_name.hpp>
#include <mattis/io/equilibrium_file.hpp>
#include <mattis/io/hdf5.hpp>
#include <mattis/io/provenance.hpp>

#include <span>

namespace mattis::io {

void add_line(EquilibriumTable& table, equilibrium::LinePath const& path) {
  std::string const name(equilibrium::line_name(path.line));
  auto const add = [&](char const* what, std::vector<double> const& values) {
    table.columns.push_back({name + what, {values.size()}, values});
  };
  add("_alpha", path.alpha);
  add("_T", path.T);
  add("_alpha_error", path.alpha_error);
  add("_T_error", path.T_error);
}

void write_equilibrium(std::filesystem::path const& path, EquilibriumTable const& table) {
  auto file = Hdf5File::create(path);
  file.set_attribute("command", "equilibrium");
  file.set_attribute("kind", table.kind);
  for (auto const& [name, value] : table.parameters) file.set_attribute(name, value);
  write_provenance(file, make_provenance("host", "scalar", host_device_name(), "double", 1));
  for (auto const& column : table.columns)
    file.write(column.name, column.extents, std::span<double const>(column.values));
  file.close();
}

}  // namespace mattis::io
