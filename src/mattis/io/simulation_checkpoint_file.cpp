// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/simulation_checkpoint_file.hpp>

#include <string>

namespace mattis::io {

Parameters simulation_parameters(Dense const& model, SimulateOptions const& options,
                                 Provenance const& provenance) {
  auto all = identity(provenance);
  all.emplace_back("command", "simulate");
  for (auto const& parameter : parameters(model)) all.push_back(parameter);
  all.insert(all.end(), {{"T", to_text(options.T)},
                         {"dt", to_text(options.dt)},
                         {"N", to_text(options.N)},
                         {"trials", to_text(options.trials)},
                         {"cues", to_text(options.cues)},
                         {"seed", std::to_string(options.seed)},
                         {"distinct_indices", options.distinct_indices ? "true" : "false"},
                         {"save_states", options.save_states ? "true" : "false"},
                         {"integrator", integrator_name(options.integrator)}});
  if (options.integrator == Integrator::cvode) all.emplace_back("rtol", to_text(options.rtol));
  if (options.by_patterns) all.emplace_back("by_patterns", "true");
  return all;
}

void write_checkpoint(std::filesystem::path const& path, Dense const& model,
                      SimulateOptions const& options, SimulationCheckpoint const& checkpoint,
                      Provenance const& provenance) {
  replace_checkpoint(path, simulation_parameters(model, options, provenance), [&](Hdf5File& file) {
    file.set_attribute("trial", checkpoint.trial);
    file.set_attribute("cue", checkpoint.cue);
    file.set_attribute("t", checkpoint.t);
    file.set_attribute("steps", checkpoint.results.steps);
    file.set_attribute("wall_seconds", checkpoint.results.wall_seconds);
    file.write("state", checkpoint.x);
    file.write("m", checkpoint.results.m);
    file.write("E", checkpoint.results.E);
    if (options.save_states) {
      file.write("x", checkpoint.results.x);
      file.write("phi", checkpoint.results.phi);
    }
  });
}

SimulationCheckpoint read_checkpoint(std::filesystem::path const& path, Dense const& model,
                                     SimulateOptions const& options, Provenance const& provenance) {
  auto const file = open_checkpoint(path, simulation_parameters(model, options, provenance));
  SimulationCheckpoint checkpoint{.trial = file.attribute<std::int64_t>("trial"),
                                  .cue = file.attribute<std::int64_t>("cue"),
                                  .t = static_cast<int>(file.attribute<std::int64_t>("t")),
                                  .x = read_array<HostArray<double**>>(file, "state"),
                                  .results = {}};
  checkpoint.results.steps = file.attribute<std::int64_t>("steps");
  checkpoint.results.wall_seconds = file.attribute<double>("wall_seconds");
  checkpoint.results.m = read_array<HostArray<double***>>(file, "m");
  checkpoint.results.E = read_array<HostArray<double***>>(file, "E");
  if (options.save_states) {
    checkpoint.results.x = read_array<HostArray<double***>>(file, "x");
    checkpoint.results.phi = read_array<HostArray<double***>>(file, "phi");
  }
  return checkpoint;
}

}  // namespace mattis::io
