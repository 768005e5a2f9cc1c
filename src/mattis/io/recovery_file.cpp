// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/io/recovery_file.hpp>
#include <mattis/io/solve_attributes.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

namespace mattis::io {

RecoveryFile::RecoveryFile(std::filesystem::path const& path, RecoveryOptions const& options,
                           Provenance const& provenance)
    : file_(Hdf5File::create(path)) {
  bool const hopfield = std::all_of(options.n.begin(), options.n.end(), [](int n) { return n == 1; });
  file_.set_attribute("model", hopfield ? "hopfield" : "dense");
  file_.set_attribute("g", options.g);
  file_.set_attribute("threshold", options.threshold);
  file_.set_attribute("capacity_tol", options.capacity_tol);
  write_solve_options(file_, options.solve);
  if (options.solve.kernel_tol) file_.set_attribute("kernel_tol", *options.solve.kernel_tol);
  write_provenance(file_, provenance);
}

void RecoveryFile::append(RecoveryRow const& row) {
  auto const number = [&](char const* name, double value) { file_.append(name, value); };
  auto const count = [&](char const* name, int value) { file_.append(name, std::int64_t{value}); };
  auto const flag = [&](char const* name, bool value) { file_.append(name, static_cast<std::int8_t>(value)); };
  count("n", row.n);
  number("alpha", row.alpha);
  number("a", row.a);
  number("ic_noise", row.ic_noise);
  number("m_initial", row.m_initial);
  number("m_initial_se", row.m_initial_se);
  number("m_peak", row.m_peak);
  number("m_peak_se", row.m_peak_se);
  number("t_peak", row.t_peak);
  number("t_peak_se", row.t_peak_se);
  number("m_final", row.m_final);
  number("m_final_se", row.m_final_se);
  flag("recovered", row.recovered);
  flag("retained", row.retained);
  flag("refined", row.refined);
  flag("converged", row.converged);
  file_.append_text("remark", row.remark);
  count("sweeps", row.sweeps);
  number("residual", row.residual);
  number("wall_seconds", row.wall_seconds);
  file_.append("m", {row.m.size()}, std::span(row.m));
  file_.append("m_se", {row.m_se.size()}, std::span(row.m_se));
  file_.flush();
  ++rows_;
}

void RecoveryFile::finish(Recovery const& result) {
  auto const column = [&](char const* name, auto const& field) {
    for (auto const& capacity : result.capacities) file_.append(name, field(capacity));
  };
  column("capacity_n", [](auto const& capacity) { return std::int64_t{capacity.n}; });
  column("capacity_a", [](auto const& capacity) { return capacity.a; });
  column("capacity_lower", [](auto const& capacity) { return capacity.lower; });
  column("capacity_upper", [](auto const& capacity) { return capacity.upper; });
  column("capacity_alpha", [](auto const& capacity) { return capacity.alpha; });
  column("capacity_alpha_se", [](auto const& capacity) { return capacity.alpha_se; });
  file_.set_attribute("wall_seconds", result.wall_seconds);
  file_.close();
}

}  // namespace mattis::io
