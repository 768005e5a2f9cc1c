// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/io/hdf5.hpp>
#include <mattis/io/model_attributes.hpp>
#include <mattis/io/simulation_file.hpp>

namespace mattis::io {

void write_simulation(std::filesystem::path const& path, Dense const& model, SimulateOptions const& options,
                      Simulation const& simulation, Provenance const& provenance) {
  auto file = Hdf5File::create(path);
  file.write("m", simulation.m);
  file.write("E", simulation.E);
  if (options.save_states) {
    file.write("x", simulation.x);
    file.write("phi", simulation.phi);
  }
  write_model(file, model);
  file.set_attribute("T", options.T);
  file.set_attribute("dt", options.dt);
  file.set_attribute("N", options.N);
  file.set_attribute("P", simulation.P);
  file.set_attribute("trials", options.trials);
  file.set_attribute("seed", options.seed);
  file.set_attribute("distinct_indices", options.distinct_indices);
  file.set_attribute("save_states", options.save_states);
  file.set_attribute("wall_seconds", simulation.wall_seconds);
  write_provenance(file, provenance);
  file.close();
}

}  // namespace mattis::io
