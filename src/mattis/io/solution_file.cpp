// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/io/hdf5.hpp>
#include <mattis/io/model_attributes.hpp>
#include <mattis/io/solution_file.hpp>
#include <mattis/io/solve_attributes.hpp>

namespace mattis::io {

void write_solution(std::filesystem::path const& path, Dense const& model,
                    SolveOptions const& options, Solution const& solution,
                    std::string const& samples, Provenance const& provenance) {
  auto file = Hdf5File::create(path);
  file.write("m", solution.m);
  file.write("m_se", solution.m_se);
  file.write("C_phi", solution.C_phi);
  file.write("C_phi_se", solution.C_phi_se);
  file.write("S_phi", solution.S_phi);
  file.write("S_phi_se", solution.S_phi_se);
  file.write("E", solution.E);
  file.write("E_se", solution.E_se);
  file.write<double>("residuals", {solution.residuals.size()}, solution.residuals);
  file.set_attribute("command", "solve");
  write_model(file, model);
  for_each_solve_option(
      options, [&](char const* name, auto const& value) { file.set_attribute(name, value); });
  file.set_attribute("samples", samples);
  file.set_attribute("sweeps", solution.sweeps);
  file.set_attribute("residual", solution.residual);
  file.set_attribute("jitter", solution.jitter);
  file.set_attribute("kernel_tol", solution.kernel_tol);
  file.set_attribute("kernel_rank", solution.kernel_rank);
  file.set_attribute("kernel_error", solution.kernel_error);
  auto const& diagnosis = solution.diagnosis;
  file.set_attribute("noise_condition", diagnosis.noise_condition);
  file.set_attribute("effective_samples", diagnosis.effective_samples);
  file.set_attribute("bimodality", diagnosis.bimodality);
  file.set_attribute("warnings", warning_text(diagnosis));
  file.set_attribute("wall_seconds", solution.wall_seconds);
  write_provenance(file, provenance);
  file.close();
}

}  // namespace mattis::io
