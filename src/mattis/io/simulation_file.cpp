// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/io/hdf5.hpp>
#include <mattis/io/model_attributes.hpp>
#include <mattis/io/simulation_file.hpp>

#include <span>
#include <string>

namespace mattis::io {
namespace {

/// (trials cues, ..) as (trials, cues, ..) where there are several cues.
void write_networks(Hdf5File& file, std::string const& name, HostArray<double***> const& values,
                    int cues) {
  if (cues == 1) return file.write(name, values);
  auto const count = static_cast<std::size_t>(cues);
  file.write(name, {values.extent(0) / count, count, values.extent(1), values.extent(2)},
             std::span<double const>(values.data(), values.size()));
}

}  // namespace

void write_simulation(std::filesystem::path const& path, Dense const& model,
                      SimulateOptions const& options, Simulation const& simulation,
                      Provenance const& provenance) {
  auto file = Hdf5File::create(path);
  write_networks(file, "m", simulation.m, options.cues);
  write_networks(file, "E", simulation.E, options.cues);
  if (options.save_states) {
    write_networks(file, "x", simulation.x, options.cues);
    write_networks(file, "phi", simulation.phi, options.cues);
  }
  file.set_attribute("command", "simulate");
  write_model(file, model);
  file.set_attribute("T", options.T);
  file.set_attribute("dt", options.dt);
  file.set_attribute("N", options.N);
  file.set_attribute("P", simulation.P);
  file.set_attribute("trials", options.trials);
  file.set_attribute("cues", options.cues);
  file.set_attribute("seed", options.seed);
  file.set_attribute("distinct_indices", options.distinct_indices);
  file.set_attribute("save_states", options.save_states);
  file.set_attribute("by_patterns", options.by_patterns);
  file.set_attribute("integrator", integrator_name(options.integrator));
  if (options.integrator == Integrator::cvode) file.set_attribute("rtol", options.rtol);
  file.set_attribute("steps", simulation.steps);
  file.set_attribute("wall_seconds", simulation.wall_seconds);
  write_provenance(file, provenance);
  file.close();
}

}  // namespace mattis::io
