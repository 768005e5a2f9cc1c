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

void write_q_distribution(Hdf5File& file, std::vector<double> const& density) {
  if (density.empty()) return;
  std::vector<double> q;
  for (std::size_t b = 0; b < density.size(); ++b)
    q.push_back((2 * static_cast<double>(b) + 1) / static_cast<double>(density.size()) - 1);
  write_column(file, "q", q);
  write_column(file, "q_distribution", density);
}

void write_endings(Hdf5File& file, HostArray<binary::Ending**> const& endings) {
  if (endings.size() == 0) return;
  HostArray<std::int8_t**> codes("mattis::io::endings", endings.extent(0), endings.extent(1));
  for (std::size_t i = 0; i < codes.size(); ++i)
    codes.data()[i] = static_cast<std::int8_t>(endings.data()[i]);
  file.write("ending", codes);
}

void finish(Hdf5File& file, double wall_seconds, Provenance const& provenance) {
  file.set_attribute("wall_seconds", wall_seconds);
  write_provenance(file, provenance);
  file.close();
}

}  // namespace mattis::io::detail
