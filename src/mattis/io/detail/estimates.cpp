// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/io/detail/estimates.hpp>

namespace mattis::io::detail {

void write_column(Hdf5File& file, std::string const& name, std::vector<double> const& values) {
  file.write<double>(name, {values.size()}, values);
}

void write_estimates(Hdf5File& file, std::string const& name,
                     std::vector<binary::Estimate> const& estimates) {
  std::vector<double> mean, se;
  for (auto const& one : estimates) {
    mean.push_back(one.mean);
    se.push_back(one.se);
  }
  write_column(file, name, mean);
  write_column(file, name + "_se", se);
}

void set_estimate(Hdf5File& file, std::string const& name, binary::Estimate const& one) {
  file.set_attribute(name, one.mean);
  file.set_attribute(name + "_se", one.se);
}

void finish(Hdf5File& file, double wall_seconds, Provenance const& provenance) {
  file.set_attribute("wall_seconds", wall_seconds);
  write_provenance(file, provenance);
  file.close();
}

}  // namespace mattis::io::detail
