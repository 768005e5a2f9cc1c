// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/models/integrator.hpp>

#include <algorithm>

namespace mattis {

std::vector<std::string> const& integrator_names() {
  static std::vector<std::string> const names{"euler", "cvode"};
  return names;
}
std::string integrator_name(Integrator integrator) {
  return integrator_names()[static_cast<std::size_t>(integrator)];
}
Integrator integrator_named(std::string const& name) {
  auto const& names = integrator_names();
  auto const found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw_unexpected("integrator", "euler or cvode", "'" + name + "'");
  return static_cast<Integrator>(found - names.begin());
}

}  // namespace mattis
